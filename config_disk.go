package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// disk checks the files that the configuration names, as far as their settings are valid, and returns the faults. The service
// calls it before it opens a socket, so that all faults are reported at once. open is the database that this program has open: its
// file is not opened again, because closing any descriptor of a file drops all locks (POSIX) that the process holds on it,
// including SQLite's.
func (p *program) disk(c *config, told *faultList, open string) (wrong []string) {
	if told.fine("SESAME_DB", "SESAME_KEY_FILE") {
		look := p.database(c).Faults
		if sameFile(c.DB, open) {
			look = p.database(c).KeyFaults
		}
		for _, err := range look() {
			wrong = append(wrong, err.Error())
		}
	}
	if told.fine("SESAME_TLS_CERT", "SESAME_TLS_KEY") && c.TLSCert != "" && c.TLSKey != "" {
		wrong = append(wrong, c.pairFaults(p, told)...)
	}
	if told.fine("SESAME_BACKUP_DIR") && c.BackupDir != "" {
		switch info, err := os.Stat(c.BackupDir); {
		case err == nil && !info.IsDir():
			wrong = append(wrong, fmt.Sprintf("SESAME_BACKUP_DIR : %s est un fichier ; donnez un dossier", c.BackupDir))
		case err != nil: // its disk may be mounted later, and the pages matter more than the copies
			if _, err := os.Stat(filepath.Dir(c.BackupDir)); err != nil {
				c.warnings = append(c.warnings, fmt.Sprintf("SESAME_BACKUP_DIR : le dossier %s n'existe pas, et ne peut pas être créé dans %s, qui manque aussi : aucune copie ne se fera", c.BackupDir, filepath.Dir(c.BackupDir)))
			}
		}
	}
	return wrong
}

// sameFile says whether two paths lead to the same file.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}
