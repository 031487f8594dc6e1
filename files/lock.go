package files

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// holder is the content of the lock file, one line for each field.
type holder struct {
	process int
	host    string
	since   time.Time
}

// Hold keeps other processes from serving, restoring or rotating the database until release is called or the process ends,
// however it ends: the kernel then releases the lock on the file beside the database. The error names the process that holds
// it.
func (d Database) Hold(now time.Time) (release func(), err error) {
	if err := d.twin(); err != nil {
		return nil, err
	}
	f, err := d.lock(d.lockPath())
	if err != nil {
		return nil, err
	}
	host, _ := os.Hostname() // a machine without a name
	_ = f.Truncate(0)        // left by a holder that was killed; the lock does not depend on the content
	_, _ = fmt.Fprintf(f, "%d\n%s\n%s\n", os.Getpid(), host, now.UTC().Format(time.RFC3339))
	return func() {
		_ = os.Remove(f.Name()) // a file left behind does no harm
		_ = f.Close()
	}, nil
}

// lockPath is the path of the lock file. A database has one, whatever symbolic links lead to it.
func (d Database) lockPath() string {
	path := d.Path
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return path + ".lock"
}

// lock opens and locks the file. A holder removes the file before it releases the lock. A lock on a file that was removed
// meanwhile is therefore void, and the file is opened again.
func (d Database) lock(path string) (*os.File, error) {
	for {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, fmt.Errorf("le verrou de la base ne peut pas être posé : %s", WriteReason(err))
		}
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if errors.Is(err, syscall.EWOULDBLOCK) {
			defer f.Close() //nolint:errcheck // it was only read
			return nil, d.heldBy(readHolder(f))
		}
		if err != nil {
			_ = f.Close() // nothing was written
			return nil, fmt.Errorf("le verrou %s ne peut pas être posé : ce disque ne connaît pas les verrous (%w) ; mettez la base sur un disque de cet ordinateur", path, err)
		}
		ours, err := f.Stat()
		there, missing := os.Stat(path)
		if err == nil && missing == nil && os.SameFile(ours, there) {
			return f, nil
		}
		_ = f.Close() // nothing was written
	}
}

func readHolder(f *os.File) (h holder) {
	var lines [3]string
	in := bufio.NewScanner(f)
	for i := 0; i < len(lines) && in.Scan(); i++ {
		lines[i] = in.Text()
	}
	h.process, _ = strconv.Atoi(lines[0]) // 0: not known
	h.host = strings.TrimSpace(lines[1])
	h.since, _ = time.Parse(time.RFC3339, lines[2]) // zero: not known
	return h
}

func (d Database) heldBy(h holder) error {
	who := "un autre programme"
	if h.process > 0 {
		who = fmt.Sprintf("le processus %d", h.process)
	}
	if h.host != "" {
		who += " de l'ordinateur " + h.host
	}
	if !h.since.IsZero() {
		who += ", depuis le " + h.since.In(d.Location).Format("02/01/2006 à 15 h 04")
	}
	return fmt.Errorf("la base %s est déjà tenue par %s : arrêtez-le d'abord (« systemctl stop sesame.socket sesame » pour le service)", d.Path, who)
}
