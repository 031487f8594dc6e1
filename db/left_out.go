package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// LeftOut is a value of the file that could not be read. The member's stored value is kept, and agents review the unreadable
// one.
type LeftOut struct {
	MemberID int64     `json:"-"`
	Field    string    `json:"-"` // column of the file
	Masked   string    `json:"value,omitempty"`
	Reason   string    `json:"reason"`
	SeenAt   time.Time `json:"-"`
}

func leftOutColumn(field string) string { return "values_left_out." + field }

func (r Reader) sealLeftOut(identifierKey []byte, l LeftOut) []byte {
	plain, _ := json.Marshal(l) // two strings: it cannot fail
	return r.keys.Seal(leftOutColumn(l.Field), identifierKey, plain)
}

func (r Reader) openLeftOut(identifierKey, sealed []byte, l *LeftOut) error {
	plain, err := r.keys.Open(leftOutColumn(l.Field), identifierKey, sealed)
	if err != nil {
		return fmt.Errorf("open a value left out of member %d: %w", l.MemberID, err)
	}
	return json.Unmarshal(plain, l)
}

// dropLeftOut removes a value from the list, because the file's value no longer matters.
func (t *Tx) dropLeftOut(ctx context.Context, memberID int64, field string) error {
	return t.dropNote(ctx, "values_left_out", "field", memberID, field)
}

// LeftOutOf lists a member's unreadable values that no agent has dismissed, ordered by column.
func (r Reader) LeftOutOf(ctx context.Context, m *Member) ([]LeftOut, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT field, payload, seen_at FROM `+seenLeftOut+` WHERE member_id = ? AND dismissed_at IS NULL ORDER BY field`, m.ID)
	if err != nil {
		return nil, fmt.Errorf("list values left out: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []LeftOut
	for rows.Next() {
		var (
			l      = LeftOut{MemberID: m.ID}
			sealed []byte
			seen   sql.NullInt64
		)
		if err := rows.Scan(&l.Field, &sealed, &seen); err != nil {
			return nil, fmt.Errorf("list values left out: %w", err)
		}
		if err := r.openLeftOut(m.IdentifierKey, sealed, &l); err != nil {
			return nil, err
		}
		l.SeenAt = instant(seen)
		found = append(found, l)
	}
	return found, rows.Err()
}

// DismissLeftOut removes a value from the list until the file's value changes. It returns false when the value is no longer
// listed.
func (t *Tx) DismissLeftOut(ctx context.Context, memberID int64, field string, now time.Time) (bool, error) {
	return t.dismiss(ctx, "values_left_out", "field", memberID, field, now)
}
