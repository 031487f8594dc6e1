package main

import (
	"errors"
	"os"
	"path/filepath"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/files"
)

// rejects gathers the refused lines in FICHIER.rejets.csv, mode 0600 because identifiers stand in it. Once corrected it
// can be imported as it is. The file appears when it is complete.
type rejects struct {
	path  string
	file  *os.File // nil without --keep-going
	out   *db.Rejects
	lines int

	caller files.Caller
}

func newRejects(caller files.Caller, path string, t *backoffice.Table, wanted bool) (*rejects, error) {
	r := &rejects{path: path + ".rejets.csv", caller: caller}
	if !wanted {
		return r, nil
	}
	err := caller.Do(func() (err error) {
		r.file, err = os.CreateTemp(filepath.Dir(path), "."+filepath.Base(r.path)+"-*") // mode 0600
		return err
	})
	if err != nil {
		return nil, errors.New("le fichier des lignes refusées ne peut pas être créé : " + files.WriteReason(err))
	}
	r.out = db.NewRejects(r.file, t)
	return r, nil
}

func (r *rejects) add(refused db.Refusal) {
	if r.file == nil {
		return
	}
	r.lines++
	r.out.Add(refused)
}

// keep gives the file its name, and returns it; empty where no line was refused.
func (r *rejects) keep() (string, error) {
	if r.file == nil || r.lines == 0 {
		return "", nil
	}
	err := errors.Join(r.out.Flush(), r.file.Sync(), r.file.Close())
	if err == nil {
		err = r.caller.Do(func() error { return os.Rename(r.file.Name(), r.path) })
	}
	if err != nil {
		return "", errors.New("le fichier des lignes refusées n'a pas pu être écrit : " + files.WriteReason(err))
	}
	return r.path, nil
}

// discard removes what was not kept.
func (r *rejects) discard() {
	if r.file != nil {
		_ = r.file.Close()
		_ = r.caller.Do(func() error { return os.Remove(r.file.Name()) }) // gone already where it was kept
	}
}
