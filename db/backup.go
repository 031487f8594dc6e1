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
	copyStep = 256              // pages per step, 1 MB
	copySync = 16               // steps between two calls of sync
	copyTime = 30 * time.Minute // limit for a copy: its read transaction stops checkpoints, so the WAL grows meanwhile
)

// ErrSlow means that a copy was given up after copyTime, because its read transaction keeps the WAL from being checkpointed.
var ErrSlow = errors.New("the copy takes too long")

// Backup copies the last commit to a file that does not exist or is empty, while other connections read and write. It holds
// one read transaction and copies pages in small steps, each followed by a pause of the same length, so that members'
// requests stay fast. sync flushes the file to the disk after every few steps: one large flush at the end would delay every
// commit.
func (d *DB) Backup(ctx context.Context, to string, sync func() error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, copyTime, ErrSlow)
	defer cancel()
	source, err := oneConn(ctx, uri(d.path, url.Values{"mode": {"rw"}, "_query_only": {"1"}, "_busy_timeout": {fmt.Sprint(busyTimeout.Milliseconds())}}))
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	defer source.Close()                                                             //nolint:errcheck // opened for reading only
	if _, err := source.ExecContext(ctx, `BEGIN; SELECT id FROM meta`); err != nil { // without a read transaction, each commit by another connection would restart the copy
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
	return Retire(ctx, to) // leaves a single file, which opens without a WAL
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

// rest waits for d. It returns the cause early when the context ends.
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

// Size is the size of a copy of the database, in bytes.
func (r Reader) Size(ctx context.Context) (bytes int64, err error) {
	if err := r.q.QueryRowContext(ctx, `SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`).Scan(&bytes); err != nil {
		return 0, fmt.Errorf("read the size of the database: %w", err)
	}
	return bytes, nil
}
