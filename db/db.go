package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"sync/atomic"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"

	"sesame/account/keys"
)

// Errors that callers tell apart.
var (
	ErrNotFound = errors.New("not found")
	ErrWrongKey = errors.New("the key file is not the one this database was made with")
)

// querier is what a connection pool and a transaction have in common.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Reader holds the questions; DB asks them of the last commit, Tx of its own state.
type Reader struct {
	q    querier
	keys *keys.Keyring
	zone *time.Location // whose days the figures are counted by
}

// DB is the database file: one writer and several readers, as SQLite likes it.
type DB struct {
	Reader
	write  *sql.DB
	read   *sql.DB
	path   string
	queued atomic.Pointer[func()] // what WhenQueued was given
}

// Tx is the one write transaction under way. It must not outlive InTx's function, and nothing slow (a hash, the
// network) belongs inside: every other writer waits.
type Tx struct {
	Reader
	tx     *sql.Tx
	queued bool // a message or a letter waits since this transaction
}

const (
	readerCount = 4
	busyTimeout = 10 * time.Second
)

// Open opens the file at path, and makes the tables when it is new. Days are counted in the zone. It returns
// *SchemaError when the file has the schema of another version, ErrForeign when its tables are not those of its number,
// ErrWrongKey when it was made under another key; ErrDamaged, ErrInUse, ErrFull or ErrReadOnly where SQLite says so. A file
// that was last rotated under the first ones of the keys goes on under these.
func Open(ctx context.Context, path string, keys *keys.Keyring, zone *time.Location) (*DB, error) {
	if err := writable(path); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	write, err := sql.Open("sqlite3", dsn(path, "rwc"))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	write.SetMaxOpenConns(1)
	write.SetConnMaxIdleTime(0)
	d := &DB{write: write, path: path}
	if keys, err = d.prepare(ctx, keys); err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("open %s: %w", path, cause(err))
	}
	// The file keeps this mode. It is set once the file is known to be ours: another one is not changed.
	if _, err := write.ExecContext(ctx, `PRAGMA journal_mode = WAL`); err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("open %s: %w", path, cause(err))
	}
	read, err := sql.Open("sqlite3", dsn(path, "rw")+"&_query_only=1")
	if err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("open %s for reading: %w", path, err)
	}
	read.SetMaxOpenConns(readerCount)
	read.SetMaxIdleConns(readerCount)
	d.read = read
	d.Reader = Reader{q: read, keys: keys, zone: zone}
	return d, nil
}

// dsn names the pragmas, so that every connection of a pool has them.
func dsn(path, mode string) string {
	v := url.Values{
		"mode":           {mode},
		"_txlock":        {"immediate"},
		"_synchronous":   {"FULL"},
		"_foreign_keys":  {"1"},
		"_busy_timeout":  {fmt.Sprint(busyTimeout.Milliseconds())},
		"_secure_delete": {"1"},
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: v.Encode()}).String()
}

// prepare makes the tables where there are none, and says which of the keys the file is under.
func (d *DB) prepare(ctx context.Context, keys *keys.Keyring) (*keys.Keyring, error) {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it says only that there is nothing to roll back
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
		if err := m.apply(ctx, tx, keys); err != nil {
			return nil, err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO meta (id, key_check, created_at, audit_head) VALUES (1, ?, ?, ?)`,
		keys.Check(), time.Now().Unix(), auditEnd{of: "audit head"}.sealUnder(keys))
	if err != nil {
		return nil, err
	}
	return keys, tx.Commit()
}

// snapshot asks several questions of the same commit, while others write.
func (d *DB) snapshot(ctx context.Context, ask func(Reader) error) error {
	conn, err := d.read.Conn(ctx)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	defer conn.Close() //nolint:errcheck // it goes back to the pool
	if _, err := conn.ExecContext(ctx, `BEGIN`); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`) //nolint:errcheck // nothing was written
	return ask(Reader{q: conn, keys: d.keys, zone: d.zone})
}

// Close ends both pools.
func (d *DB) Close() error {
	return errors.Join(d.read.Close(), d.write.Close())
}

// Path is the file's.
func (d *DB) Path() string { return d.path }

// Keys is the keyring that the file's values are sealed under.
func (r Reader) Keys() *keys.Keyring { return r.keys }

// InTx runs f in the one write transaction and commits when f returns nil; else nothing of it remains.
func (d *DB) InTx(ctx context.Context, f func(*Tx) error) error {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it says only that there is nothing to roll back
	t := &Tx{Reader: Reader{q: tx, keys: d.keys, zone: d.zone}, tx: tx}
	if err := f(t); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if wake := d.queued.Load(); t.queued && wake != nil {
		(*wake)()
	}
	return nil
}

// WhenQueued has wake called after each commit that leaves a message or a letter waiting: whoever carries them need not
// look at the file meanwhile.
func (d *DB) WhenQueued(wake func()) { d.queued.Store(&wake) }

// exec runs a statement and says how many rows it touched: what may happen once is a guarded UPDATE whose count is read.
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

// Ping asks both pools for a sign of life.
func (d *DB) Ping(ctx context.Context) error {
	var one int
	if err := d.read.QueryRowContext(ctx, `SELECT 1 FROM meta`).Scan(&one); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	return d.InTx(ctx, func(*Tx) error { return nil })
}

// seconds is an instant as it is kept; the zero instant is NULL.
func seconds(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Unix()
}

// instant is the inverse of seconds.
func instant(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.Unix(n.Int64, 0).UTC()
}

// text keeps the empty string as NULL.
func text[S ~string](s S) any {
	if s == "" {
		return nil
	}
	return string(s)
}
