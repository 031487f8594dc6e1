// Package files manages the files of an installation: the database, the key file that opens it, and backups of the
// database. Each has mode 0600 and is written completely or not at all. Errors are French sentences for the operator,
// with the remedy.
package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"sesame/db"
)

// Database locates a database and its key file.
type Database struct {
	Path, KeyPath string
	Location      *time.Location // time zone in which days are counted
}

// Exists says whether the database exists; an empty file does not count.
func (d Database) Exists() (bool, error) {
	info, err := os.Stat(d.Path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("base : %s", Reason(err))
	case !info.Mode().IsRegular():
		return false, d.noFile(info)
	}
	return info.Size() > 0, nil
}

// noFile is the error for a folder or special file at the path of the database.
func (d Database) noFile(info os.FileInfo) error {
	if info.IsDir() {
		return fmt.Errorf("SESAME_DB : %s est un dossier ; donnez le fichier de la base, comme %s", d.Path, filepath.Join(d.Path, "sesame.db"))
	}
	return fmt.Errorf("SESAME_DB : %s n'est pas un fichier du disque ; donnez celui de la base", d.Path)
}

func (d Database) missing() error {
	path := d.Path
	if whole, err := filepath.Abs(path); err == nil { // a relative path is resolved in the current folder
		path = whole
	}
	return fmt.Errorf("la base %s n'existe pas. Vérifiez SESAME_DB, qui dit où elle est ; une base neuve est créée par « sesame serve », ou par « sesame import adherents FICHIER --new-database »", path)
}

// Open opens the database with its key. If create is true, it creates missing files at the first start: the key file,
// with mode 0600, before the database, so that a database never exists without its key.
func (d Database) Open(ctx context.Context, create bool) (*db.DB, error) {
	exists, err := d.Exists()
	if err != nil {
		return nil, err
	}
	if !exists && !create {
		return nil, d.missing()
	}
	if err := d.twin(); err != nil {
		return nil, err
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
