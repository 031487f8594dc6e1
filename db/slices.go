package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/account/keys"
)

// An import is written in slices: transactions short enough that nobody who waits to write notices.
const (
	sliceTime = 50 * time.Millisecond // what a slice should take
	sliceRows = 256                   // rows of the first slice
	leastRows = 32
	mostRows  = 1 << 15
	pauseTime = 6 * time.Millisecond // longer than others need to notice that nobody writes
	maxPauses = 12                   // while others go on writing

	walBytes = 16 << 20 // what SQLite leaves of a WAL that it begins again
)

// slicer writes in slices, over a connection of its own.
type slicer struct {
	alone
	keys  *keys.Keyring
	zone  *time.Location
	rows  int       // of the next slice
	ended time.Time // when the last slice was written: others come first
	stood int64     // version at that time
	pause func(context.Context) error
}

// slicer opens the connection. Without foreign keys, whoever writes sees to them.
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

// reader reads outside of the slices.
func (s *slicer) reader() Reader { return Reader{q: s.Conn, keys: s.keys, zone: s.zone} }

// inTx runs one transaction, after others who want to write. What SQLite says of the disk is told as InTx does.
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

// over writes slices of the rows that a query counts: its parameters are a number and how many rows of higher numbers to
// take at most, its result the highest number of these. do is given the numbers after and up to which it works.
func (s *slicer) over(ctx context.Context, query string, do func(t *Tx, after, to int64) error) error {
	return s.overThen(ctx, query, do, func(_, _ int64) error { return nil })
}

// overThen is over with what is done once a slice is written, while others may write.
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

// ends is a query for over: the numbers stand in a column of a table.
func ends(column, table, condition string) string {
	return `SELECT max(n) FROM (SELECT ` + column + ` AS n FROM ` + table + ` WHERE ` + column + ` > ?1 AND ` + condition + ` ORDER BY ` + column + ` LIMIT ?2)`
}

// giveWay waits until nobody else has written for a moment, or long enough. What was done since the last slice is part of it.
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

// version changes with each transaction of other connections.
func (s *slicer) version(ctx context.Context) (n int64, err error) {
	if err = s.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&n); err != nil {
		return 0, fmt.Errorf("look whether others write: %w", err)
	}
	return n, nil
}

// truncate gives the space of the WAL back where nobody uses it at the moment and the disk has room for what stands there.
// What was committed counts all the same: SQLite writes it back later.
func (s *slicer) truncate(ctx context.Context) {
	_, _ = s.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE); PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)`)
}
