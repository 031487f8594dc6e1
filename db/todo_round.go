package db

import (
	"context"
	"time"

	"sesame/account"
)

// LookThroughLists stores marks that spare agents' pages decryption and look-ups: which letters are held, which refused
// contacts are still their members', and which members were reached by another letter or have logged in since a letter was
// returned. Every change that may alter a mark deletes it; rows without a mark are checked each time. It does nothing while
// an import is in progress, because readers see the state before it.
func (d *DB) LookThroughLists(ctx context.Context, now time.Time) error {
	if w, err := d.work(ctx); err != nil || w.hides() {
		return err
	}
	if err := d.noteHeld(ctx, now); err != nil {
		return err
	}
	for list, channel := range refusedBy {
		if err := d.noteRefusals(ctx, list, channel, now); err != nil {
			return err
		}
	}
	return d.InTx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "note who was reached", `UPDATE letters AS l SET reached = 1 WHERE state = 'returned' AND reached IS NULL
			AND (EXISTS (SELECT 1 FROM letters n WHERE n.member_id = l.member_id AND n.id > l.id)
				OR EXISTS (SELECT 1 FROM logins o WHERE o.member_id = l.member_id AND o.opened_at >= l.done_at))`)
		return err
	})
}

// noteHeld looks for held letters outside a transaction, checks those that it finds again within one, and marks them.
func (d *DB) noteHeld(ctx context.Context, now time.Time) error {
	return inRound(ctx, func(after int64) (int64, int, error) {
		found, err := d.queuedLetters(ctx, now, letterSlice{noted: notNoted, after: after, most: roundRows})
		if err != nil {
			return after, 0, err
		}
		var held []int64
		for _, l := range found {
			if after = l.ID; l.Hold.Held() {
				held = append(held, l.ID)
			}
		}
		if held == nil {
			return after, len(found), nil
		}
		return after, len(found), d.InTx(ctx, func(t *Tx) error {
			again, err := t.queuedLetters(ctx, now, letterSlice{only: held, most: all})
			if err != nil {
				return err
			}
			for _, l := range again {
				if !l.Hold.Held() {
					continue
				}
				if _, err := t.exec(ctx, "note a held letter", `UPDATE letters SET held = 1 WHERE id = ?`, l.ID); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// refusalsTogether is how many refusals one transaction of the round checks: each one means that a member is decrypted.
const refusalsTogether = 25

// noteRefusals checks the refusals that have no mark.
func (d *DB) noteRefusals(ctx context.Context, list TodoList, channel account.Channel, now time.Time) error {
	for after := (TodoPlace{}); ; {
		began, read := time.Now(), 0
		err := d.InTx(ctx, func(t *Tx) error {
			rows, err := t.todoRows(ctx, todoQuery{list: list, after: after, limit: refusalsTogether, also: notJudged}, now)
			if err != nil {
				return err
			}
			entries, err := t.todoEntries(ctx, list, rows)
			if err != nil {
				return err
			}
			for i, row := range rows {
				if err := t.noteRefusal(ctx, row, channel, entries[i] != nil); err != nil {
					return err
				}
				after = TodoPlace{row.mark, row.memberID}
			}
			read = len(rows)
			return nil
		})
		if err != nil || read < refusalsTogether {
			return err
		}
		if err := rest(ctx, roundRest*time.Since(began)); err != nil {
			return err
		}
	}
}

// noteRefusal marks the member's newest refusal as standing or not, and the earlier ones as not standing.
func (t *Tx) noteRefusal(ctx context.Context, row todoRow, channel account.Channel, stands bool) error {
	_, err := t.exec(ctx, "note a refusal", `UPDATE outbox SET stands = (id = ?1 AND ?2) WHERE member_id = ?3 AND channel = ?4 AND (fate = 'bounced' OR state = 'refused')`,
		row.mark, stands, row.memberID, channel)
	return err
}

// forgetRefusals deletes the marks of a member's refused messages. It is called on each change after which a refusal may
// begin or cease to stand.
func (t *Tx) forgetRefusals(ctx context.Context, memberID int64, channel account.Channel) error {
	_, err := t.exec(ctx, "look at refusals again", `UPDATE outbox SET stands = NULL WHERE member_id = ? AND channel = ? AND stands IS NOT NULL`, memberID, channel)
	return err
}

// forgetNotes deletes all these marks. It is called when an import or its undo changes which addresses and contacts are
// visible.
func (t *Tx) forgetNotes(ctx context.Context) error {
	for _, query := range []string{
		`UPDATE outbox SET stands = NULL WHERE stands IS NOT NULL`,
		`UPDATE letters SET held = NULL WHERE state = 'waiting' AND held = 1`,
	} {
		if _, err := t.exec(ctx, "look through the lists again", query); err != nil {
			return err
		}
	}
	return nil
}
