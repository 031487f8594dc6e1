package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"sesame/account/keys"
	"sesame/journey/events"
)

// staging is the import's own connection, with a temporary file for pending changes that holds only sealed and keyed
// values. The file has no name and disappears with the connection. Staging first and applying in one transaction lets
// the service write while a file is read.
type staging struct {
	*sql.Conn
	pool *sql.DB
	keys *keys.Keyring
}

func (d *DB) stage(ctx context.Context, tables string) (*staging, error) {
	pool, err := sql.Open("sqlite3", dsn(d.path, "rw"))
	if err != nil {
		return nil, fmt.Errorf("stage an import: %w", err)
	}
	pool.SetMaxOpenConns(1)
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("stage an import: %w", err), pool.Close())
	}
	s := &staging{Conn: conn, pool: pool, keys: d.keys}
	// Use 64 MB of cache, because the rows arrive in random order of the identifier index. Foreign keys are off: each
	// added row belongs to a member just found or created, so SQLite need not check again.
	_, err = conn.ExecContext(ctx, `PRAGMA main.cache_size = -65536; PRAGMA foreign_keys = 0; ATTACH '' AS staged; `+tables)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("stage an import: %w", err), s.Close())
	}
	return s, nil
}

// Close closes the connection and deletes the file.
func (s *staging) Close() error { return errors.Join(s.Conn.Close(), s.pool.Close()) }

// apply runs the statements in one transaction. It writes an audit event unless the file changed nothing. then, if not
// nil, runs after the statements; newest is the last member before them.
func (s *staging) apply(ctx context.Context, o ImportOptions, what string, report ImportReport,
	then func(ctx context.Context, t *Tx, newest int64) error, statements ...string) error {
	tx, err := s.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("apply an import: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it only reports that the transaction is over
	var newest int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM members`).Scan(&newest); err != nil {
		return fmt.Errorf("apply an import: %w", err)
	}
	t := &Tx{Reader: Reader{q: tx, keys: s.keys}, tx: tx}
	number := sql.NullInt64{} // of an import that is noted
	if o.Noted != nil {
		report.Applied = true
		if number.Int64, err = o.Noted(ctx, t, report); err != nil {
			return err
		}
		number.Valid = true
		if err := t.keepFormer(ctx, number.Int64, newest, o.Now, what == importedMembers); err != nil {
			return err
		}
	}
	touched := int64(0)
	for _, q := range statements {
		n, err := t.exec(ctx, "apply an import", q, sql.Named("now", o.Now.Unix()), sql.Named("newest", newest), sql.Named("import", number))
		if err != nil {
			return err
		}
		touched += n
	}
	if then != nil {
		if err := then(ctx, t, newest); err != nil {
			return err
		}
	}
	if touched > 0 {
		e := events.Imported.OK(nil, events.Details{Object: events.Object(what), Numbers: events.Numbers{
			events.Added: int64(report.Added), events.Altered: int64(report.Changed), events.Rejects: int64(report.Refused)}})
		if err := t.Audit(ctx, e.By(cmp.Or(o.Actor, "system"), o.Origin), o.Now); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("apply an import: %w", err)
	}
	return nil
}

// chunkRows is the number of rows in one INSERT: calls into SQLite cost more than the rows.
const chunkRows = 64

// stager groups rows of a table into INSERTs of chunkRows.
type stager struct {
	conn    *sql.Conn
	table   string
	columns int
	args    []any
	full    *sql.Stmt
}

func (s *staging) stager(table string, columns int) *stager {
	return &stager{conn: s.Conn, table: table, columns: columns}
}

func (g *stager) prepare(ctx context.Context) (err error) {
	if g.full, err = g.conn.PrepareContext(ctx, g.insert(chunkRows)); err != nil {
		return fmt.Errorf("stage %s: %w", g.table, err)
	}
	return nil
}

func (g *stager) insert(rows int) string {
	return "INSERT INTO staged." + g.table + " VALUES " + placeholders(g.columns) + strings.Repeat(","+placeholders(g.columns), rows-1)
}

func (g *stager) add(ctx context.Context, row ...any) error {
	g.args = append(g.args, row...)
	if len(g.args) < chunkRows*g.columns {
		return nil
	}
	if _, err := g.full.ExecContext(ctx, g.args...); err != nil {
		return fmt.Errorf("stage %s: %w", g.table, err)
	}
	g.args = g.args[:0]
	return nil
}

// flush inserts the remaining rows and closes the stager.
func (g *stager) flush(ctx context.Context) error {
	if n := len(g.args) / g.columns; n > 0 {
		if _, err := g.conn.ExecContext(ctx, g.insert(n), g.args...); err != nil {
			return fmt.Errorf("stage %s: %w", g.table, err)
		}
	}
	return g.full.Close()
}

// placeholders returns « (?,?,…) » for n values.
func placeholders(n int) string { return "(?" + strings.Repeat(",?", n-1) + ")" }

// day formats the day of an instant in the instant's own time zone.
func day(t time.Time) string { return t.Format(time.DateOnly) }
