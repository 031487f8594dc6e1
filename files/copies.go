package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
)

// copyNames yields the names for a backup made before a migration: first the usual one, then numbered ones for when it
// exists.
func copyNames(path string, number int) iter.Seq[string] {
	return func(yield func(string) bool) {
		name := fmt.Sprintf("%s.avant-migration-%d", path, number)
		for n := 2; yield(name); n++ {
			name = fmt.Sprintf("%s.avant-migration-%d-%d", path, number, n)
		}
	}
}

// keepCopy writes a backup of the database, with mode 0600, under the first free name. An identical backup from an
// earlier failed start is reused, so that repeated restarts do not fill the disk.
func keepCopy(path string, number int, write func(string) error) (kept string, err error) {
	err = writeWhole(path, func(f *os.File) error { return write(f.Name()) }, func(ready string) error {
		for name := range copyNames(path, number) {
			err := os.Link(ready, name) // unlike rename, link never replaces an existing file
			if errors.Is(err, os.ErrExist) {
				same, err := SameContent(ready, name)
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

// SameContent says whether two files have the same content.
func SameContent(one, other string) (bool, error) {
	a, err := os.Open(one)
	if err != nil {
		return false, err
	}
	defer a.Close() //nolint:errcheck // opened for reading only
	b, err := os.Open(other)
	if err != nil {
		return false, err
	}
	defer b.Close() //nolint:errcheck // opened for reading only
	ours, theirs := make([]byte, 1<<20), make([]byte, 1<<20)
	for {
		n, err := io.ReadFull(a, ours)
		m, err2 := io.ReadFull(b, theirs)
		if !bytes.Equal(ours[:n], theirs[:m]) {
			return false, nil
		}
		if err != nil || err2 != nil { // end of both files
			return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF), nil
		}
	}
}

// keptBefore returns the newest backup made before the migration from this schema; empty when there is none.
func keptBefore(path string, number int) string {
	var newest string
	var at os.FileInfo
	for name := range copyNames(path, number) {
		info, err := os.Stat(name)
		if err != nil {
			return newest
		}
		if at == nil || info.ModTime().After(at.ModTime()) {
			newest, at = name, info
		}
	}
	return newest
}
