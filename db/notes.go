package db

import (
	"context"
	"fmt"
	"time"
)

// What an import notes for agents stands in two lists, contact_differences and values_left_out. Former rows of both are in
// former_notes.

// dismiss takes a note off its list, the one that is seen. It returns false when it is not listed. An import at work that
// says something else lists that once it is seen.
func (t *Tx) dismiss(ctx context.Context, list, column string, memberID int64, field string, now time.Time) (bool, error) {
	w, err := t.work(ctx)
	if err != nil {
		return false, err
	}
	if w.hides() {
		var changed bool
		err := t.tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM former_notes WHERE member_id = ? AND import_id = ? AND list = ? AND field = ?)`,
			memberID, w.number, list, field).Scan(&changed)
		if err != nil {
			return false, fmt.Errorf("dismiss a note: %w", err)
		}
		if changed {
			n, err := t.exec(ctx, "dismiss a note", `UPDATE former_notes SET dismissed_at = ?
				WHERE member_id = ? AND import_id = ? AND list = ? AND field = ? AND payload IS NOT NULL AND dismissed_at IS NULL`,
				seconds(now), memberID, w.number, list, field)
			return n == 1, err
		}
	}
	n, err := t.exec(ctx, "dismiss a note", `UPDATE `+list+` SET dismissed_at = ? WHERE member_id = ? AND `+column+` = ? AND dismissed_at IS NULL`, //nolint:gosec // G202: names of tables
		seconds(now), memberID, field)
	return n == 1, err
}

// dropNote deletes a note that a contact has made superfluous, also where an import that is taken back would list it again.
func (t *Tx) dropNote(ctx context.Context, list, column string, memberID int64, field string) error {
	if _, err := t.exec(ctx, "drop a note", `DELETE FROM `+list+` WHERE member_id = ? AND `+column+` = ?`, memberID, field); err != nil { //nolint:gosec // G202: names of tables
		return err
	}
	_, err := t.exec(ctx, "drop a note", `DELETE FROM former_notes WHERE member_id = ? AND list = ? AND field = ?`, memberID, list, field)
	return err
}
