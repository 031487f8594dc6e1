package servicetest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
)

// rowsOf returns the rows of a query as text.
func rowsOf(t testing.TB, file *sql.DB, query string) (found []string) {
	t.Helper()
	rows, err := file.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, row := make([]any, len(columns)), ""
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			row += fmt.Sprintf("%v|", *v.(*any))
		}
		found = append(found, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

// Standing returns the content of every table that a refused request must not change: all except audit, meta, sessions,
// limit_events and agent_logins.
func Standing(t testing.TB, file *sql.DB) string {
	t.Helper()
	var all strings.Builder
	for _, name := range rowsOf(t, file, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'
		AND name NOT IN ('audit', 'meta', 'sessions', 'limit_events', 'agent_logins') ORDER BY name`) {
		fmt.Fprintln(&all, name, rowsOf(t, file, `SELECT * FROM "`+strings.TrimSuffix(name, "|")+`"`))
	}
	return all.String()
}
