package db

import (
	"context"
	"time"

	"sesame/account"
)

// LookThroughLists notes what the pages of agents would have to decrypt, or to look for elsewhere, each time: which letters are
// held, which refused contacts are still their members', and whom another letter or a login has reached since one came back.
// Whatever changes that forgets the note; rows without one are looked at each time. It does nothing while an import is at work,
// which shows what stood before.
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

// noteHeld looks for held letters beside the requests, and looks again at those alone in a transaction.
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

// refusalsTogether is how many refusals one transaction of the round looks at: each is a member who is decrypted.
const refusalsTogether = 25

// noteRefusals looks at the refusals of which nothing is noted.
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

// noteRefusal notes of a member's newest refusal whether it stands, and of those before it that agents need not see them.
func (t *Tx) noteRefusal(ctx context.Context, row todoRow, channel account.Channel, stands bool) error {
	_, err := t.exec(ctx, "note a refusal", `UPDATE outbox SET stands = (id = ?1 AND ?2) WHERE member_id = ?3 AND channel = ?4 AND (fate = 'bounced' OR state = 'refused')`,
		row.mark, stands, row.memberID, channel)
	return err
}

// forgetRefusals is called where a refusal of a member's message may begin or cease to stand.
func (t *Tx) forgetRefusals(ctx context.Context, memberID int64, channel account.Channel) error {
	_, err := t.exec(ctx, "look at refusals again", `UPDATE outbox SET stands = NULL WHERE member_id = ? AND channel = ? AND stands IS NOT NULL`, memberID, channel)
	return err
}

// forgetNotes is called where an import shows other addresses and contacts.
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
