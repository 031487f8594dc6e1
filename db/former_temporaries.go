package db

import (
	"context"
	"fmt"
	"time"
)

// formerTemporaries is how many former temporary passwords of a member are kept.
const formerTemporaries = 3

// FormerTemporaries returns the hashes of a member's temporary passwords that were replaced or used and whose time is not
// over, newest first. They open nothing: whoever types one is told so.
func (r Reader) FormerTemporaries(ctx context.Context, memberID int64, now time.Time) (hashes []string, err error) {
	rows, err := r.q.QueryContext(ctx, `SELECT hash FROM former_temporaries WHERE member_id = ? AND expires_at > ? ORDER BY id DESC`, memberID, seconds(now))
	if err != nil {
		return nil, fmt.Errorf("list former temporary passwords: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var hash string
		if err := rows.Scan(&hash); err != nil {
			return nil, fmt.Errorf("read a former temporary password: %w", err)
		}
		hashes = append(hashes, hash)
	}
	return hashes, rows.Err()
}

// retireTemporary keeps the pending temporary password, if any, among the former ones. The caller replaces it.
func (t *Tx) retireTemporary(ctx context.Context, memberID int64) error {
	if _, err := t.exec(ctx, "retire a temporary password",
		`INSERT INTO former_temporaries (member_id, hash, expires_at)
		 SELECT id, temporary_hash, temporary_expires_at FROM members WHERE id = ? AND temporary_hash IS NOT NULL`, memberID); err != nil {
		return err
	}
	_, err := t.exec(ctx, "forget former temporary passwords",
		`DELETE FROM former_temporaries WHERE member_id = ?1
			AND id NOT IN (SELECT id FROM former_temporaries WHERE member_id = ?1 ORDER BY id DESC LIMIT ?2)`, memberID, formerTemporaries)
	return err
}
