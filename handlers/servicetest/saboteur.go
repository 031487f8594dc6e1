package servicetest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
)

// saboteur makes writes fail.
type saboteur struct {
	t    testing.TB
	file *sql.DB
	all  []string // tables
}

func (x *saboteur) Do(statement string, args ...any) {
	x.t.Helper()
	if _, err := x.file.ExecContext(context.Background(), statement, args...); err != nil {
		x.t.Fatalf("%s: %v", statement, err)
	}
}

// State returns the content of every table, except the browsers' sessions.
func (x *saboteur) State() map[string]string {
	x.t.Helper()
	found := map[string]string{}
	for _, table := range x.all {
		if table != "sessions" {
			found[table] = x.dump(table)
		}
	}
	return found
}

func (x *saboteur) dump(table string) string {
	x.t.Helper()
	rows, err := x.file.QueryContext(context.Background(), `SELECT * FROM `+table)
	if err != nil {
		x.t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		x.t.Fatal(err)
	}
	var b strings.Builder
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			x.t.Fatal(err)
		}
		for i, v := range values {
			fmt.Fprintf(&b, "%s=%x ", columns[i], fmt.Sprint(*v.(*any)))
		}
		b.WriteByte('\n')
	}
	if err := rows.Err(); err != nil {
		x.t.Fatal(err)
	}
	return b.String()
}
