package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// alone is a connection with its pool, which has no other connection.
type alone struct {
	*sql.Conn
	pool *sql.DB
}

func (a alone) Close() error { return errors.Join(a.Conn.Close(), a.pool.Close()) }

// oneConn opens one connection to the database with this name, as built by uri.
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

// inTx runs do in a transaction. If ctx has ended when do returns, it rolls back instead of committing. The transaction
// itself runs under a context that is never cancelled: on cancellation, database/sql would roll back and close the connection
// in a goroutine, which may outlive Close and keep the lock.
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

// uri is the SQLite URI of a database file, with options of the driver. Leading slashes are reduced to one: SQLite would read
// what follows two slashes as a host name.
func uri(path string, options url.Values) string {
	if strings.HasPrefix(path, "//") {
		path = "/" + strings.TrimLeft(path, "/")
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: options.Encode()}).String()
}

// still is the URI of a database file that no process writes to: SQLite takes no lock and does not look for a WAL.
func still(path string) string { return uri(path, url.Values{"mode": {"ro"}, "immutable": {"1"}}) }
