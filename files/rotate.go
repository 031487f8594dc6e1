package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"sesame/account/keys"
	"sesame/db"
)

// Rotate moves the database to a new key. It first appends the new key to the key file, then changes the database in
// one transaction. A database opens with a prefix of the keys in the key file, so the service starts even after an
// interruption, and an unused new key does no harm.
//
// The alternative is a second key file until the database has changed, with a start that detects which file fits and
// completes the renaming: one more secret file that must not be lost, without benefit.
func (d Database) Rotate(ctx context.Context, now time.Time, began func(table string, n, of int)) (last int, err error) {
	if exists, err := d.Exists(); err != nil {
		return 0, err
	} else if !exists {
		return 0, d.missing()
	}
	masters, err := d.readKey(true)
	if err != nil {
		return 0, err
	}
	file, err := keys.NewKeyring(masters...)
	if err != nil {
		return 0, err
	}
	release, err := d.Hold(now)
	if err != nil {
		return 0, fmt.Errorf("%w. Rien n'a été changé", err)
	}
	defer release()
	unused := "" // sentence about the key that a failed rotation leaves in the key file
	last, err = db.Rotate(ctx, db.Rotation{
		Path: d.Path, Keys: file, Now: now,
		Lengthen: func() (*keys.Keyring, error) {
			longer, err := d.lengthen(masters)
			if err == nil {
				unused = fmt.Sprintf(". La ligne %d de ce fichier, qui vient d'être ajoutée, ne sert pas et ne nuit pas : laissez-la", len(masters)+1)
			}
			return longer, err
		},
		Began: began,
	})
	var told *keyFileError
	var other *db.SchemaError
	switch {
	case err == nil:
		return last, nil
	case last > 0:
		return 0, fmt.Errorf("la base est sous la nouvelle clé, mais ce qui était sous l'ancienne n'a pas pu être effacé du fichier : %w", d.Told(err))
	case errors.As(err, &told):
		return 0, fmt.Errorf("la nouvelle clé ne peut pas être écrite : %s. Rien n'a été changé", WriteReason(told.error))
	case errors.Is(err, db.ErrInUse), errors.Is(err, db.ErrWrongKey), errors.Is(err, db.ErrForeign), errors.As(err, &other):
		return 0, fmt.Errorf("%w. Rien n'a été changé", d.reason(err))
	case ctx.Err() != nil: // database/sql may only say that its transaction is over
		err = errors.New("elle a été interrompue")
	default:
		err = d.Told(err)
	}
	return 0, fmt.Errorf("la rotation n'a pas eu lieu : %w. La base reste sous la clé d'avant, et %s l'ouvre toujours%s", err, d.KeyPath, unused)
}

// keyFileError means that the key file could not be written.
type keyFileError struct{ error }

// lengthen appends a new key to the key file.
func (d Database) lengthen(masters [][]byte) (*keys.Keyring, error) {
	masters = append(masters, newMaster())
	lengthened, err := keys.NewKeyring(masters...)
	if err != nil {
		return nil, err
	}
	if err := replace(d.KeyPath, func(f *os.File) error { return writeKey(f, masters) }); err != nil {
		return nil, &keyFileError{err}
	}
	return lengthened, nil
}
