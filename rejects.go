package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/files"
)

// rejects gathers the refused lines in FICHIER.rejets.csv, mode 0600 because identifiers stand in it. Once corrected it
// can be imported as it is. The file appears when it is complete. One of an earlier import that holds other lines is kept
// under another name.
type rejects struct {
	path  string
	file  *os.File // nil without --keep-going
	out   *db.Rejects
	lines int

	caller files.Caller
}

// rejectsEnd is what the name of the file adds to that of the imported one.
const rejectsEnd = ".rejets.csv"

func newRejects(caller files.Caller, path string, t *backoffice.Table, wanted bool) (*rejects, error) {
	r := &rejects{path: path + rejectsEnd, caller: caller}
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

// keep gives the file its name, and returns it, with the name that the file of an earlier import has from now on; both empty
// where there is none.
func (r *rejects) keep() (written, earlier string, err error) {
	if r.file == nil || r.lines == 0 {
		return "", "", nil
	}
	err = errors.Join(r.out.Flush(), r.file.Sync(), r.file.Close())
	if err == nil {
		err = r.caller.Do(func() error {
			if earlier, err = r.putAside(); err != nil {
				return err
			}
			return os.Rename(r.file.Name(), r.path)
		})
	}
	if err != nil {
		return "", "", errors.New("le fichier des lignes refusées n'a pas pu être écrit : " + files.WriteReason(err))
	}
	return r.path, earlier, nil
}

// putAside gives the file of an earlier import a name that nothing has, and returns it; empty where there is none, or the
// same lines stand in it.
func (r *rejects) putAside() (aside string, err error) {
	info, err := os.Lstat(r.path)
	if errors.Is(err, os.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if same, err := files.SameContent(r.path, r.file.Name()); err != nil || same {
		return "", err
	}
	for n := 1; ; n++ {
		aside = fmt.Sprintf("%s.rejets-%d.csv", strings.TrimSuffix(r.path, rejectsEnd), n)
		if _, err := os.Lstat(aside); errors.Is(err, os.ErrNotExist) {
			return aside, os.Rename(r.path, aside)
		}
	}
}

// discard removes what was not kept.
func (r *rejects) discard() {
	if r.file != nil {
		_ = r.file.Close()
		_ = r.caller.Do(func() error { return os.Remove(r.file.Name()) }) // gone already where it was kept
	}
}
