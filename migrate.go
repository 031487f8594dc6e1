package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"sesame/db"
)

// openMigrated opens the database for the service: it makes one where there is none, and brings one of an earlier version
// to the newest schema, after a copy.
func (p *program) openMigrated(ctx context.Context, c *config) (*db.DB, error) {
	database, err := openDatabase(ctx, c, true)
	var other *db.SchemaError
	if !errors.As(err, &other) || !other.Older() {
		return database, err
	}
	if err := p.migrate(ctx, c, other.Found); err != nil {
		return nil, err
	}
	return openDatabase(ctx, c, false)
}

// migrate says what it does, for it may take minutes, and names the copy whatever comes of it.
func (p *program) migrate(ctx context.Context, c *config, from int) error {
	keys, err := openKey(c, true)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "La base %s est au schéma %d : elle est copiée, puis mise à jour au schéma %d.\n", c.DB, from, db.SchemaVersion())
	kept := ""
	_, err = db.Migrate(ctx, db.Migration{Path: c.DB, Keys: keys, Keep: func(from int, write func(string) error) (err error) {
		kept, err = keepCopy(c.DB, from, write)
		return err
	}})
	if errors.Is(err, context.Canceled) {
		err = &refusal{err, "la mise à jour a été interrompue"}
	}
	switch {
	case err == nil:
		fmt.Fprintf(p.stdout, "La base %s est maintenant au schéma %d. Celle d'avant est gardée : %s\n", c.DB, db.SchemaVersion(), kept)
		return nil
	case kept == "":
		return fmt.Errorf("la base %s n'a pas été mise à jour au schéma %d : %w. Rien n'a été changé", c.DB, db.SchemaVersion(), openReason(c, err))
	}
	return fmt.Errorf("la base %s n'a pas été mise à jour au schéma %d : %w. Elle est restée comme elle était, au schéma %d, et sa copie est %s",
		c.DB, db.SchemaVersion(), openReason(c, err), from, kept)
}

// copyNames are where a database is kept before it leaves a schema: the first one, then others where it is taken.
func copyNames(path string, number int) iter.Seq[string] {
	return func(yield func(string) bool) {
		name := fmt.Sprintf("%s.avant-migration-%d", path, number)
		for n := 2; yield(name); n++ {
			name = fmt.Sprintf("%s.avant-migration-%d-%d", path, number, n)
		}
	}
}

// keepCopy writes a copy of the database, of mode 0600, under the first name that is free. Where the same copy stands
// already, from a start that failed, it is enough: a service that is started again and again does not fill the disk.
func keepCopy(path string, number int, write func(string) error) (kept string, err error) {
	err = writeWhole(path, func(f *os.File) error { return write(f.Name()) }, func(ready string) error {
		for name := range copyNames(path, number) {
			err := os.Link(ready, name) // unlike a rename, a link never replaces what stands there
			if errors.Is(err, os.ErrExist) {
				same, err := sameContent(ready, name)
				if err != nil {
					return err
				}
				if !same {
					continue
				}
			} else if err != nil {
				return err
			}
			kept = name
			break
		}
		return os.Remove(ready)
	})
	return kept, err
}

func sameContent(one, other string) (bool, error) {
	a, err := os.Open(one)
	if err != nil {
		return false, err
	}
	defer a.Close() //nolint:errcheck // it was only read
	b, err := os.Open(other)
	if err != nil {
		return false, err
	}
	defer b.Close() //nolint:errcheck // it was only read
	ours, theirs := make([]byte, 1<<20), make([]byte, 1<<20)
	for {
		n, err := io.ReadFull(a, ours)
		m, err2 := io.ReadFull(b, theirs)
		if !bytes.Equal(ours[:n], theirs[:m]) {
			return false, nil
		}
		if err != nil || err2 != nil { // the end of either; both are as long
			return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF), nil
		}
	}
}
