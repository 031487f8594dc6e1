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
	"sesame/journey/events"
)

// fingerprint is a short identifier of a key and of the database that it opens. It reveals nothing of the key.
func fingerprint(k *keys.Keyring) string {
	check := k.Check()
	return fmt.Sprintf("%X-%X", check[:2], check[2:4])
}

// PrintKey passes the keys of the key file to write. The database must open with them, and its audit log records the
// printing.
func (d Database) PrintKey(ctx context.Context, now time.Time, to io.Writer, write func(to io.Writer, masters [][]byte, fingerprint string) error) error {
	opened, err := d.Open(ctx, false)
	if err != nil {
		return err
	}
	defer opened.Close() //nolint:errcheck // what was committed is on the disk
	masters, err := d.readKey(true)
	if err != nil {
		return err
	}
	if err := write(to, masters, fingerprint(opened.Keys())); err != nil {
		return err
	}
	return opened.InTx(ctx, func(tx *db.Tx) error {
		event := events.KeyPrinted.OK(nil, events.Details{Numbers: events.Numbers{events.Keys: int64(len(masters))}})
		return tx.Audit(ctx, event.By("system", nil), now)
	})
}

// RestoredKey is the result of RestoreKey.
type RestoredKey struct {
	Fingerprint string // fingerprint of the key that opens the database; empty where there is no database
	Aside       string // path to which a key file that does not open the database was renamed; empty where there was none
}

// RestoreKey writes the key file from these keys. It refuses keys that do not open the database, and changes nothing where
// the existing key file may be the right one.
func (d Database) RestoreKey(ctx context.Context, masters [][]byte, now time.Time) (done RestoredKey, err error) {
	ring, err := keys.NewKeyring(masters...)
	if err != nil {
		return done, err
	}
	exists, err := d.Exists()
	if err != nil {
		return done, err
	}
	if exists {
		fits, err := db.Fitting(ctx, d.Path, ring)
		if errors.Is(err, db.ErrWrongKey) {
			return done, fmt.Errorf("cette clé n'est pas celle de la base %s. Vérifiez SESAME_DB et l'empreinte écrite sur la feuille ; après une rotation, il faut la feuille imprimée depuis. Rien n'a été changé", d.Path)
		}
		if err != nil {
			return done, fmt.Errorf("%w. Rien n'a été changé", d.reason(err))
		}
		done.Fingerprint = fingerprint(fits)
	}
	if _, err := os.Lstat(d.KeyPath); err == nil {
		if done.Aside, err = d.putKeyAside(ctx, exists, now); err != nil {
			return done, err
		}
	}
	if err := WriteNew(d.KeyPath, func(f *os.File) error { return writeKey(f, masters) }); err != nil {
		if done.Aside != "" {
			err = errors.Join(err, os.Rename(done.Aside, d.KeyPath))
		}
		return done, fmt.Errorf("la clé ne peut pas être écrite : %s. Rien n'a été changé", WriteReason(err))
	}
	return done, nil
}

// putKeyAside renames a key file that does not open the database.
func (d Database) putKeyAside(ctx context.Context, exists bool, now time.Time) (aside string, err error) {
	if !exists {
		return "", fmt.Errorf("il y a déjà un fichier de clé, %s, et pas de base pour dire s'il est juste. Mettez-le de côté, puis recommencez. Rien n'a été changé", d.KeyPath)
	}
	if held, err := d.keys(true); err == nil {
		if _, err := db.Fitting(ctx, d.Path, held); !errors.Is(err, db.ErrWrongKey) {
			return "", fmt.Errorf("le fichier de clé %s ouvre déjà la base %s : il n'y a rien à remettre. Rien n'a été changé", d.KeyPath, d.Path)
		}
	}
	aside = asideName(d.KeyPath, now)
	if err := os.Rename(d.KeyPath, aside); err != nil {
		return "", fmt.Errorf("le fichier de clé %s, qui n'ouvre pas la base, ne peut pas être mis de côté : %s", d.KeyPath, WriteReason(err))
	}
	return aside, nil
}
