package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"sesame/account/keys"
	"sesame/db"
)

// key is what an operator does with the key file.
func (p *program) key(ctx context.Context, args []string) int {
	c, rest, err := p.configure(args, options{command: "key", args: "rotate", count: 1, settings: only("SESAME_DB", "SESAME_KEY_FILE")})
	if err != nil {
		return p.refuse(err)
	}
	if rest[0] != "rotate" {
		return p.refuse(fmt.Errorf("usage : sesame key rotate"))
	}
	last, err := p.rotate(ctx, c)
	if err != nil {
		return p.fail(err)
	}
	fmt.Fprintf(p.stdout, "%s : tout y est maintenant sous une nouvelle clé, la ligne %d de %s.\n"+
		"Gardez ailleurs une copie de ce fichier, et toutes ses lignes : les premières restent nécessaires, et les copies de la base faites avant s'ouvrent avec lui.\n",
		c.DB, last, c.keyPath())
	return exitDone
}

// rotate puts the database under a new key. The key file is written first, with the new key behind the others, and the
// database is then changed in one transaction. A database opens with the first lines of its key file, however many it is
// under: whenever this is cut short, the service starts, and a key that was not put to use does no harm.
//
// The other way would be a second key file beside the first one until the database has followed, and a start that finds
// out which of the two fits and finishes the renaming: one more file that holds keys and must not be lost, for no gain.
func (p *program) rotate(ctx context.Context, c *config) (last int, err error) {
	if _, err := databaseExists(c, false); err != nil {
		return 0, err
	}
	masters, err := readKey(c, true)
	if err != nil {
		return 0, err
	}
	file, err := keys.NewKeyring(masters...)
	if err != nil {
		return 0, err
	}
	bar := newProgress(p.stderr)
	last, err = db.Rotate(ctx, db.Rotation{
		Path: c.DB, Keys: file, Now: p.now(),
		Lengthen: func() (*keys.Keyring, error) { return lengthenKey(c, masters) },
		Began:    func(_ string, n, of int) { bar.show(int64(n), int64(of)) },
	})
	bar.clear()
	var told *keyFileError
	var other *db.SchemaError
	switch {
	case err == nil:
		return last, nil
	case last > 0:
		return 0, fmt.Errorf("la base est sous la nouvelle clé, mais ce qui était sous l'ancienne n'a pas pu être effacé du fichier (%w) ; faites de la place, puis recommencez", err)
	case errors.As(err, &told):
		return 0, fmt.Errorf("la nouvelle clé ne peut pas être écrite : %s. Rien n'a été changé", osReason(told.error))
	case errors.Is(err, db.ErrInUse), errors.Is(err, db.ErrWrongKey), errors.Is(err, db.ErrForeign), errors.As(err, &other):
		return 0, fmt.Errorf("%w. Rien n'a été changé", openReason(c, err))
	case errors.Is(err, context.Canceled):
		err = errors.New("elle a été interrompue")
	default:
		err = openReason(c, err)
	}
	return 0, fmt.Errorf("la rotation n'a pas eu lieu : %w. La base reste sous la clé d'avant, et %s l'ouvre toujours", err, c.keyPath())
}

// keyFileError is a key file that could not be written.
type keyFileError struct{ error }

// lengthenKey adds a new key to the key file.
func lengthenKey(c *config, masters [][]byte) (*keys.Keyring, error) {
	masters = append(masters, newMaster())
	lengthened, err := keys.NewKeyring(masters...)
	if err != nil {
		return nil, err
	}
	if err := replace(c.keyPath(), func(f *os.File) error { return writeKey(f, masters) }); err != nil {
		return nil, &keyFileError{err}
	}
	return lengthened, nil
}
