package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"

	"github.com/mattn/go-sqlite3"
)

// errLost is the error of each statement once SQLite has rolled back the whole transaction by itself, as it may when the disk
// fails in the middle of a statement.
var errLost = errors.New("SQLite has rolled back the transaction")

// sharedConn is the connection of a transaction that was begun by an SQL statement. Once the transaction is lost, the
// connection would commit each further statement at once, and an act that goes on after an error would be stored in part.
// Therefore it refuses every statement then.
type sharedConn struct{ *sql.Conn }

func (c sharedConn) writer() writer {
	lost := false
	err := c.Raw(func(conn any) error {
		lost = conn.(*sqlite3.SQLiteConn).AutoCommit()
		return nil
	})
	if err != nil || lost {
		return lostTransaction()
	}
	return c.Conn
}

func (c sharedConn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return c.writer().QueryContext(ctx, query, args...)
}

func (c sharedConn) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return c.writer().QueryRowContext(ctx, query, args...)
}

func (c sharedConn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return c.writer().ExecContext(ctx, query, args...)
}

func (c sharedConn) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return c.writer().PrepareContext(ctx, query)
}

// lostTransaction returns a writer that fails every statement with errLost.
var lostTransaction = sync.OnceValue(func() writer { return sql.OpenDB(noConnection{}) })

type noConnection struct{}

func (noConnection) Connect(context.Context) (driver.Conn, error) { return nil, errLost }

func (noConnection) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }
