package files

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
)

// WriteNew creates a file as Caller.WriteNew does, with the rights of the command.
func WriteNew(path string, write func(*os.File) error) error {
	return Caller(nil).WriteNew(path, write)
}

// replace replaces the content of a file, completely or not at all. Mode and owner are kept.
func replace(path string, write func(*os.File) error) error {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	removeUnderWay(filepath.Dir(path))
	return writeWhole(path, func(f *os.File) error {
		if err := chownLike(f.Name(), info); err != nil {
			return err
		}
		if err := f.Chmod(info.Mode().Perm()); err != nil {
			return err
		}
		return write(f)
	}, func(temporary string) error { return os.Rename(temporary, path) })
}

// chownLike gives a file the owner and group of another one.
func chownLike(path string, as os.FileInfo) error {
	owner, ok := as.Sys().(*syscall.Stat_t)
	if !ok || int(owner.Uid) == os.Getuid() && int(owner.Gid) == os.Getgid() {
		return nil
	}
	return os.Chown(path, int(owner.Uid), int(owner.Gid))
}

// temporary matches the suffixes that writeWhole and SQLite append to the name of an unfinished file. Version 1.1.0 did not
// write underWayEnd.
var temporary = regexp.MustCompile(`^(` + regexp.QuoteMeta(underWayEnd) + `)?-\d+(-journal|-wal|-shm)?$`)

// removeTemporary removes the files that an interrupted writeWhole has left beside path. No other process may be writing
// there.
func removeTemporary(path string) error {
	names, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return err
	}
	for _, entry := range names {
		added, ok := strings.CutPrefix(entry.Name(), "."+filepath.Base(path))
		if !ok || !temporary.MatchString(added) {
			continue
		}
		if err := os.Remove(filepath.Join(filepath.Dir(path), entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

// writeWhole is Caller.writeWhole with the rights of the command.
func writeWhole(path string, write func(*os.File) error, put func(temporary string) error) error {
	return Caller(nil).writeWhole(path, write, put)
}

// writeWhole writes a temporary file of mode 0600 beside path, syncs it to disk, and calls put to move it into place. Only
// write runs with the rights of the command; the rest runs with the caller's. The file is locked until it has its final name,
// so that removeUnderWay can distinguish it from one that a crash has left; on a disk without locks such files stay.
func (c Caller) writeWhole(path string, write func(*os.File) error, put func(temporary string) error) (err error) {
	var f *os.File
	err = c.Do(func() error {
		f, err = os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+underWayEnd+"-*") // mode 0600
		return err
	})
	if err != nil {
		return &os.PathError{Op: "create", Path: path, Err: errors.Unwrap(err)}
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = c.Do(func() error { return os.Remove(f.Name()) }) // does nothing where put has renamed it
		}
	}()
	_ = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) //nolint:gosec // G115: a file descriptor
	if err := write(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	err = c.Do(func() error {
		if err := put(f.Name()); err != nil {
			return err
		}
		return syncDir(filepath.Dir(path))
	})
	return errors.Join(err, f.Close())
}

var link = os.Link // replaced in tests

// giveName gives a finished file an unused name. It returns os.ErrExist where the name is in use.
func giveName(temporary, path string) error {
	err := link(temporary, path) // unlike rename, it does not replace a file created meanwhile
	switch {
	case err == nil:
		return os.Remove(temporary)
	case !errors.Is(err, syscall.EPERM) && !errors.Is(err, syscall.ENOTSUP) && !errors.Is(err, syscall.ENOSYS):
		return err
	}
	// On a disk without hard links, such as a USB key, an empty file reserves the name first.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Close(), os.Rename(temporary, path)); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// createPrivate creates an empty file with mode 0600; SQLite's other files inherit its mode.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}
