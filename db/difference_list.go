package db

import (
	"context"
	"fmt"
	"time"
)

// ListedDifference is a difference in the list for all members.
type ListedDifference struct {
	MemberID int64
	Difference
}

// DifferenceFilter selects the differences of a list.
type DifferenceFilter struct {
	Kind  ContactKind      // one kind of contact; empty for all
	After ListedDifference // last difference of the previous page
}

// allDifferences is the SQL that lists the differences. For one kind it reads only that kind's rows.
func allDifferences(ofKind bool) string {
	table, kind := listedNotes("contact_differences", "kind", ofKind)
	row, condition := `SELECT n.member_id, m.identifier_key, n.kind, n.file_value, n.seen_at FROM `, ` CROSS JOIN members m ON m.id = n.member_id
		WHERE n.dismissed_at IS NULL AND n.closed IS NULL AND (n.member_id, n.kind) > (?1, ?2) AND `+kind
	return row + table + condition + ` AND ` + noteNow("contact_differences", "kind") + `
		UNION ALL ` + row + formerNotes("contact_differences", "kind", "file_value") + ` n` + condition + ` ORDER BY 1, 3 LIMIT ?4`
}

// AllDifferences lists the differences that no agent has decided on, ordered by member and kind, at most limit.
func (r Reader) AllDifferences(ctx context.Context, f DifferenceFilter, limit int) ([]ListedDifference, error) {
	rows, err := r.q.QueryContext(ctx, allDifferences(f.Kind != ""), f.After.MemberID, f.After.Kind, f.Kind, limit)
	if err != nil {
		return nil, fmt.Errorf("list all differences: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []ListedDifference
	for rows.Next() {
		var (
			d           ListedDifference
			key, sealed []byte
			seen        int64
		)
		if err := rows.Scan(&d.MemberID, &key, &d.Kind, &sealed, &seen); err != nil {
			return nil, fmt.Errorf("list all differences: %w", err)
		}
		plain, err := r.keys.Open("contact_differences."+string(d.Kind), key, sealed)
		if err != nil {
			return nil, fmt.Errorf("open a difference of member %d: %w", d.MemberID, err)
		}
		d.Value, d.SeenAt = string(plain), time.Unix(seen, 0).UTC()
		found = append(found, d)
	}
	return found, rows.Err()
}

// DifferenceCounts counts the listed differences by kind of contact. It stops counting a kind at most+1.
func (r Reader) DifferenceCounts(ctx context.Context, most int) (map[ContactKind]int, error) {
	counts := map[ContactKind]int{}
	for _, kind := range []ContactKind{Email, Mobile, Landline, Fax} {
		var n int
		err := r.q.QueryRowContext(ctx, countDifferences, kind, most+1).Scan(&n)
		if err != nil {
			return nil, fmt.Errorf("count differences: %w", err)
		}
		if n > 0 {
			counts[kind] = n
		}
	}
	return counts, nil
}

// AnyDifference says whether the list has any difference.
func (r Reader) AnyDifference(ctx context.Context) (bool, error) {
	counts, err := r.DifferenceCounts(ctx, 0)
	return len(counts) > 0, err
}
