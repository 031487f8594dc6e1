package files

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// WriteNew writes a file of mode 0600 that must not exist yet, whole or not at all, and makes sure that it is on the
// disk before it has its name.
func WriteNew(path string, write func(*os.File) error) (err error) {
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return &os.PathError{Op: "create", Path: path, Err: os.ErrExist}
	}
	return writeWhole(path, write, func(temporary string) error {
		// A link, unlike a rename, does not replace what has come to stand there meanwhile.
		if err := os.Link(temporary, path); err != nil {
			return err
		}
		return os.Remove(temporary)
	})
}

// replace writes another content in place of a file, whole or not at all. Mode and owner stay.
func replace(path string, write func(*os.File) error) error {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return writeWhole(path, func(f *os.File) error {
		if owner, ok := info.Sys().(*syscall.Stat_t); ok && (int(owner.Uid) != os.Getuid() || int(owner.Gid) != os.Getgid()) {
			if err := f.Chown(int(owner.Uid), int(owner.Gid)); err != nil {
				return err
			}
		}
		if err := f.Chmod(info.Mode().Perm()); err != nil {
			return err
		}
		return write(f)
	}, func(temporary string) error { return os.Rename(temporary, path) })
}

// writeWhole writes a file of mode 0600 beside path, makes sure that it is on the disk, and has it put in place.
func writeWhole(path string, write func(*os.File) error, put func(temporary string) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // mode 0600
	if err != nil {
		return &os.PathError{Op: "create", Path: path, Err: errors.Unwrap(err)}
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := put(f.Name()); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// createPrivate makes an empty file that this account alone may read; SQLite's other files take over its mode.
func createPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}
