package files

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"sesame/db"
)

// Modes of access(2).
const (
	mayRead  = 4
	mayWrite = 2
	mayEnter = 1
)

// Faults returns all errors that would keep the service from opening or creating the database, as far as its files show.
func (d Database) Faults() (wrong []error) {
	exists, err := d.usable()
	if err != nil {
		wrong = append(wrong, err)
	}
	if exists && !isDatabase(d.Path) {
		return append(wrong, fmt.Errorf("SESAME_DB : le fichier %s n'est pas une base ; donnez celui de la base, ou remettez-en une copie en place : « sesame restore FICHIER »", d.Path))
	}
	if _, err := os.Stat(d.KeyPath); errors.Is(err, os.ErrNotExist) && !exists {
		if err := usableFolder(filepath.Dir(d.KeyPath), "la clé", "SESAME_KEY_FILE"); err != nil && (len(wrong) == 0 || filepath.Dir(d.KeyPath) != filepath.Dir(d.Path)) {
			wrong = append(wrong, err)
		}
		return wrong
	}
	if _, err := d.readKey(exists); err != nil {
		wrong = append(wrong, err)
	}
	return wrong
}

// KeyFaults returns the errors of the key file of an open database.
func (d Database) KeyFaults() (wrong []error) {
	if _, err := d.readKey(true); err != nil {
		wrong = append(wrong, err)
	}
	return wrong
}

// usable says whether the database exists, and returns the error of its file or folder.
func (d Database) usable() (exists bool, err error) {
	info, err := os.Stat(d.Path)
	switch {
	case errors.Is(err, os.ErrNotExist), err == nil && info.Size() == 0 && info.Mode().IsRegular():
		return false, usableFolder(filepath.Dir(d.Path), "la base", "SESAME_DB")
	case err != nil:
		return false, fmt.Errorf("base : %s", Reason(err))
	case !info.Mode().IsRegular():
		return false, d.noFile(info)
	case syscall.Access(d.Path, mayRead|mayWrite) != nil, syscall.Access(filepath.Dir(d.Path), mayWrite) != nil:
		return true, d.reason(db.ErrReadOnly)
	}
	return true, nil
}

func isDatabase(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return true // the caller reports missing rights
	}
	defer f.Close() //nolint:errcheck // opened for reading only
	const mark = "SQLite format 3\x00"
	head := make([]byte, len(mark))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == mark
}

// usableFolder returns the error that would keep a file from being created in a folder; nil where there is none.
func usableFolder(folder, what, setting string) error {
	if whole, err := filepath.Abs(folder); err == nil { // an absolute path, because « . » tells the operator nothing
		folder = whole
	}
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%s : le dossier %s, où %s doit être créée, n'existe pas ; créez-le, pour le compte du service", setting, folder, what)
	case err != nil:
		return fmt.Errorf("%s : %s", setting, Reason(err))
	case !info.IsDir():
		return fmt.Errorf("%s : %s n'est pas un dossier", setting, folder)
	case syscall.Access(folder, mayWrite|mayEnter) != nil:
		return fmt.Errorf("%s : ce compte ne peut pas écrire dans le dossier %s, où %s doit être créée ; vérifiez son propriétaire et ses droits", setting, folder, what)
	}
	return nil
}
