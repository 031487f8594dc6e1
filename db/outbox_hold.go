package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sesame/account"
)

// A message that was requested without logging in, and exceeds its budget, is held: it waits in the outbox, where the courier
// ignores it until an agent has released it. Decoys are held and released like members' messages, and never listed.

// heldState is an SQL condition on outbox: the message is held.
const heldState = `state = 'waiting' AND held_at IS NOT NULL`

// Reasons why a held message was not sent: outbox.failure of an expired message.
const (
	HeldDeclined = "sans-accord"   // declined by an agent
	HeldTooLong  = "accord-tardif" // not decided in time
	HeldUseless  = "code-inutile"  // released by an agent, when its code could no longer be used
)

// Hold queues a message that must not be sent before it is released. code is the row ID of the code in it; 0 for none.
func (t *Tx) Hold(ctx context.Context, memberID int64, m Message, code int64, now, expires time.Time) error {
	reference, err := t.insertMessage(ctx, memberID, m, now, expires)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, "hold a message", `UPDATE outbox SET held_at = ?1, code_id = ?2, next_try_at = expires_at WHERE reference = ?3`, seconds(now), row(code), reference)
	return err
}

// HoldDecoy is Hold for an unknown identifier.
func (t *Tx) HoldDecoy(ctx context.Context, m Message, code int64, now, expires time.Time) error {
	return t.Hold(ctx, 0, decoyOf(m), code, now, expires)
}

// HeldMessage is a held message as shown in a list, without its content.
type HeldMessage struct {
	ID, MemberID int64 // MemberID is 0 for a contact message
	Kind         string
	Channel      account.Channel
	Request      string
	HeldAt       time.Time
	ExpiresAt    time.Time
	decoy        bool
}

// HeldRow identifies a held message or a letter request in a form. The ID alone would not do: SQLite may reuse that of a
// decided one.
type HeldRow struct{ ID, Since int64 } // Since is in Unix seconds

// Row identifies the message in a form.
func (h HeldMessage) Row() HeldRow { return HeldRow{h.ID, h.HeldAt.Unix()} }

// HeldMessages lists the held messages that an agent must decide on, oldest first, at most limit.
func (r Reader) HeldMessages(ctx context.Context, limit int) ([]HeldMessage, error) {
	return r.heldMessages(ctx, limit, false)
}

// heldInOrder selects the held messages in order. « +id » stops SQLite from scanning a year's messages in order of their IDs.
const heldInOrder = `SELECT id, COALESCE(member_id, 0), kind, channel, COALESCE(request, ''), held_at, expires_at, to_key = ?1 FROM outbox
	WHERE ` + heldState + ` AND (?2 OR to_key <> ?1) ORDER BY +id LIMIT ?3`

func (r Reader) heldMessages(ctx context.Context, limit int, decoys bool) (found []HeldMessage, err error) {
	rows, err := r.q.QueryContext(ctx, heldInOrder, r.keys.DestinationKey(decoyTo), decoys, limit)
	if err != nil {
		return nil, fmt.Errorf("list held messages: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			h             HeldMessage
			held, expires int64
		)
		if err := rows.Scan(&h.ID, &h.MemberID, &h.Kind, &h.Channel, &h.Request, &held, &expires, &h.decoy); err != nil {
			return nil, fmt.Errorf("list held messages: %w", err)
		}
		h.HeldAt, h.ExpiresAt = time.Unix(held, 0).UTC(), time.Unix(expires, 0).UTC()
		found = append(found, h)
	}
	return found, rows.Err()
}

// HeldCount counts the held messages, without decoys.
func (r Reader) HeldCount(ctx context.Context) (n int, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT count(*) FROM outbox WHERE `+heldState+` AND to_key <> ?`, r.keys.DestinationKey(decoyTo)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count held messages: %w", err)
	}
	return n, nil
}

// HoldsCode says whether the message with this code, a member's or a decoy's, is held.
func (r Reader) HoldsCode(ctx context.Context, code int64) (held bool, err error) {
	if err := r.q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM outbox WHERE code_id = ? AND `+heldState+`)`, code).Scan(&held); err != nil {
		return false, fmt.Errorf("look for a held message: %w", err)
	}
	return held, nil
}

// RenewHeld returns the held message with this code, and restarts the code's lifetime. The message stays held. It returns
// ErrNotFound when there is none, or when the code can no longer be used.
func (t *Tx) RenewHeld(ctx context.Context, code int64, codeTries int, now time.Time) (Message, error) {
	h, err := t.openHeld(ctx, `code_id = ?1`, code, codeTries, now)
	if errors.Is(err, errUseless) {
		err = ErrNotFound
	}
	return h.Message, err
}

