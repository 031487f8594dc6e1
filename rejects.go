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

// rejects writes the refused lines to FICHIER.rejets.csv, of mode 0600 because it contains identifiers. Once corrected,
// that file can be imported. It gets its name when it is complete. A file of an earlier import with other lines is kept
// under another name.
type rejects struct {
	path  string
	file  *os.File // temporary file; nil without --keep-going
	out   *db.Rejects
	lines int

	caller files.Caller
}

// rejectsEnd is appended to the name of the imported file.
const rejectsEnd = ".rejets.csv"

func newRejects(caller files.Caller, path string, t *backoffice.Table, wanted bool) (*rejects, error) {
	r := &rejects{path: path + rejectsEnd, caller: caller}
	if !wanted {
		return r, nil
	}
	err := caller.Do(func() (err error) {
		r.file, err = os.CreateTemp(filepath.Dir(path), "."+filepath.Base(r.path)+"-*") // with mode 0600
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

// keep renames the temporary file to its final name and returns it, with the new name of an earlier import's file. A name is
// empty if there is no such file.
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

// putAside renames the file of an earlier import to a free name and returns it; empty if there is no such file, or if it
// holds the same lines.
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

// discard removes the temporary file if it was not kept.
func (r *rejects) discard() {
	if r.file != nil {
		_ = r.file.Close()
		_ = r.caller.Do(func() error { return os.Remove(r.file.Name()) }) // fails if the file was kept: it has its final name
	}
}
