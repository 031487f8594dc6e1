package files

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Caller runs a function with the rights of the user who started a command, where the command itself runs under another
// account. Files that the user has named are read and written through it. A nil Caller uses the rights of the command.
type Caller func(do func() error) error

// Do runs a function that accesses a file named by the caller.
func (c Caller) Do(do func() error) error {
	if c == nil {
		return do()
	}
	return c(do)
}

// Open opens a file for reading. A pipe, as of « <(…) » in a shell, is read to its end, however long that takes; it is an
// error if no process opens it for writing within ten seconds.
func (c Caller) Open(path string) (f *os.File, err error) {
	err = c.Do(func() error {
		f, err = open(path)
		return err
	})
	return f, err
}

// OpenRegular opens a file that is read more than once, or copied whole. A pipe, a device or a folder is refused before it is
// opened.
func (c Caller) OpenRegular(path string) (f *os.File, err error) {
	err = c.Do(func() error {
		info, err := os.Stat(path)
		if err == nil && !info.IsDir() && !info.Mode().IsRegular() {
			err = &os.PathError{Op: "open", Path: path, Err: errNotRegular}
		}
		if err == nil {
			f, err = os.Open(path)
		}
		return err
	})
	return f, err
}

var errNoName = errors.New("le nom du fichier est vide")

// WriteNew creates a file of mode 0600, which must not exist yet, completely or not at all. It syncs the content to disk
// before the file gets its name. System errors are turned into French sentences; os.ErrExist stands for a file that exists.
func (c Caller) WriteNew(path string, write func(*os.File) error) error {
	if path == "" {
		return errNoName
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
	if err := c.Do(func() error { removeUnderWay(filepath.Dir(path)); return nil }); err != nil {
		return err
	}
	return c.writeWhole(path, write, func(temporary string) error { return giveName(temporary, path) })
}

// Reads returns a path under which the command can read a file by itself: the file's own, or that of a copy in the database's
// folder. done removes the copy.
func (c Caller) Reads(path string, d Database) (readable string, done func(), err error) {
	done = func() {}
	if c == nil {
		return path, done, nil
	}
	if f, err := Caller(nil).OpenRegular(path); err == nil {
		return path, done, f.Close()
	}
	from, err := c.OpenRegular(path)
	if err != nil {
		return path, done, errors.New(Reason(err))
	}
	defer from.Close() //nolint:errcheck // it was only read
	if err := removeUnread(d.Path); err != nil {
		return path, done, errors.New(WriteReason(err))
	}
	to, err := os.CreateTemp(filepath.Dir(d.Path), unread(d.Path)+"*")
	if err != nil {
		return path, done, errors.New(WriteReason(err))
	}
	done = func() { _ = errors.Join(os.Remove(to.Name()), to.Close()) }
	err = syscall.Flock(int(to.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) //nolint:gosec // G115: a file descriptor
	if err == nil {
		_, err = io.Copy(to, from)
	}
	if err != nil {
		done()
		return path, func() {}, errors.New(WriteReason(err))
	}
	return to.Name(), done, nil
}

// unread is the prefix of the names of the copies that Reads makes.
func unread(path string) string { return "." + filepath.Base(path) + ".entree-" }

// removeUnread removes the copies left by commands that were killed. Copies of running commands are locked, and stay.
func removeUnread(path string) error {
	names, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return err
	}
	for _, entry := range names {
		if !strings.HasPrefix(entry.Name(), unread(path)) {
			continue
		}
		name := filepath.Join(filepath.Dir(path), entry.Name())
		f, err := os.Open(name)
		if err != nil {
			continue // its command has removed it
		}
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil { //nolint:gosec // G115: a file descriptor
			_ = os.Remove(name)
		}
		_ = f.Close() // nothing was written
	}
	return nil
}

// Hands returns a function that copies a finished backup, made in the database's folder, to the path that the caller wants,
// on any disk. It returns nil where the command itself may write there. A path that exists is an error at once, before the
// backup, which may take minutes, is made.
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
