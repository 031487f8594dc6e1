package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// private looks at the rights of the files that hold members or secrets.
func (d *Doctor) private(context.Context) Finding {
	var told []string
	mend := ""
	for _, path := range []string{d.DBPath, d.DBPath + "-wal", d.DBPath + "-shm", d.KeyPath} {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
			told, mend = append(told, fmt.Sprintf("%s se lit par d'autres comptes (mode %04o)", path, info.Mode().Perm())), "chmod 600 "+path
		}
	}
	for _, path := range d.Secrets {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o007 != 0 {
			told, mend = append(told, fmt.Sprintf("%s se lit par tous les comptes (mode %04o)", path, info.Mode().Perm())), "chmod 640 "+path+", avec le groupe du service"
		}
	}
	if file, key, err := owners(d.DBPath, d.KeyPath); err == nil && file != key {
		told, mend = append(told, fmt.Sprintf("%s et %s n'ont pas le même propriétaire", d.DBPath, d.KeyPath)), fmt.Sprintf("donnez les deux au compte du service, par exemple « chown --reference=%s %s »", d.KeyPath, d.DBPath)
	}
	switch len(told) {
	case 0:
		return ok("")
	case 1:
		return Finding{State: Failed, Says: told[0], Mend: mend}
	}
	return Finding{State: Failed, Says: strings.Join(told, " ; "), Mend: "chmod 600 pour la base et la clé, chmod 640 pour la configuration, tous au compte du service"}
}

// owners are the accounts that two files belong to.
func owners(a, b string) (first, second uint32, err error) {
	for path, to := range map[string]*uint32{a: &first, b: &second} {
		info, err := os.Stat(path)
		if err != nil {
			return 0, 0, fmt.Errorf("look at the owner: %w", err)
		}
		s, known := info.Sys().(*syscall.Stat_t)
		if !known {
			return 0, 0, errors.ErrUnsupported
		}
		*to = s.Uid
	}
	return first, second, nil
}
