package files

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// PutText writes a file completely or not at all. An existing file keeps its mode and owner; a new one gets mode.
func PutText(path, text string, mode os.FileMode) error {
	write := func(f *os.File) error {
		_, err := io.WriteString(f, text)
		return err
	}
	if _, err := os.Stat(path); err == nil {
		return replace(path, write)
	} else if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return WriteNew(path, func(f *os.File) error {
		if err := f.Chmod(mode); err != nil {
			return err
		}
		return write(f)
	})
}

// PutAside copies a text file to another name, with its mode and owner.
func PutAside(path, name string) error {
	text, err := os.ReadFile(path) //nolint:gosec // G304: a file of the installation
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if err := PutText(name, string(text), info.Mode().Perm()); err != nil {
		return fmt.Errorf("copy %s: %w", path, err)
	}
	return chownLike(name, info)
}
