package db

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/mattn/go-sqlite3"
)

const (
	copyStep = 256              // pages, 1 MB
	copySync = 16               // steps between two writes to the disk
	copyTime = 30 * time.Minute // while a copy is made, the WAL cannot be written back past its beginning
)

// ErrSlow means that a copy was given up because it kept the WAL from being written back for too long.
var ErrSlow = errors.New("the copy takes too long")

// Backup writes the last commit to a file that does not exist or is empty, while others read and write. It takes one read
// transaction and copies pages in small steps, each followed by as long a rest, so that the pages of members stay quick.
// sync puts on the disk what was written so far: one large write at the end would hold up every commit.
func (d *DB) Backup(ctx context.Context, to string, sync func() error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, copyTime, ErrSlow)
	defer cancel()
	source, err := oneConn(ctx, uri(d.path, url.Values{"mode": {"rw"}, "_query_only": {"1"}, "_busy_timeout": {fmt.Sprint(busyTimeout.Milliseconds())}}))
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	defer source.Close()                                                             //nolint:errcheck // opened for reading only
	if _, err := source.ExecContext(ctx, `BEGIN; SELECT id FROM meta`); err != nil { // without it, each commit of others would begin the copy anew
		return fmt.Errorf("back up: %w", cause(err))
	}
	target, err := oneConn(ctx, uri(to, url.Values{"mode": {"rwc"}, "_journal_mode": {"OFF"}, "_synchronous": {"OFF"}}))
	if err != nil {
		return fmt.Errorf("back up: %w", cause(err))
	}
	err = target.Raw(func(to any) error {
		return source.Raw(func(from any) error {
			return copyPages(ctx, from.(*sqlite3.SQLiteConn), to.(*sqlite3.SQLiteConn), sync)
		})
	})
	if err = errors.Join(err, target.Close()); err != nil {
		return fmt.Errorf("back up: %w", cause(err))
	}
	return Retire(ctx, to) // a single file, which needs no WAL to be opened
}

func copyPages(ctx context.Context, from, to *sqlite3.SQLiteConn, sync func() error) (err error) {
	b, err := to.Backup("main", from, "main")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Finish()) }()
	for n := 1; ; n++ {
		began := time.Now()
		done, err := b.Step(copyStep)
		if err != nil || done {
			return err
		}
		if n%copySync == 0 {
			if err := sync(); err != nil {
				return err
			}
		}
		if err := rest(ctx, time.Since(began)); err != nil {
			return err
		}
	}
}

// rest waits, and returns why the context has ended, if it has.
func rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// Size is the room that a copy takes, in bytes.
func (r Reader) Size(ctx context.Context) (bytes int64, err error) {
	if err := r.q.QueryRowContext(ctx, `SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`).Scan(&bytes); err != nil {
		return 0, fmt.Errorf("read the size of the database: %w", err)
	}
	return bytes, nil
}
