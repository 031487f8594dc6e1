package db

import (
	"context"
	"fmt"
	"time"
)

// Imports leave notes for agents in two lists: the tables contact_differences and values_left_out. While an import can be
// undone, former_notes holds their former rows.

// dismiss removes a note from its list, as agents see it. It returns false when the note is not listed. If an import in
// progress has changed the note, it dismisses the former note; the changed one is listed when the import is published.
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

// dropNote deletes a note that a contact has made superfluous, and its former versions, which an undo would list again.
func (t *Tx) dropNote(ctx context.Context, list, column string, memberID int64, field string) error {
	if _, err := t.exec(ctx, "drop a note", `DELETE FROM `+list+` WHERE member_id = ? AND `+column+` = ?`, memberID, field); err != nil { //nolint:gosec // G202: names of tables
		return err
	}
	_, err := t.exec(ctx, "drop a note", `DELETE FROM former_notes WHERE member_id = ? AND list = ? AND field = ?`, memberID, list, field)
	return err
}
