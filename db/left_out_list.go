package db

import (
	"context"
	"fmt"
	"time"
)

// LeftOutFilter selects the values of a list.
type LeftOutFilter struct {
	Field string // one column; empty for all
	// Unreachable selects members without a known e-mail address or mobile number, who can be reached by post only.
	Unreachable bool
	After       LeftOut // the last value of the previous page
}

const unreachable = `NOT EXISTS (SELECT 1 FROM contacts c WHERE c.member_id = v.member_id AND c.kind IN ('email', 'mobile'))`

// LeftOuts lists the values that no agent has dismissed, by member, at most limit.
func (r Reader) LeftOuts(ctx context.Context, f LeftOutFilter, limit int) ([]LeftOut, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT v.member_id, m.identifier_key, v.field, v.payload, v.seen_at
		FROM values_left_out v CROSS JOIN members m ON m.id = v.member_id
		WHERE v.dismissed_at IS NULL AND (v.member_id, v.field) > (?, ?) AND (? = '' OR v.field = ?) AND (NOT ? OR `+unreachable+`)
		ORDER BY v.member_id, v.field LIMIT ?`, f.After.MemberID, f.After.Field, f.Field, f.Field, f.Unreachable, limit)
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

// LeftOutCounts counts the listed values by column.
func (r Reader) LeftOutCounts(ctx context.Context) (map[string]int, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT field, count(*) FROM values_left_out WHERE dismissed_at IS NULL GROUP BY field`)
	if err != nil {
		return nil, fmt.Errorf("count values left out: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	counts := map[string]int{}
	for rows.Next() {
		var (
			field string
			n     int
		)
		if err := rows.Scan(&field, &n); err != nil {
			return nil, fmt.Errorf("count values left out: %w", err)
		}
		counts[field] = n
	}
	return counts, rows.Err()
}

// AnyLeftOut says whether the list is not empty.
func (r Reader) AnyLeftOut(ctx context.Context) (any bool, err error) {
	if err = r.q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM values_left_out WHERE dismissed_at IS NULL)`).Scan(&any); err != nil {
		return false, fmt.Errorf("look for values left out: %w", err)
	}
	return any, nil
}
