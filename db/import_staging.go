package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// staging holds the changes of a file until they are written: in a temporary file on a connection of its own, with sealed and
// keyed values only. The temporary file has no name and disappears with the connection. The service can write while a file is
// being read.
type staging struct{ *slicer }

func (d *DB) stage(ctx context.Context, tables string) (*staging, error) {
	// Foreign keys are off: each added row belongs to a member just found or created, so SQLite need not check again.
	s, err := d.slicer(ctx, false)
	if err != nil {
		return nil, err
	}
	if _, err := s.ExecContext(ctx, `ATTACH '' AS staged; PRAGMA staged.cache_size = -16384; `+tables); err != nil {
		return nil, errors.Join(fmt.Errorf("stage an import: %w", err), s.Close())
	}
	return &staging{s}, nil
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
