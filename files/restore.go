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

// Restored tells what was put in place.
type Restored struct {
	db.Verified        // of the copy
	Aside       string // where the database that stood there is kept; empty where there was none
}

// Restore puts a copy in place of the database, once it was read through and brought to the newest schema. The service
// must be stopped. The database that stood there is kept beside.
func (d Database) Restore(ctx context.Context, from string, now time.Time) (Restored, error) {
	// The key must be there already: a new one would open nothing.
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

// putInPlace makes the new database beside the old one, which is put aside when all is ready. It returns the name under
// which that one is kept, empty where there was none.
func (d Database) putInPlace(ctx context.Context, from string, keys *keys.Keyring, now time.Time) (aside string, err error) {
	inUse := fmt.Errorf("la base %s est ouverte par un autre programme : arrêtez d'abord le service. Rien n'a été changé", d.Path)
	if errors.Is(db.Retire(ctx, d.Path), db.ErrInUse) { // before the copying, which may take a minute
		return "", inUse
	}
	err = writeWhole(d.Path, func(f *os.File) error {
		copied, err := os.Open(from)
		if err != nil {
			return err
		}
		defer copied.Close() //nolint:errcheck // it was only read
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

// putAside gives the database another name. One that is too damaged to be retired goes as it is, with its log.
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

// verifyCopy reads a copy through, and says in words what is wrong with it.
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
