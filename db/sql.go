package db

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"
)

// seconds is the stored form of an instant: Unix seconds, NULL for the zero time.
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

// text stores the empty string as NULL.
func text[S ~string](s S) any {
	if s == "" {
		return nil
	}
	return string(s)
}

// row stores row ID 0 as NULL.
func row(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// nullable stores a nil slice as NULL.
func nullable(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// placeholders returns « (?,?,…) » for n values.
func placeholders(n int) string { return "(?" + strings.Repeat(",?", n-1) + ")" }

// idList is a list of row IDs as a JSON parameter for json_each. The SQL text is thus the same for any number of IDs.
func idList(ids []int64) string {
	list := []byte{'['}
	for i, id := range ids {
		if i > 0 {
			list = append(list, ',')
		}
		list = strconv.AppendInt(list, id, 10)
	}
	return string(append(list, ']'))
}

// day formats the day of an instant in the instant's own time zone.
func day(t time.Time) string { return t.Format(time.DateOnly) }

// list reads all rows of a query with one column.
func list[T any](ctx context.Context, q querier, query string, args ...any) (all []T, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}
