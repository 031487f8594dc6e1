package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"sesame/account/backoffice"
	"sesame/texts"
)

// Stages of the import at work.
const (
	arriving = "arriving" // it is being written
	leaving  = "leaving"  // it is being taken back
	sweeping = "sweeping" // it is there for all; the search still finds members by former words
)

// importWork is the row of import_work; the zero value means that no import is at work.
type importWork struct {
	number      int64 // of the import
	stage       string
	first, last int64 // its new members: after the first, up to and with the last
}

// hides says whether readers are shown what stood before the import.
func (w importWork) hides() bool { return w.stage == arriving || w.stage == leaving }

// hidesNew says whether a member is new by the import, and unseen unless they have come in meanwhile.
func (w importWork) hidesNew(id int64) bool { return w.hides() && id > w.first && id <= w.last }

func (r Reader) work(ctx context.Context) (w importWork, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT import_id, stage, first, last FROM import_work`).Scan(&w.number, &w.stage, &w.first, &w.last)
	if errors.Is(err, sql.ErrNoRows) {
		return w, nil
	}
	if err != nil {
		return w, fmt.Errorf("look for the import at work: %w", err)
	}
	return w, nil
}

func (t *Tx) beginWork(ctx context.Context, w importWork) error {
	_, err := t.exec(ctx, "begin an import", `INSERT INTO import_work (id, import_id, stage, first, last) VALUES (1, ?, ?, ?, ?)`,
		w.number, w.stage, w.first, w.last)
	return err
}

func (t *Tx) endWork(ctx context.Context) error {
	_, err := t.exec(ctx, "end an import", `DELETE FROM import_work`)
	return err
}

// ErrImportElsewhere is a sentence for whoever wants to load a file, or to take one back, while another one is.
var ErrImportElsewhere = &backoffice.FileError{Message: texts.ImportElsewhere}

// importLock keeps one import at a time, over all programs that have the database open. The system releases it when its
// program ends, however that happens: whoever gets it knows that the import at work is nobody's.
type importLock struct{ file *os.File }

// lockImports returns ErrImportElsewhere while another import is read, written or taken back.
func (d *DB) lockImports() (*importLock, error) {
	const mode = 0o600
	for {
		file, err := os.OpenFile(d.path+"-import", os.O_CREATE|os.O_RDWR, mode)
		if err != nil {
			return nil, fmt.Errorf("lock the imports: %w", err)
		}
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errors.Join(ErrImportElsewhere, file.Close())
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("lock the imports: %w", err), file.Close())
		}
		held, err := file.Stat()
		there, err2 := os.Stat(file.Name())
		if err == nil && err2 == nil && os.SameFile(held, there) {
			return &importLock{file}, nil
		}
		_ = file.Close() // its holder has removed the file in between: a lock on it keeps nobody out
	}
}

// beginImport takes the lock, and ends what an earlier program has left.
func (d *DB) beginImport(ctx context.Context, o ImportOptions) (*importLock, error) {
	lock, err := d.lockImports()
	if err != nil {
		return nil, err
	}
	if err := d.resume(ctx, o.Now); err != nil {
		lock.release()
		return nil, err
	}
	return lock, nil
}

// BetweenImports runs do while no file is read, loaded or taken back. It first ends an import that an interrupted program has left.
// It returns ErrImportElsewhere while another import is at work.
func (d *DB) BetweenImports(ctx context.Context, now time.Time, do func() error) error {
	lock, err := d.lockImports()
	if err != nil {
		return err
	}
	defer lock.release()
	if err := d.resume(ctx, now); err != nil {
		return err
	}
	return do()
}

func (l *importLock) release() {
	_ = os.Remove(l.file.Name())
	_ = l.file.Close()
}
