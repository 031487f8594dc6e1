package files

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// Owner is the account that runs the service: the owner of the database or, before it exists, of its folder. A database of
// root in another account's folder is an error, because the service could not access it. Where the folder does not exist it
// returns 0, 0.
func (d Database) Owner() (uid, gid int, err error) {
	folder, err := ownerOf(filepath.Dir(d.Path))
	if errors.Is(err, os.ErrNotExist) { // opening the database reports it
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
