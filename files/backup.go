package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"syscall"
	"time"

	"sesame/db"
)

// Backups makes copies of an open database.
type Backups struct {
	DB   *db.DB
	Dir  string // folder of the daily backups
	Keep Keep
	Now  func() time.Time
	// Hand copies a finished backup, made in the database's folder, to its path, where this account may not write; nil where
	// it may.
	Hand func(temporary, path string) error
	// Location is the time zone of the days, weeks and months of Keep.
	Location *time.Location
}

// Daily makes the backup of the day in Dir, which it creates with mode 0700 where it is missing. Then it removes the backups
// that Keep does not retain.
func (b Backups) Daily(ctx context.Context) (db.Backup, error) {
	if err := os.Mkdir(b.Dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return b.note(ctx, db.Backup{File: b.Dir, MadeAt: b.Now(), Failure: db.BackupFolder}, fmt.Errorf("le dossier des copies (SESAME_BACKUP_DIR) ne peut pas être créé : %s", WriteReason(err)))
	}
	path := filepath.Join(b.Dir, b.stem()+b.Now().UTC().Format(instantForm)+".db")
	if _, err := os.Lstat(path); err == nil {
		return db.Backup{}, fmt.Errorf("la copie %s vient d'être faite, dans cette seconde même : recommencez si vous en voulez une autre", path)
	}
	made, err := b.To(ctx, path)
	if err != nil {
		return made, err
	}
	if err := b.rotate(ctx); err != nil {
		return made, fmt.Errorf("la copie %s est faite et vérifiée, mais d'anciennes copies n'ont pas pu être retirées : %w", made.File, err)
	}
	return made, nil
}

// To copies the database to a new file, opens the copy again, verifies all of it, and only then gives it its name. The result
// is recorded in the database, except when a copy for another folder than the daily ones fails because of its destination or
// was stopped. Errors are French sentences.
func (b Backups) To(ctx context.Context, path string) (made db.Backup, err error) {
	if path == "" { // such as an empty variable of a script
		return made, errNoName
	}
	if path, err = filepath.Abs(path); err != nil {
		return made, err
	}
	if _, err := os.Lstat(path); err == nil {
		return made, fmt.Errorf("%s existe déjà : donnez un autre nom à la copie", path)
	}
	began := b.Now()
	made = db.Backup{File: path, MadeAt: began}
	alone, err := lockDir(filepath.Dir(b.DB.Path()))
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return made, fmt.Errorf("une autre copie de la base %s est en cours : attendez sa fin", b.DB.Path())
	}
	if err != nil {
		return made, fmt.Errorf("la copie n'a pas pu être commencée : %s", WriteReason(err))
	}
	defer alone.Close() //nolint:errcheck // closing it releases the lock
	if err = b.copyTo(ctx, &made); err != nil {
		made.Failure = failureOf(err)
		err = b.sentence(made, err)
	}
	made.Took = b.Now().Sub(began)
	if b.elsewhere(path) && slices.Contains([]db.BackupFailure{db.BackupRoom, db.BackupFolder, db.BackupSlow, db.BackupStopped}, made.Failure) {
		return made, err // the error is enough: it says nothing about the daily backups
	}
	return b.note(ctx, made, err)
}

// elsewhere says whether a path is outside the folder of the daily backups, where there is such a folder.
func (b Backups) elsewhere(path string) bool {
	daily, err := filepath.Abs(b.Dir)
	return b.Dir != "" && err == nil && filepath.Dir(path) != daily
}

// underWayEnd is the suffix of the hidden name of a copy that is not verified yet. Any other unfinished file has digits after
// it.
const underWayEnd = ".en-cours"

var underWayName = regexp.MustCompile(`^\..+` + regexp.QuoteMeta(underWayEnd) + `(-\d+)?$`)

// underWay is the temporary path of a copy until it is verified.
func (b Backups) underWay(path string) string {
	if filepath.Dir(path) == filepath.Clean(b.Dir) {
		return filepath.Join(filepath.Dir(path), "."+filepath.Base(b.DB.Path())+underWayEnd)
	}
	if b.Hand != nil {
		return filepath.Join(filepath.Dir(b.DB.Path()), "."+filepath.Base(b.DB.Path())+underWayEnd)
	}
	return filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+underWayEnd)
}

func (b Backups) copyTo(ctx context.Context, made *db.Backup) (err error) {
	temporary := b.underWay(made.File)
	removeAll := func() error {
		for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
			if err := os.Remove(temporary + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
		return nil
	}
	if err := removeAll(); err != nil { // left by a crash
		return err
	}
	removeUnderWay(filepath.Dir(temporary))
	if err := b.roomFor(ctx, temporary); err != nil {
		return err
	}
	f, err := os.OpenFile(temporary, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	_ = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) //nolint:gosec // G115: a file descriptor. On a disk without locks, removeUnderWay leaves it
	defer func() {
		_ = f.Close()
		_ = removeAll() // after the rename there is nothing left to remove
	}()
	if err := b.DB.Backup(ctx, temporary, f.Sync); err != nil {
		return err
	}
	if made.Proof, err = db.Prove(ctx, temporary, b.DB.Keys(), true); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	made.Bytes = info.Size()
	if b.Hand != nil {
		return b.Hand(temporary, made.File)
	}
	if err := os.Rename(temporary, made.File); err != nil { // rename, because a network share may not support links
		return err
	}
	return syncDir(filepath.Dir(made.File))
}

// removeUnderWay removes unfinished files that a crash has left in a folder: copies, each a whole database, and other files,
// such as letters with their passwords. Files that another command is writing are locked and stay, and so do files that
// cannot be locked or removed.
func removeUnderWay(folder string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return // writing there reports the error
	}
	for _, e := range entries {
		if !underWayName.MatchString(e.Name()) || !e.Type().IsRegular() {
			continue
		}
		name := filepath.Join(folder, e.Name())
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			continue
		}
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil { //nolint:gosec // G115: a file descriptor
			for _, suffix := range []string{"-journal", "-wal", "-shm", ""} {
				_ = os.Remove(name + suffix)
			}
		}
		_ = f.Close() // nothing was written
	}
}

// note records the result of a backup in the database. It returns err, or the error of the recording where err is nil.
func (b Backups) note(ctx context.Context, made db.Backup, err error) (db.Backup, error) {
	noted := b.DB.InTx(context.WithoutCancel(ctx), func(tx *db.Tx) error { return tx.NoteBackup(context.WithoutCancel(ctx), made) })
	if noted != nil && err == nil {
		return made, fmt.Errorf("la copie %s est faite et vérifiée, mais la base n'a pas pu en garder la trace : %w", made.File, Database{Path: b.DB.Path()}.Told(noted))
	}
	return made, err
}

// lockDir locks a directory, so that one backup of its databases is made at a time. The lock lasts until the file is closed
// or the program ends.
func lockDir(dir string) (*os.File, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(d.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil { //nolint:gosec // G115: a file descriptor
		_ = d.Close()
		return nil, err
	}
	return d, nil
}
