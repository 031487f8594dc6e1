package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"sesame/account/keys"
	"sesame/db"
)

// Restored describes a completed restore.
type Restored struct {
	db.Verified        // of the backup
	Aside       string // path to which the previous database was moved; empty when there was none
}

// Restore replaces the database by a backup, after verifying it and upgrading it to the newest schema. The service must
// be stopped. The previous database is kept beside the new one.
func (d Database) Restore(ctx context.Context, from string, now time.Time) (Restored, error) {
	// The key file must exist: a new key would not open the backup.
	keys, err := Database{Path: from, KeyPath: d.KeyPath}.keys(true)
	if err != nil {
		return Restored{}, err
	}
	found, err := d.verifyCopy(ctx, from, keys)
	if err != nil {
		return Restored{}, fmt.Errorf("%w. Rien n'a été changé", err)
	}
	aside, err := d.putInPlace(ctx, from, keys, now)
	return Restored{found, aside}, err
}

// putInPlace prepares the new database beside the old one, then moves the old one aside. It returns the new path of the
// old one, empty when there was none.
func (d Database) putInPlace(ctx context.Context, from string, keys *keys.Keyring, now time.Time) (aside string, err error) {
	inUse := fmt.Errorf("la base %s est ouverte par un autre programme : arrêtez d'abord le service. Rien n'a été changé", d.Path)
	if errors.Is(db.Retire(ctx, d.Path), db.ErrInUse) { // before the copy, which may take a minute
		return "", inUse
	}
	err = writeWhole(d.Path, func(f *os.File) error {
		copied, err := os.Open(from)
		if err != nil {
			return err
		}
		defer copied.Close() //nolint:errcheck // opened for reading only
		if _, err := io.Copy(f, copied); err != nil {
			return err
		}
		_, err = db.Migrate(ctx, db.Migration{Path: f.Name(), Keys: keys})
		return err
	}, func(ready string) error {
		if errors.Is(db.Retire(ctx, d.Path), db.ErrInUse) {
			return db.ErrInUse
		}
		if aside, err = d.putAside(now); err != nil {
			return err
		}
		return os.Rename(ready, d.Path)
	})
	switch {
	case errors.Is(err, db.ErrInUse):
		return "", inUse
	case err != nil && aside != "":
		return "", fmt.Errorf("la copie n'a pas pu être remise en place : %w. L'ancienne base est %s", err, aside)
	case err != nil:
		return "", fmt.Errorf("la copie n'a pas pu être remise en place : %w. Rien n'a été changé", d.reason(err))
	}
	return aside, nil
}

// putAside renames the database. One too damaged to be retired is moved as it is, with its WAL.
func (d Database) putAside(now time.Time) (aside string, err error) {
	name := d.Path + ".avant-restauration-" + now.UTC().Format("20060102T150405Z")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		switch err := os.Rename(d.Path+suffix, name+suffix); {
		case err == nil:
			aside = name
		case !errors.Is(err, os.ErrNotExist):
			return aside, fmt.Errorf("la base %s ne peut pas être mise de côté : %w", d.Path, err)
		}
	}
	return aside, nil
}

// verifyCopy verifies a backup and explains any fault in a sentence.
func (d Database) verifyCopy(ctx context.Context, path string, keys *keys.Keyring) (db.Verified, error) {
	var none db.Verified
	if info, err := os.Stat(path); err != nil {
		return none, errors.New(Reason(err))
	} else if !info.Mode().IsRegular() || info.Size() == 0 {
		return none, fmt.Errorf("%s n'est pas une copie de la base", path)
	}
	found, err := db.Verify(ctx, path, keys)
	var other *db.SchemaError
	switch {
	case errors.Is(err, db.ErrDamaged):
		return none, fmt.Errorf("la copie %s est abîmée ou n'est pas une base", path)
	case errors.As(err, &other) && other.Newer():
		return none, fmt.Errorf("la copie %s est au schéma %d, celui d'une version plus récente que ce programme, qui s'arrête au schéma %d. Installez la version plus récente",
			path, other.Found, db.SchemaVersion())
	case errors.As(err, &other):
		return none, fmt.Errorf("la copie %s est au schéma %d, d'avant la première version publiée : aucune mise à jour n'en part", path, other.Found)
	case errors.Is(err, db.ErrForeign):
		return none, fmt.Errorf("les tables de la copie %s ne sont pas celles d'une version publiée de Sésame", path)
	case errors.Is(err, db.ErrWrongKey):
		return none, fmt.Errorf("la clé %s n'est pas celle de la copie %s", d.KeyPath, path)
	}
	return found, err
}
