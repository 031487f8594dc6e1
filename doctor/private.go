package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

func (d *Doctor) private(context.Context) Finding { return d.Private() }

// toldFiles is the maximum number of files that the line names.
const toldFiles = 5

// Private checks the permissions and owners of the files with members' data or secrets.
func (d *Doctor) Private() Finding {
	var told []string
	mend := ""
	for _, path := range append([]string{d.DBPath, d.DBPath + "-wal", d.DBPath + "-shm", d.KeyPath}, d.backupFiles()...) {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
			told, mend = append(told, fmt.Sprintf("%s se lit par d'autres comptes (mode %04o)", path, info.Mode().Perm())), "chmod 600 "+path
		}
	}
	for _, path := range d.Secrets {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o007 != 0 {
			told, mend = append(told, fmt.Sprintf("%s se lit par tous les comptes (mode %04o)", path, info.Mode().Perm())), "chmod 640 "+path+", avec le groupe du service"
		}
	}
	strange := func(path, as string) {
		if file, other, err := owners(path, as); err == nil && file != other {
			told, mend = append(told, fmt.Sprintf("%s et %s n'ont pas le même propriétaire", path, as)), fmt.Sprintf("donnez les deux au compte du service, par exemple « chown --reference=%s %s »", as, path)
		}
	}
	strange(d.DBPath, d.KeyPath)
	for _, end := range []string{"-wal", "-shm", "-left", ".lock"} { // files beside the database that the service writes
		strange(d.DBPath+end, d.DBPath)
	}
	switch {
	case len(told) == 0:
		return ok("")
	case len(told) == 1:
		return Finding{State: Failed, Says: told[0], Mend: mend}
	case len(told) > toldFiles: // a folder of backups may contain many
		told = append(told[:toldFiles], fmt.Sprintf("et %d autres", len(told)-toldFiles))
	}
	return Finding{State: Failed, Says: strings.Join(told, " ; "), Mend: "chmod 600 pour la base, la clé et les copies, chmod 640 pour la configuration, tous au compte du service"}
}

// backupFiles returns the files in the backup folder, each a whole database; none if the folder cannot be read.
func (d *Doctor) backupFiles() (paths []string) {
	if d.BackupDir == "" {
		return nil
	}
	entries, err := os.ReadDir(d.BackupDir)
	if err != nil {
		return nil // the check « sauvegarde » reports that
	}
	for _, e := range entries {
		if e.Type().IsRegular() {
			paths = append(paths, filepath.Join(d.BackupDir, e.Name()))
		}
	}
	return paths
}

// owners returns the user IDs that own two files.
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
