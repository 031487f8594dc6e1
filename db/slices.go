package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/account/keys"
)

// An import is written in slices: transactions so short that other writers notice no delay.
const (
	sliceTime = 50 * time.Millisecond // intended duration of a slice
	sliceRows = 256                   // rows of the first slice
	leastRows = 32
	mostRows  = 1 << 15
	pauseTime = 6 * time.Millisecond // longer than other writers need to notice that no transaction is open
	maxPauses = 12                   // most pauses between two slices while others go on writing

	walBytes = 16 << 20 // size to which SQLite truncates a WAL that it restarts
)

// slicer writes in slices, over a connection of its own.
type slicer struct {
	alone
	keys  *keys.Keyring
	zone  *time.Location
	rows  int       // of the next slice
	ended time.Time // when the last slice, or a write of others during the pause, was seen to end; zero before the first slice
	stood int64     // version() at that time
	pause func(context.Context) error
}

// slicer opens the connection. Without foreignKeys SQLite does not enforce them: the caller must.
func (d *DB) slicer(ctx context.Context, foreignKeys bool) (*slicer, error) {
	conn, err := oneConn(ctx, dsn(d.path, "rw", busyTimeout))
	if err != nil {
		return nil, fmt.Errorf("open a connection for an import: %w", err)
	}
	s := &slicer{alone: conn, keys: d.keys, zone: d.zone, rows: sliceRows, pause: d.pause}
	if s.pause == nil {
		s.pause = s.giveWay
	}
	// Identifiers and identities arrive in random order: 64 MB of cache hold most of their indexes.
	_, err = conn.ExecContext(ctx, fmt.Sprintf(`PRAGMA main.cache_size = -65536; PRAGMA journal_size_limit = %d; PRAGMA foreign_keys = %t`, walBytes, foreignKeys))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open a connection for an import: %w", err), s.Close())
	}
	return s, nil
}

// reader returns a Reader outside of the slices.
func (s *slicer) reader() Reader { return Reader{q: s.Conn, keys: s.keys, zone: s.zone} }

// inTx runs one transaction, after a pause for other writers. It adapts the size of the next slice to the time that this one
// took. Errors are wrapped as by DB.InTx.
func (s *slicer) inTx(ctx context.Context, do func(*Tx) error) (err error) {
	defer func() { err = cause(err) }()
	if !s.ended.IsZero() {
		if err := s.pause(ctx); err != nil {
			return err
		}
	}
	tx, err := s.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin a slice: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it only reports that the transaction is over
	began := time.Now()
	if err := do(&Tx{Reader: Reader{q: tx, keys: s.keys, zone: s.zone}, tx: steadily(tx)}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit a slice: %w", err)
	}
	s.ended = time.Now()
	fits := min(max(float64(sliceTime)/float64(s.ended.Sub(began)), 1.0/4), 2)
	s.rows = min(max(int(fits*float64(s.rows)), leastRows), mostRows)
	s.stood, err = s.version(ctx)
	return err
}

// over calls do for one slice after another, each in its own transaction. query returns the end of the next slice: its
// parameters are a number and the most rows to take with higher numbers, its result the highest number among these (NULL at
// the end). do works on the numbers above after, up to to.
func (s *slicer) over(ctx context.Context, query string, do func(t *Tx, after, to int64) error) error {
	return s.overThen(ctx, query, do, func(_, _ int64) error { return nil })
}

// overThen is over with a function that is called after each slice, while others may write.
func (s *slicer) overThen(ctx context.Context, query string, do func(t *Tx, after, to int64) error, then func(after, to int64) error) error {
	s.rows = sliceRows
	for after := int64(0); ; {
		var to sql.NullInt64
		if err := s.QueryRowContext(ctx, query, after, s.rows).Scan(&to); err != nil {
			return fmt.Errorf("find the next slice: %w", err)
		}
		if !to.Valid {
			return nil
		}
		if err := s.inTx(ctx, func(t *Tx) error { return do(t, after, to.Int64) }); err != nil {
			return err
		}
		if err := then(after, to.Int64); err != nil {
			return err
		}
		after = to.Int64
	}
}

// ends is a query for over that takes the numbers from a column of a table.
func ends(column, table, condition string) string {
	return `SELECT max(n) FROM (SELECT ` + column + ` AS n FROM ` + table + ` WHERE ` + column + ` > ?1 AND ` + condition + ` ORDER BY ` + column + ` LIMIT ?2)`
}

// giveWay waits until no other connection has written for pauseTime, at most maxPauses times. The time since the last slice
// counts.
func (s *slicer) giveWay(ctx context.Context) error {
	for range maxPauses {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pauseTime - time.Since(s.ended)):
		}
		now, err := s.version(ctx)
		if err != nil || now == s.stood {
			return err
		}
		s.stood, s.ended = now, time.Now()
	}
	return nil
}

// version is a number that changes with each transaction of other connections.
func (s *slicer) version(ctx context.Context) (n int64, err error) {
	if err = s.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&n); err != nil {
		return 0, fmt.Errorf("look whether others write: %w", err)
	}
	return n, nil
}

// truncate checkpoints the WAL and truncates it, if no other connection uses it at the moment and the disk has room for its
// content. Errors do not matter: SQLite checkpoints the committed content later.
func (s *slicer) truncate(ctx context.Context) {
	_, _ = s.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE); PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)`)
}
