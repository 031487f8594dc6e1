package db

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sesame/account/backoffice"
)

// LeftOutFilter selects the values of a list.
type LeftOutFilter struct {
	Field string // one column; empty for all
	// Unreachable selects members without a known e-mail address or mobile number, who can be reached by post only.
	Unreachable bool
	After       LeftOut // last value of the previous page
}

const unreachable = `NOT EXISTS (SELECT 1 FROM contacts c WHERE c.member_id = n.member_id AND c.kind IN ('email', 'mobile') AND ` + contactNow + `)
	AND NOT EXISTS (SELECT 1 FROM import_work w CROSS JOIN former_contacts f ON f.member_id = n.member_id AND f.import_id = w.import_id
		WHERE f.kind IN ('email', 'mobile') AND ` + contactThen + `)`

// LeftOuts lists the values that no agent has dismissed, ordered by member and column, at most limit.
func (r Reader) LeftOuts(ctx context.Context, f LeftOutFilter, limit int) ([]LeftOut, error) {
	rows, err := r.q.QueryContext(ctx, leftOuts(f.Field != ""), f.After.MemberID, f.After.Field, f.Field, f.Unreachable, limit)
	if err != nil {
		return nil, fmt.Errorf("list values left out: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []LeftOut
	for rows.Next() {
		var (
			l           LeftOut
			key, sealed []byte
			seen        int64
		)
		if err := rows.Scan(&l.MemberID, &key, &l.Field, &sealed, &seen); err != nil {
			return nil, fmt.Errorf("list values left out: %w", err)
		}
		if err := r.openLeftOut(key, sealed, &l); err != nil {
			return nil, err
		}
		l.SeenAt = time.Unix(seen, 0).UTC()
		found = append(found, l)
	}
	return found, rows.Err()
}

// leftOuts is the SQL that lists the values. For one column it reads only that column's rows.
func leftOuts(ofColumn bool) string {
	table, column := listedNotes("values_left_out", "field", ofColumn)
	row, condition := `SELECT n.member_id, m.identifier_key, n.field, n.payload, n.seen_at FROM `, ` CROSS JOIN members m ON m.id = n.member_id
		WHERE n.dismissed_at IS NULL AND n.closed IS NULL AND (n.member_id, n.field) > (?1, ?2) AND `+column+` AND (NOT ?4 OR `+unreachable+`)`
	return row + table + condition + ` AND NOT ` + unseen + ` AND ` + noteNow("values_left_out", "field") + `
		UNION ALL ` + row + formerNotes("values_left_out", "field", "payload") + ` n` + condition + ` ORDER BY 1, 3 LIMIT ?5`
}

// openColumns lists the columns that have a listed value, with one look-up in the index for each. While an import is in
// progress it adds an empty string: other columns may have listed values then, too.
const openColumns = `WITH RECURSIVE columns (field) AS (
		SELECT min(field) FROM values_left_out WHERE dismissed_at IS NULL AND closed IS NULL
		UNION ALL SELECT (SELECT min(v.field) FROM values_left_out v WHERE v.dismissed_at IS NULL AND v.closed IS NULL AND v.field > columns.field) FROM columns WHERE columns.field IS NOT NULL)
	SELECT field FROM columns WHERE field IS NOT NULL UNION ALL SELECT '' WHERE ` + anyAtWork

// LeftOutCounts counts the listed values by column. It stops counting a column at most+1.
func (r Reader) LeftOutCounts(ctx context.Context, most int) (map[string]int, error) {
	listed, err := list[string](ctx, r.q, openColumns)
	if err != nil {
		return nil, fmt.Errorf("list the columns of values left out: %w", err)
	}
	counts := map[string]int{}
	for _, column := range backoffice.MemberColumns.Known {
		if !slices.Contains(listed, column) && !slices.Contains(listed, "") {
			continue
		}
		var n int
		err := r.q.QueryRowContext(ctx, countLeftOut,
			column, most+1).Scan(&n)
		if err != nil {
			return nil, fmt.Errorf("count values left out: %w", err)
		}
		if n > 0 {
			counts[column] = n
		}
	}
	return counts, nil
}

// AnyLeftOut says whether the list has any value.
func (r Reader) AnyLeftOut(ctx context.Context) (bool, error) {
	counts, err := r.LeftOutCounts(ctx, 0)
	return len(counts) > 0, err
}
