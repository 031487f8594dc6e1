package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
)

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

// keptBefore is the newest copy of the database that was made before it left a schema; empty where there is none.
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
