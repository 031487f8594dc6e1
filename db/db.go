package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"
	"time"

	"github.com/mattn/go-sqlite3" // also the driver "sqlite3"

	"sesame/account/keys"
	"sesame/journey/events"
)

// Errors that callers distinguish.
var (
	ErrNotFound  = errors.New("not found")
	ErrFileMoved = errors.New("the file that is open has its name no more")
	ErrWrongKey  = errors.New("the key file is not the one this database was made with")
)

// querier is the interface common to connection pools and transactions.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Reader holds the read queries. DB runs them on the last commit, Tx on its own state.
type Reader struct {
	q    querier
	keys *keys.Keyring
	zone *time.Location // time zone in which figures are counted by day
}

// DB is the database file, with one writer and several readers, as SQLite recommends in WAL mode.
type DB struct {
	Reader
	write   *sql.DB
	read    *sql.DB
	path    string
	file    os.FileInfo            // the file that was opened
	queued  atomic.Pointer[func()] // callback of WhenQueued
	audited atomic.Pointer[func(events.Event)]
	pause   func(context.Context) error // replaces the pause between slices in tests
	domains atomic.Pointer[emailDomains]
	turns   decoyTurns
	writers writers
	looked  atomic.Int64 // second in which releaseHeld last read its table
}

// Tx is the only write transaction. It must not be used after InTx's function has returned. Do nothing slow in it, such
// as hashing a password or network access: every other writer waits.
type Tx struct {
	Reader
	tx     steadyTx
	queued bool // this transaction has queued a message, letter or delivery
	events []events.Event
	looked *atomic.Int64 // DB.looked; nil where releaseHeld reads its table each time
	top    *auditTop     // shared by the acts of the transaction; nil where each row updates the stored head
}

const (
	readerCount = 4
	busyTimeout = 10 * time.Second
	// SQLite sleeps longer and longer while another program's transaction lasts. The caller tries again after this time
	// instead, to get in between two slices of an import.
	beginTimeout = 5 * time.Millisecond
	// Number of prepared statements that a connection caches: those of a journey's steps, about 4 kB each.
	keptStatements = 100
)

// Open opens the file at path and creates the tables in a new one. Days are counted in the given zone. It returns
// *SchemaError when the file has another schema version, ErrForeign when its tables do not match its version,
// ErrWrongKey when it was made under another key, and ErrDamaged, ErrInUse, ErrFull or ErrReadOnly when SQLite reports
// it. A file last rotated under a prefix of the keys is accepted.
func Open(ctx context.Context, path string, keys *keys.Keyring, zone *time.Location) (*DB, error) {
	if err := writable(path); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	write, err := sql.Open("sqlite3", dsn(path, "rwc", beginTimeout))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	write.SetMaxOpenConns(1)
	write.SetConnMaxIdleTime(0)
	d := &DB{write: write, path: path, writers: writers{turn: make(chan struct{}, 1)}}
	if keys, err = d.prepare(ctx, keys); err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("open %s: %w", path, cause(err))
	}
	// The journal mode is stored in the file. Set it only once the file is known to be ours, so that a foreign file is not
	// changed. temp_store keeps the pages that a savepoint may restore in memory: beyond 64 kB they would be a temporary
	// file, with two writes for each page.
	if _, err := write.ExecContext(ctx, fmt.Sprintf(`PRAGMA busy_timeout = %d; PRAGMA journal_mode = WAL; PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = %d; PRAGMA journal_size_limit = %d`,
		busyTimeout.Milliseconds(), beginTimeout.Milliseconds(), walBytes)); err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("open %s: %w", path, cause(err))
	}
	if d.file, err = os.Stat(path); err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	read, err := sql.Open("sqlite3", dsn(path, "rw", busyTimeout)+"&_query_only=1")
	if err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("open %s for reading: %w", path, err)
	}
	read.SetMaxOpenConns(readerCount)
	read.SetMaxIdleConns(readerCount)
	d.read = read
	d.Reader = Reader{q: steady{read}, keys: keys, zone: zone}
	return d, nil
}

// dsn puts the pragmas in the connection string, so that every connection of a pool has them.
func dsn(path, mode string, busy time.Duration) string {
	v := url.Values{
		"mode":             {mode},
		"_txlock":          {"immediate"},
		"_synchronous":     {"FULL"},
		"_foreign_keys":    {"1"},
		"_busy_timeout":    {fmt.Sprint(busy.Milliseconds())},
		"_secure_delete":   {"1"},
		"_stmt_cache_size": {fmt.Sprint(keptStatements)},
	}
	return uri(path, v)
}

