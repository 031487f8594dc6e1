package files

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Caller is whoever has started a command, where the command works as another account: it carries out, with the caller's
// rights, what touches a file that the caller has named. A nil Caller has the rights of the command.
type Caller func(do func() error) error

// Do carries out what touches a file that the caller has named.
func (c Caller) Do(do func() error) error {
	if c == nil {
		return do()
	}
	return c(do)
}

// Open opens a file for reading.
func (c Caller) Open(path string) (f *os.File, err error) {
	err = c.Do(func() error {
		f, err = os.Open(path)
		return err
	})
	return f, err
}

// WriteNew creates a file of mode 0600, which must not exist yet, completely or not at all. It syncs the content to
// disk before the file gets its name. What the system refuses is told in French; os.ErrExist stands for a file that exists.
func (c Caller) WriteNew(path string, write func(*os.File) error) error {
	if path == "" {
		return errors.New("le nom du fichier est vide")
	}
	err := c.writeNew(path, write)
	var refused *os.PathError
	if errors.As(err, &refused) && !errors.Is(err, os.ErrExist) {
		return &refusal{err, WriteReason(err)}
	}
	return err
}

func (c Caller) writeNew(path string, write func(*os.File) error) error {
	err := c.Do(func() error {
		_, err := os.Lstat(path)
		return err
	})
	if err == nil {
		return &os.PathError{Op: "create", Path: path, Err: os.ErrExist}
	}
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return c.writeWhole(path, write, func(temporary string) error {
		// Unlike rename, link does not replace a file created meanwhile.
		if err := os.Link(temporary, path); err != nil {
			return err
		}
		return os.Remove(temporary)
	})
}

// Reads gives a name under which the command can read a file by itself: its own, or that of a copy beside the database,
// which done removes.
func (c Caller) Reads(path string, d Database) (readable string, done func(), err error) {
	done = func() {}
	if c == nil {
		return path, done, nil
	}
	if f, err := os.Open(path); err == nil {
		return path, done, f.Close()
	}
	from, err := c.Open(path)
	if err != nil {
		return path, done, errors.New(Reason(err))
	}
	defer from.Close() //nolint:errcheck // it was only read
	to, err := os.CreateTemp(filepath.Dir(d.Path), "."+filepath.Base(d.Path)+".entree-*")
	if err != nil {
		return path, done, errors.New(WriteReason(err))
	}
	done = func() { _ = os.Remove(to.Name()) }
	if _, err := io.Copy(to, from); err != nil {
		_ = to.Close()
		done()
		return path, func() {}, errors.New(WriteReason(err))
	}
	return to.Name(), done, to.Close()
}

// Hands gives a copy of a database that was made beside it the name that the caller wants, on whatever disk. It is nil where
// the command can write there by itself. A name that is taken is told before the copy, which may take minutes.
func (c Caller) Hands(path string) (hand func(temporary, path string) error, err error) {
	if c == nil || usableFolder(filepath.Dir(path), "", "") == nil {
		return nil, nil
	}
	err = c.Do(func() error {
		_, err := os.Lstat(path)
		return err
	})
	if err == nil {
		return nil, fmt.Errorf("%s existe déjà : donnez un autre nom à la copie", path)
	}
	return func(temporary, path string) error {
		from, err := os.Open(temporary)
		if err != nil {
			return err
		}
		defer from.Close() //nolint:errcheck // it was only read
		return c.WriteNew(path, func(to *os.File) error {
			_, err := io.Copy(to, from)
			return err
		})
	}, nil
}
