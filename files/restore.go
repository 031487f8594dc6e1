package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"sesame/account/keys"
	"sesame/db"
)

// Restoring holds the options of Restore.
type Restoring struct {
	Now          time.Time
	AcceptDamage bool                 // restore the readable part of a damaged backup
	Confirm      func(Restored) error // called with the content of the backup before anything changes; an error cancels the restore
}

// Restored describes a restore.
type Restored struct {
	db.Verified        // result of the check of the backup
	db.Revived         // its content that matters to the operator
	Damage      string // description in French of what could not be read; empty for none
	Aside       string // path to which the previous database was moved; empty when there was none
}

// Restore replaces the database by a backup. A copy of the backup, in the database's folder, is upgraded to the newest
// schema, verified, and freed of what must not become valid again (db.Revive). The service must be stopped. The previous
// database is kept beside the new one, and the backup stays unchanged.
func (d Database) Restore(ctx context.Context, from string, r Restoring) (done Restored, err error) {
	if real, err := filepath.EvalSymlinks(d.Path); err == nil {
		d.Path = real // replace the file itself, so that a symbolic link still leads to it
	}
	// The key file must exist: a new key would not open the backup.
	keys, err := Database{Path: from, KeyPath: d.KeyPath}.keys(true)
	if err != nil {
		return done, err
	}
	if done.Verified, err = d.verifyCopy(ctx, from, keys); err != nil {
		return done, fmt.Errorf("%w. Rien n'a été changé", err)
	}
	release, err := d.Hold(r.Now)
	if err != nil {
		return done, fmt.Errorf("%w. Rien n'a été changé", err)
	}
	defer release()
	var told *refusal
	switch err := d.putInPlace(ctx, from, keys, r, &done); {
	case errors.Is(err, db.ErrInUse):
		return done, fmt.Errorf("la base %s est ouverte par un autre programme : arrêtez d'abord le service, et sesame-litestream s'il tourne. Rien n'a été changé", d.Path)
	case err != nil && done.Aside != "":
		return done, fmt.Errorf("la copie n'a pas pu être remise en place : %w. L'ancienne base est %s", err, done.Aside)
	case errors.As(err, &told):
		return done, fmt.Errorf("%w. Rien n'a été changé", told)
	case err != nil && ctx.Err() != nil: // database/sql may only say that its transaction is over
		return done, errors.New("la commande a été interrompue. Rien n'a été changé")
	case err != nil:
		return done, fmt.Errorf("la copie n'a pas pu être remise en place : %w. Rien n'a été changé", d.Told(err))
	}
	return done, nil
}

// putInPlace prepares the new database in the folder of the old one, then renames the old one and moves the new one to its
// path.
func (d Database) putInPlace(ctx context.Context, from string, keys *keys.Keyring, r Restoring, done *Restored) error {
	former := d.Path
	switch err := db.Retire(ctx, d.Path); { // before copying, which may take a minute
	case errors.Is(err, db.ErrInUse):
		return db.ErrInUse
	case err != nil:
		former = "" // it is too damaged to be read
	}
	if err := d.roomToRestore(from); err != nil {
		return err
	}
	return writeWhole(d.Path, func(f *os.File) error {
		copied, err := os.Open(from)
		if err != nil {
			return err
		}
		defer copied.Close() //nolint:errcheck // opened for reading only
		if _, err := io.Copy(f, copied); err != nil {
			return err
		}
		if _, err := db.Migrate(ctx, db.Migration{Path: f.Name(), Keys: keys}); err != nil {
			return err
		}
		if done.Damage, err = d.damageOf(ctx, f.Name(), from, keys, r.AcceptDamage); err != nil {
			return err
		}
		done.Revived, err = db.Revive(ctx, db.Revival{Path: f.Name(), Keys: keys, Former: former, Mend: done.Damage != "", Now: r.Now})
		return err
	}, func(ready string) error {
		if err := r.Confirm(*done); err != nil {
			return &refusal{err, err.Error()}
		}
		if errors.Is(db.Retire(ctx, d.Path), db.ErrInUse) {
			return db.ErrInUse
		}
		var err error
		if done.Aside, err = d.putAside(r.Now); err != nil {
			return err
		}
		return os.Rename(ready, d.Path)
	})
}

// damageOf verifies a copied backup. Where it is damaged, it returns the damage in French if that is accepted, otherwise an
// error.
func (d Database) damageOf(ctx context.Context, copied, from string, keys *keys.Keyring, accept bool) (lost string, err error) {
	var damage *db.DamageError
	switch _, err := db.Prove(ctx, copied, keys, false); {
	case !errors.As(err, &damage):
		return "", err
	case !accept:
		return "", &refusal{err, fmt.Sprintf("la copie %s est abîmée : %s. Prenez-en une autre. Si c'est la seule, « sesame restore --accept-damage %s » la remet en place sans ce qui est illisible ; "+
			"le prochain fichier des adhérents refait les comptes perdus, sans mot de passe", from, damageSentence(damage), from)}
	}
	return damageSentence(damage), nil
}

// roomToRestore removes the temporary files of an interrupted restore or migration, and returns an error when the disk has no
// room for another copy.
func (d Database) roomToRestore(from string) error {
	if err := removeTemporary(d.Path); err != nil {
		return err
	}
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	var room *roomError
	switch err := roomFor(d.Path, info.Size()); {
	case errors.As(err, &room):
		return &refusal{err, "la copie n'a pas été remise en place : " + room.in(filepath.Dir(d.Path)).Error()}
	case err != nil:
		return &refusal{err, WriteReason(err)}
	}
	return nil
}

// putAside gives the database a second name. The database keeps its own name as well until the new one takes it, so that the
// service never finds none and creates an empty one. A database too damaged to be retired is renamed with its WAL.
func (d Database) putAside(now time.Time) (aside string, err error) {
	name := asideName(d.Path, now)
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Rename(d.Path+suffix, name+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", fmt.Errorf("la base %s ne peut pas être mise de côté : %w", d.Path, err)
		}
	}
	err = os.Link(d.Path, name)
	if err != nil && !errors.Is(err, os.ErrNotExist) { // a disk without hard links
		err = os.Rename(d.Path, name)
	}
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("la base %s ne peut pas être mise de côté : %w", d.Path, err)
	}
	return name, nil
}

// asideName is an unused name for a file that is put aside: another restore in the same second may have taken the first one.
func asideName(path string, now time.Time) string {
	first := path + ".avant-restauration-" + now.UTC().Format(instantForm)
	name := first
	for n := 2; ; n++ {
		if _, err := os.Lstat(name); errors.Is(err, os.ErrNotExist) {
			return name
		}
		name = fmt.Sprintf("%s-%d", first, n)
	}
}

// verifyCopy verifies a backup and returns any fault as a French sentence.
func (d Database) verifyCopy(ctx context.Context, path string, keys *keys.Keyring) (db.Verified, error) {
	var none db.Verified
	if info, err := os.Stat(path); err != nil {
		return none, errors.New(Reason(err))
	} else if !info.Mode().IsRegular() || info.Size() == 0 {
		return none, fmt.Errorf("%s n'est pas une copie de la base", path)
	} else if f, err := os.Open(path); err != nil { // SQLite would report a missing right as damage
		return none, errors.New(Reason(err))
	} else if err := f.Close(); err != nil {
		return none, errors.New(Reason(err))
	}
	found, err := db.Verify(ctx, path, keys)
	var other *db.SchemaError
	switch {
	case ctx.Err() != nil: // an interrupted check looks like damage
		return none, errors.New("la commande a été interrompue")
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