// prepare creates missing tables and returns the keyring that the file uses.
func (d *DB) prepare(ctx context.Context, keys *keys.Keyring) (*keys.Keyring, error) {
	var tx *sql.Tx
	err := whenFree(time.Now(), func() (err error) { tx, err = d.write.BeginTx(context.WithoutCancel(ctx), nil); return err })
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it only reports that the transaction is over
	var empty bool
	if err := tx.QueryRowContext(ctx, `SELECT user_version = 0 AND NOT EXISTS (SELECT * FROM sqlite_schema) FROM pragma_user_version`).Scan(&empty); err != nil {
		return nil, err
	}
	if !empty {
		if keys, err = current(ctx, tx, keys); err != nil {
			return nil, err
		}
		return keys, tx.Commit()
	}
	for _, m := range migrations {
		if err := m.change(ctx, tx, keys); err != nil {
			return nil, err
		}
	}
	if err := migrations[len(migrations)-1].reached(ctx, tx); err != nil {
		return nil, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO meta (id, key_check, created_at, audit_head) VALUES (1, ?, ?, ?)`,
		keys.Check(), time.Now().Unix(), auditEnd{of: "audit head"}.sealUnder(keys))
	if err != nil {
		return nil, err
	}
	return keys, tx.Commit()
}

// snapshot runs ask on one commit, while others write.
func (d *DB) snapshot(ctx context.Context, ask func(Reader) error) error {
	conn, err := d.read.Conn(ctx)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	defer conn.Close() //nolint:errcheck // returns it to the pool
	if _, err := conn.ExecContext(ctx, `BEGIN`); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`) //nolint:errcheck // nothing was written
	return ask(Reader{q: conn, keys: d.keys, zone: d.zone})
}

// Close closes both connection pools.
func (d *DB) Close() error {
	return errors.Join(d.read.Close(), d.write.Close())
}

// Path returns the path of the database file.
func (d *DB) Path() string { return d.path }

// Keys returns the keyring under which values are sealed.
func (r Reader) Keys() *keys.Keyring { return r.keys }

// begin begins the write transaction as soon as no other program writes. It fails busyTimeout after since. Closing the
// connection returns it to the pool.
func (d *DB) begin(ctx context.Context, since time.Time) (*sql.Conn, error) {
	ctx = context.WithoutCancel(ctx) // the transaction may be shared
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	err = whenFree(since, func() error { _, err := conn.ExecContext(ctx, `BEGIN IMMEDIATE`); return err })
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// whenFree calls begin until SQLite no longer answers that the database is busy, or until busyTimeout after since.
func whenFree(since time.Time, begin func() error) error {
	for {
		err := begin()
		var refused sqlite3.Error
		if !errors.As(err, &refused) || refused.Code != sqlite3.ErrBusy || time.Since(since) > busyTimeout {
			return err
		}
	}
}

// WhenQueued registers wake, called after each commit that queues a message, letter or delivery, so that the courier need not
// poll.
func (d *DB) WhenQueued(wake func()) { d.queued.Store(&wake) }

// WhenAudited registers tell, called for each audit event that InTx has committed, for the metrics. Imports commit slices by
// other means, for which it is not called.
func (d *DB) WhenAudited(tell func(events.Event)) { d.audited.Store(&tell) }

// exec runs a statement and returns the number of rows changed. An act that may happen once is a guarded UPDATE whose
// count is checked.
func (t *Tx) exec(ctx context.Context, doing, query string, args ...any) (int64, error) {
	res, err := t.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", doing, err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("%s: %w", doing, err)
	}
	return n, nil
}

// Ping checks that the database can be read and written. It commits a change: an empty transaction would succeed on a full
// disk, on a read-only file and in a deleted folder. The error wraps ErrFull, ErrReadOnly, ErrInUse or ErrDamaged when SQLite
// reports it, and ErrFileMoved for a file that was moved, to which SQLite would go on writing.
func (d *DB) Ping(ctx context.Context) error {
	if there, err := os.Stat(d.path); err != nil || !os.SameFile(d.file, there) {
		return fmt.Errorf("%w: %w", ErrFileMoved, cmp.Or(err, errors.New("another file has its name")))
	}
	var one int
	if err := d.read.QueryRowContext(ctx, `SELECT 1 FROM meta`).Scan(&one); err != nil {
		return fmt.Errorf("read: %w", cause(err))
	}
	err := d.InTx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "write", `UPDATE meta SET probes = probes + 1`)
		return err
	})
	if err != nil {
		return fmt.Errorf("try to write: %w", cause(err))
	}
	return nil
}