// ReleaseHeld queues the chosen messages for sending, together with the decoys next to them. It returns those of members that
// were still held and have not expired. The lifetime of a code restarts now.
//
// A message whose code can no longer be used, because it was used or has no attempts left, ends unsent: useless.
func (t *Tx) ReleaseHeld(ctx context.Context, chosen []HeldRow, codeTries int, now time.Time) (released, useless []HeldMessage, err error) {
	ended := map[int64]bool{}
	decided, err := t.decideHeld(ctx, chosen, func(id int64) (bool, error) {
		err := t.release(ctx, id, codeTries, now)
		switch {
		case errors.Is(err, errUseless):
			ended[id] = true
			return t.endHeld(ctx, id, HeldUseless, now)
		case errors.Is(err, ErrNotFound):
			return false, nil
		}
		return err == nil, err
	})
	for _, h := range decided {
		if ended[h.ID] {
			useless = append(useless, h)
		} else {
			released = append(released, h)
		}
	}
	return released, useless, err
}

// DeclineHeld ends the chosen messages unsent, together with the decoys next to them. It returns those of members that were
// still held.
func (t *Tx) DeclineHeld(ctx context.Context, chosen []HeldRow, now time.Time) ([]HeldMessage, error) {
	return t.decideHeld(ctx, chosen, func(id int64) (bool, error) { return t.endHeld(ctx, id, HeldDeclined, now) })
}

// endHeld ends a held message unsent. It returns false when it is no longer held.
func (t *Tx) endHeld(ctx context.Context, id int64, why string, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "end a held message", `UPDATE outbox SET state = 'expired', payload = NULL, done_at = ?, failure = ? WHERE id = ? AND `+heldState, seconds(now), why, id)
	return n == 1, err
}

func (t *Tx) decideHeld(ctx context.Context, chosen []HeldRow, decide func(id int64) (bool, error)) (done []HeldMessage, err error) {
	all, err := t.heldMessages(ctx, -1, true)
	if err != nil {
		return nil, err
	}
	for _, h := range withDecoys(all, chosen, func(h HeldMessage) (HeldRow, string, bool) { return h.Row(), h.Kind, h.decoy }) {
		decided, err := decide(h.ID)
		if err != nil {
			return nil, err
		}
		if decided && !h.decoy {
			done = append(done, h)
		}
	}
	return done, nil
}

// withDecoys returns the chosen rows of a list, together with decoys: those between a chosen row and the next member's row of
// the same kind, and those before the first row if that is chosen. Agents do not see decoys, and decide on them in this way,
// so that the outcome does not reveal unknown identifiers.
func withDecoys[T any](all []T, chosen []HeldRow, of func(T) (as HeldRow, kind string, decoy bool)) (found []T) {
	leaders := map[string]HeldRow{}
	for _, row := range all {
		as, kind, decoy := of(row)
		if _, known := leaders[kind]; !decoy && !known {
			leaders[kind] = as
		}
	}
	for _, row := range all {
		as, kind, decoy := of(row)
		if !decoy {
			leaders[kind] = as
		}
		if slices.Contains(chosen, leaders[kind]) {
			found = append(found, row)
		}
	}
	return found
}

func (t *Tx) release(ctx context.Context, id int64, codeTries int, now time.Time) error {
	h, err := t.openHeld(ctx, `id = ?1`, id, codeTries, now)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(h.Message) //nolint:gosec // G117: sealed below
	if err != nil {
		return fmt.Errorf("release a message: %w", err)
	}
	_, err = t.exec(ctx, "release a message", `UPDATE outbox SET held_at = NULL, payload = ?, next_try_at = ?, expires_at = COALESCE(?, expires_at) WHERE id = ?`,
		t.keys.Seal("outbox.payload", []byte(h.reference), plain), seconds(now), seconds(h.Until), id)
	if err != nil {
		return err
	}
	t.queued = true
	return t.spend(ctx, budgetOf(h.Message), now)
}

// heldContent is a held message with its decrypted content.
type heldContent struct {
	Message
	reference string
}

// openHeld reads the held message that the condition selects, and restarts its code's lifetime. It returns ErrNotFound when
// there is none or it has expired, and errUseless when its code can no longer be used.
func (t *Tx) openHeld(ctx context.Context, condition string, key int64, codeTries int, now time.Time) (h heldContent, err error) {
	var (
		sealed []byte
		code   sql.NullInt64
	)
	err = t.tx.QueryRowContext(ctx, `SELECT reference, payload, code_id FROM outbox WHERE `+condition+` AND expires_at > ?2 AND `+heldState, key, seconds(now)).
		Scan(&h.reference, &sealed, &code)
	if errors.Is(err, sql.ErrNoRows) {
		return h, ErrNotFound
	}
	if err != nil {
		return h, fmt.Errorf("read a held message: %w", err)
	}
	plain, err := t.keys.Open("outbox.payload", []byte(h.reference), sealed)
	if err != nil {
		return h, fmt.Errorf("open a held message: %w", err)
	}
	if err := json.Unmarshal(plain, &h.Message); err != nil {
		return h, fmt.Errorf("read a held message: %w", err)
	}
	if code.Valid {
		h.Until, err = t.restartCode(ctx, code.Int64, h.Request, codeTries, now)
	}
	return h, err
}
