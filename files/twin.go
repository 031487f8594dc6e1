package files

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// twin returns an error where another program has the database open under another name of the same file (a hard link). SQLite
// names the WAL after the name with which the database was opened: with two names there are two WALs, and each program
// overwrites what the other has written. Call it before this program opens the database.
func (d Database) twin() error {
	info, err := os.Stat(d.Path)
	if err != nil {
		return nil //nolint:nilerr // opening says so
	}
	if s, known := info.Sys().(*syscall.Stat_t); !known || s.Nlink < 2 || d.held() {
		return nil
	}
	f, err := os.Open(d.Path)
	if err != nil {
		return nil //nolint:nilerr // opening says so
	}
	defer f.Close()                                 //nolint:errcheck // only its locks were queried
	const sharedFirst, sharedSize = 0x40000002, 510 // SQLite's shared locks: a program that has the database open holds a lock on one of these bytes
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart, Start: sharedFirst, Len: sharedSize}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &lock); err != nil || lock.Type == syscall.F_UNLCK {
		return nil //nolint:nilerr // a disk without locks: Hold reports it
	}
	return fmt.Errorf("la base %s a un autre nom sur ce disque (lien physique), et le processus %d l'a ouverte, peut-être sous ce nom-là : les deux l'abîmeraient. "+
		"Donnez partout le même chemin à SESAME_DB, et retirez l'autre nom, que montre « find / -xdev -samefile %s »", d.Path, lock.Pid, d.Path)
}

// held says whether a program holds the lock of the database under this name.
func (d Database) held() bool {
	f, err := os.OpenFile(d.lockPath(), os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer f.Close()                                                                                    //nolint:errcheck // nothing was written
	return errors.Is(syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB), syscall.EWOULDBLOCK) //nolint:gosec // G115: a file descriptor
}
