package files

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// Owner is the account that works with the database: its owner, or before it is made, that of its folder. Root's files in
// another's folder would be out of reach of the service.
func (d Database) Owner() (uid, gid int, err error) {
	folder, err := ownerOf(filepath.Dir(d.Path))
	if errors.Is(err, os.ErrNotExist) { // opening says so
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, errors.New(Reason(err))
	}
	file, err := ownerOf(d.Path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return int(folder.Uid), int(folder.Gid), nil
	case err != nil:
		return 0, 0, errors.New(Reason(err))
	case file.Uid == 0 && folder.Uid != 0:
		return 0, 0, fmt.Errorf("la base %s est à root, et son dossier à un autre compte : rendez-la à ce compte (« chown --reference=%s %s* »), puis recommencez", d.Path, filepath.Dir(d.Path), d.Path)
	}
	return int(file.Uid), int(file.Gid), nil
}

func ownerOf(path string) (*syscall.Stat_t, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil, &os.PathError{Op: "stat", Path: path, Err: errors.ErrUnsupported}
	}
	return owner, nil
}
