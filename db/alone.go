package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// alone is the only connection of its pool.
type alone struct {
	*sql.Conn
	pool *sql.DB
}

func (a alone) Close() error { return errors.Join(a.Conn.Close(), a.pool.Close()) }

// oneConn opens the database of a name that uri has made.
func oneConn(ctx context.Context, name string) (a alone, err error) {
	if a.pool, err = sql.Open("sqlite3", name); err != nil {
		return a, err
	}
	if a.Conn, err = a.pool.Conn(ctx); err != nil {
		_ = a.pool.Close()
	}
	return a, err
}

// openAlone locks the database against other programs until it is closed, or returns ErrInUse. Keyed indexes are
// written in random order: 256 MB of cache hold most of an index of 5,600,000 members.
func openAlone(ctx context.Context, path string) (a alone, err error) {
	v := url.Values{"mode": {"rw"}, "_locking_mode": {"EXCLUSIVE"}, "_txlock": {"exclusive"}, "_busy_timeout": {"0"},
		"_synchronous": {"FULL"}, "_secure_delete": {"1"}, "_cache_size": {"-262144"}}
	if a, err = oneConn(ctx, uri(path, v)); err != nil {
		return a, fmt.Errorf("open %s alone: %w", path, cause(err))
	}
	if _, err = a.ExecContext(ctx, `BEGIN EXCLUSIVE; COMMIT`); err != nil { // the lock outlives the transaction
		_ = a.Close()
		return a, fmt.Errorf("open %s alone: %w", path, cause(err))
	}
	return a, nil
}

// inTx runs do in a transaction, which is not committed once ctx has ended. Its own context does not end with it: database/sql would
// roll it back and close the connection in a goroutine that may outlive Close, and with it the lock.
func (a alone) inTx(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := a.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it only reports that the transaction is over
	if err := do(tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return tx.Commit()
}

// uri names a database file to SQLite, with options of the driver. What follows two slashes would be taken for the name of a machine.
func uri(path string, options url.Values) string {
	if strings.HasPrefix(path, "//") {
		path = "/" + strings.TrimLeft(path, "/")
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: options.Encode()}).String()
}

// still names a database file that nobody writes to: SQLite takes no lock and looks for no WAL.
func still(path string) string { return uri(path, url.Values{"mode": {"ro"}, "immutable": {"1"}}) }
