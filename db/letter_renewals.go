package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/account"
	"sesame/journey/events"
)

// LetterChoice selects letters to renew: by ID, or, when nil, all letters of the batch still marked as printed.
type LetterChoice struct {
	Batch int64
	IDs   []int64
}

// Renewal is a new temporary password for the member of a password letter. It is hashed before the transaction. For other
// letters only LetterID counts.
type Renewal struct {
	LetterID     int64
	Secret, Hash string
}

// Renewed is the result of a renewal.
type Renewed struct {
	Again   []int64     // the new letters, in the queue
	Dropped []LetterRow // not renewed: LeftUsed, LeftSuperseded or expired
}

// renewable says whether a letter may be renewed: it was printed or posted, or it waits but was not printed in time or
// cannot be decrypted.
func renewable(l LetterRow) bool {
	return l.State == LetterPrinted || l.State == LetterPosted || l.State == LetterWaiting && (l.Hold.Late || l.Hold.Damaged)
}

// ReprintCandidates lists the letters that Requeue would renew, so that the caller can generate and hash as many
// passwords before the transaction. It returns ErrMoved when a selected letter cannot be renewed, or the batch has none
// left.
func (r Reader) ReprintCandidates(ctx context.Context, c LetterChoice, now time.Time) ([]LetterRow, error) {
	if c.IDs == nil {
		all, err := r.letterRows(ctx, `letters.batch_id = ? AND letters.state = 'printed' ORDER BY letters.sheet`, c.Batch)
		if err == nil && len(all) == 0 {
			err = ErrMoved
		}
		return all, err
	}
	var chosen []LetterRow
	for _, id := range c.IDs {
		l, err := r.Letter(ctx, id)
		if errors.Is(err, ErrNotFound) {
			return nil, ErrMoved
		}
		if err != nil {
			return nil, err
		}
		if l.State == LetterWaiting { // only letters read as part of the queue have their Hold set
			if l, err = r.WaitingLetter(ctx, id, now); err != nil {
				return nil, err
			}
		}
		if !renewable(l) || c.Batch != 0 && l.Batch != c.Batch {
			return nil, ErrMoved
		}
		chosen = append(chosen, l)
	}
	if len(chosen) == 0 {
		return nil, ErrMoved
	}
	return chosen, nil
}

// Requeue replaces letters by new ones in the queue, each with a new password valid for life from now; the old password
// is revoked. It counts against no limit of the member, who did not ask for it. A letter whose password was replaced,
// used or expired is dropped instead. It returns ErrMoved and changes nothing when one of them can no longer be
// renewed.
func (t *Tx) Requeue(ctx context.Context, renewals []Renewal, reason LetterReason, life time.Duration, act Act) (Renewed, error) {
	var (
		done Renewed
		ids  []int64
	)
	for _, r := range renewals {
		ids = append(ids, r.LetterID)
	}
	letters, err := t.ReprintCandidates(ctx, LetterChoice{IDs: ids}, act.At)
	if err != nil {
		return done, err
	}
	batches := map[int64]bool{}
	for i, l := range letters {
		batches[l.Batch] = true
		left, usable, err := t.fate(ctx, l, act.At)
		if err != nil {
			return done, err
		}
		if usable {
			id, err := t.renew(ctx, l, renewals[i], reason, life, act)
			if err != nil {
				return done, err
			}
			done.Again = append(done.Again, id)
			continue
		}
		if err := t.leave(ctx, l, LetterExpired, left, act.At); err != nil {
			return done, err
		}
		l.State, l.Reason = LetterExpired, left
		done.Dropped = append(done.Dropped, l)
	}
	numbers := events.Numbers{events.Renewed: int64(len(done.Again)), events.Dropped: int64(len(done.Dropped))}
	switch {
	case len(batches) > 1:
		numbers[events.Batches] = int64(len(batches))
	case letters[0].Batch != 0:
		numbers[events.Batch] = letters[0].Batch
	}
	return done, t.Audit(ctx, act.event(events.LettersRenewed, nil, events.Details{Numbers: numbers, Cause: events.Cause(reason)}), act.At)
}

// fate says whether a letter may be renewed, and otherwise why not; the reason is empty for one that has expired or may not
// be printed.
func (t *Tx) fate(ctx context.Context, l LetterRow, now time.Time) (left LetterReason, usable bool, err error) {
	if !now.Before(l.ExpiresAt) {
		return "", false, nil
	}
	var alive, open, used bool
	err = t.tx.QueryRowContext(ctx, `SELECT `+letterUseful+`, `+letterPrintable+`,
			letters.kind = 'password' AND EXISTS (SELECT 1 FROM logins WHERE logins.member_id = letters.member_id AND method = 'temporary' AND opened_at >= letters.created_at)
		FROM letters WHERE id = ?`, t.dayOf(now), l.ID).Scan(&alive, &open, &used)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", false, ErrMoved
	case err != nil:
		return "", false, fmt.Errorf("look at a letter's password: %w", err)
	case used:
		return LeftUsed, false, nil
	case !alive:
		return LeftSuperseded, false, nil
	case !open:
		return "", false, nil
	}
	return "", true, nil
}

func (t *Tx) leave(ctx context.Context, l LetterRow, state LetterState, reason LetterReason, now time.Time) error {
	n, err := t.exec(ctx, "take a letter out", `UPDATE letters SET state = ?, reason = ?, payload = NULL, done_at = ? WHERE id = ? AND state = ?`,
		string(state), text(reason), seconds(now), l.ID, string(l.State))
	if err == nil && n != 1 {
		err = ErrMoved
	}
	return err
}

func (t *Tx) renew(ctx context.Context, l LetterRow, r Renewal, reason LetterReason, life time.Duration, act Act) (int64, error) {
	if err := t.leave(ctx, l, LetterRenewed, reason, act.At); err != nil {
		return 0, err
	}
	m, err := t.Member(ctx, l.MemberID)
	if err != nil {
		return 0, err
	}
	until := act.At.Add(life)
	if l.Kind == PasswordLetter {
		if err := t.IssueTemporary(ctx, m.ID, Temporary{Hash: r.Hash, Channel: account.Letter, Request: l.Request, IssuedAt: act.At, ExpiresAt: until}); err != nil {
			return 0, err
		}
	}
	id, err := t.queueLetter(ctx, m.ID, l.Kind, LetterPayload{Secret: r.Secret, Request: l.Request, At: act.At, Until: until}, 0, l.ID)
	if err != nil {
		return 0, err
	}
	return id, t.Audit(ctx, act.event(events.LetterRenewed, m.IdentifierKey, ofBatch(l, reason)), act.At)
}
