package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Difference is a contact value from the file that differs from one confirmed by the member, an agent or a code.
type Difference struct {
	Kind   ContactKind
	Value  string
	SeenAt time.Time
}

// Differences lists the member's differences that no agent has decided on, ordered by kind.
func (r Reader) Differences(ctx context.Context, m *Member) ([]Difference, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT kind, file_value, seen_at FROM `+seenDifferences+` WHERE member_id = ? AND dismissed_at IS NULL ORDER BY kind`, m.ID)
	if err != nil {
		return nil, fmt.Errorf("list differences: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []Difference
	for rows.Next() {
		var (
			d      Difference
			sealed []byte
			seen   sql.NullInt64
		)
		if err := rows.Scan(&d.Kind, &sealed, &seen); err != nil {
			return nil, fmt.Errorf("list differences: %w", err)
		}
		plain, err := r.keys.Open("contact_differences."+string(d.Kind), m.IdentifierKey, sealed)
		if err != nil {
			return nil, fmt.Errorf("open a difference of member %d: %w", m.ID, err)
		}
		d.Value, d.SeenAt = string(plain), instant(seen)
		found = append(found, d)
	}
	return found, rows.Err()
}

// DismissDifference keeps the current contact. The difference is listed again only when a file brings another value.
func (t *Tx) DismissDifference(ctx context.Context, memberID int64, kind ContactKind, now time.Time) error {
	_, err := t.dismiss(ctx, "contact_differences", "kind", memberID, string(kind), now)
	return err
}

// DropDifference deletes the difference, because the contact now has the file's value.
func (t *Tx) DropDifference(ctx context.Context, memberID int64, kind ContactKind) error {
	return t.dropNote(ctx, "contact_differences", "kind", memberID, string(kind))
}
