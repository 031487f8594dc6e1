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

// Stages of the import in progress. In the first two, the import's changes are hidden.
const (
	arriving = "arriving" // being written
	leaving  = "leaving"  // being undone
	sweeping = "sweeping" // visible; the search index still holds words of former values
)

// importWork is the only row of import_work; the zero value means that no import is in progress.
type importWork struct {
	number      int64 // ID of the import
	stage       string
	first, last int64 // its new members have row IDs above first, up to last
}

// hides says whether the import's changes are hidden: readers see the state before it.
func (w importWork) hides() bool { return w.stage == arriving || w.stage == leaving }

// hidesNew says whether this is a new member of the import, who is hidden except as unseenOf says.
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

// ErrImportElsewhere means that another import is being loaded or undone. Its message is a sentence for agents.
var ErrImportElsewhere = &backoffice.FileError{Message: texts.ImportElsewhere}

// importLock allows one import at a time, over all programs that have the database open. The system releases it when its
// program ends, however that happens: the next holder knows that no program is working on the row of import_work.
type importLock struct{ file *os.File }

// lockImports takes the lock. It returns ErrImportElsewhere while another import is read, written or undone.
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
		_ = file.Close() // its holder has removed the file in between: a lock on it would exclude no other program
	}
}

// beginImport takes the lock, and finishes the work that an earlier program has left.
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

// BetweenImports runs do while no file is read, loaded or undone. It first finishes the work that an interrupted program has
// left. It returns ErrImportElsewhere while another program holds the lock.
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
