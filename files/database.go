// Package files keeps what an installation has on the disk: the database, the key file that opens it, and the copies of
// the database. Each has mode 0600 and is written whole or not at all. Errors are sentences for the operator, in French,
// with what to do.
package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"sesame/db"
)

// Database is the file of a database and the key file that opens it.
type Database struct {
	Path, KeyPath string
	Location      *time.Location // where days are counted
}

// Exists says whether there is a database; an empty file is none.
func (d Database) Exists() (bool, error) {
	info, err := os.Stat(d.Path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("base : %s", Reason(err))
	}
	return info.Size() > 0, nil
}

func (d Database) missing() error {
	return fmt.Errorf("la base %s n'existe pas. Vérifiez SESAME_DB, qui dit où elle est ; une base neuve est créée par « sesame serve », ou par « sesame import adherents FICHIER --new-database »", d.Path)
}

// Open opens the database under its key. At the first start, and where make allows it, both are made: the key
// with mode 0600 before the database, so that a database never stands without its key.
func (d Database) Open(ctx context.Context, make bool) (*db.DB, error) {
	exists, err := d.Exists()
	if err != nil {
		return nil, err
	}
	if !exists && !make {
		return nil, d.missing()
	}
	keys, err := d.keys(exists)
	if err != nil {
		return nil, err
	}
	if !exists {
		if err := createPrivate(d.Path); err != nil {
			return nil, fmt.Errorf("base : %s", Reason(err))
		}
	}
	opened, err := db.Open(ctx, d.Path, keys, d.Location)
	if err != nil {
		return nil, d.reason(err)
	}
	return opened, nil
}
