package db

import (
	"context"
	"errors"

	"sesame/account"
	"sesame/journey/events"
)

// MarkPosted marks printed letters of a batch as posted and returns their number. only lists them; nil means all that
// are still marked as printed. It returns ErrMoved and changes nothing when a listed letter is in another state, or
// when there is no letter to mark.
func (t *Tx) MarkPosted(ctx context.Context, batch int64, only []int64, act Act) (posted int, err error) {
	const mark = `UPDATE letters SET state = 'posted', posted_at = ?1, done_at = ?1 WHERE batch_id = ?2 AND state = 'printed'`
	if only == nil {
		n, err := t.exec(ctx, "mark a batch posted", mark, seconds(act.At), batch)
		if err != nil {
			return 0, err
		}
		posted = int(n)
	}
	for _, id := range only {
		n, err := t.exec(ctx, "mark a letter posted", mark+` AND id = ?3`, seconds(act.At), batch, id)
		if err != nil {
			return 0, err
		}
		if n != 1 {
			return 0, ErrMoved
		}
		posted++
	}
	if posted == 0 {
		return 0, ErrMoved
	}
	return posted, t.Audit(ctx, act.event(events.LettersPosted, nil, events.Details{Numbers: events.Numbers{events.Batch: batch, events.Letters: int64(posted)}}), act.At)
}

// MarkReturned marks a printed or posted letter as returned. It revokes its temporary password and closes the sessions opened
// with it, because the member does not have the paper; killed says whether a password was revoked. After ReturnedUnknown or
// ReturnedAccess, letters to this address are held until the file has another address or an agent accepts this one. It
// returns ErrMoved when the letter is in another state.
func (t *Tx) MarkReturned(ctx context.Context, id int64, reason LetterReason, act Act) (killed bool, err error) {
	n, err := t.exec(ctx, "kill a returned letter's password", `UPDATE members
		SET temporary_hash = NULL, temporary_channel = NULL, temporary_request = NULL, temporary_issued_at = NULL, temporary_expires_at = NULL, updated_at = ?1
		WHERE id = (SELECT member_id FROM letters WHERE id = ?2 AND state IN ('printed', 'posted') AND kind = 'password' AND `+letterAlive+`)`, seconds(act.At), id)
	if err != nil {
		return false, err
	}
	moved, err := t.exec(ctx, "mark a letter returned",
		`UPDATE letters SET state = 'returned', reason = ?, done_at = ? WHERE id = ? AND state IN ('printed', 'posted')`, string(reason), seconds(act.At), id)
	if err != nil {
		return false, err
	}
	if moved != 1 {
		return false, ErrMoved
	}
	l, err := t.Letter(ctx, id)
	if err != nil {
		return false, err
	}
	m, err := t.Member(ctx, l.MemberID)
	if err != nil {
		return false, err
	}
	if n == 1 {
		if err := t.CloseLimited(ctx, m.ID, act.At); err != nil {
			return false, err
		}
	}
	return n == 1, t.Audit(ctx, act.event(events.LetterReturned, m.IdentifierKey, ofBatch(l, reason)), act.At)
}

// AcceptAddress releases a letter held because of its address: long lines are abbreviated as proposed, and an address that
// returned a letter is used again. The address itself comes from the file and is not changed; a new address in the file must
// be accepted again. If abbreviation cannot solve every problem, it returns those that remain and changes nothing. It returns
// ErrMoved when the letter has left the queue, is not held by its address, or when seen says that it is not the letter shown
// to the agent.
func (t *Tx) AcceptAddress(ctx context.Context, id int64, seen func(LetterRow) bool, act Act) ([]account.AddressProblem, error) {
	row, err := t.Letter(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nil, ErrMoved
	}
	if err != nil {
		return nil, err
	}
	waiting, err := t.queuedLetters(ctx, act.At, letterSlice{memberID: row.MemberID, most: all})
	if err != nil {
		return nil, err
	}
	for _, l := range waiting {
		if l.ID != id || !l.good || !seen(l.row) || len(l.Hold.Problems) == 0 && l.Hold.CameBack.IsZero() {
			continue
		}
		if left := account.CheckAddress(account.Shortened(l.Payload.Lines)); len(left) > 0 {
			return left, nil
		}
		n, err := t.exec(ctx, "accept an address", `UPDATE letters SET accepted_key = ?, held = NULL WHERE id = ? AND state = 'waiting'`, l.addressKey, id)
		if err != nil {
			return nil, err
		}
		if n != 1 {
			return nil, ErrMoved
		}
		m, err := t.Member(ctx, l.MemberID)
		if err != nil {
			return nil, err
		}
		return nil, t.Audit(ctx, act.event(events.AddressAccepted, m.IdentifierKey, events.Details{}), act.At)
	}
	return nil, ErrMoved
}
