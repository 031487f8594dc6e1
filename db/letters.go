package db

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"
)

// LetterPayload is what a letter says; it is sealed until the letter is printed.
type LetterPayload struct {
	Lines   []string  `json:"lines"` // address block, at most 6
	Name    string    `json:"name"`
	Secret  string    `json:"secret"`
	Request string    `json:"request"`
	At      time.Time `json:"at"`
	Until   time.Time `json:"until"`
}

// Letter is a temporary password on its way to paper.
type Letter struct {
	ID        int64
	Reference string
	MemberID  int64
	Payload   LetterPayload
	CreatedAt time.Time
	ExpiresAt time.Time
}

// QueueLetter puts a letter in the queue; an older one of the same member that was not printed is wiped, for its
// password is dead.
func (t *Tx) QueueLetter(ctx context.Context, memberID int64, p LetterPayload) error {
	if _, err := t.exec(ctx, "replace a letter",
		`UPDATE letters SET state = 'expired', payload = NULL, done_at = ? WHERE member_id = ? AND state = 'waiting'`, seconds(p.At), memberID); err != nil {
		return err
	}
	plain, err := json.Marshal(p) //nolint:gosec // G117: sealed below
	if err != nil {
		return fmt.Errorf("queue a letter: %w", err)
	}
	reference := rand.Text()
	_, err = t.exec(ctx, "queue a letter",
		`INSERT INTO letters (reference, member_id, payload, request, state, created_at, expires_at) VALUES (?, ?, ?, ?, 'waiting', ?, ?)`,
		reference, memberID, t.keys.Seal("letters.payload", []byte(reference), plain), text(p.Request), seconds(p.At), seconds(p.Until))
	return err
}

// WaitingLetters lists the letters to print whose password is still alive, oldest first.
func (r reader) WaitingLetters(ctx context.Context, now time.Time) ([]Letter, error) {
	rows, err := r.q.QueryContext(ctx,
		`SELECT id, reference, member_id, payload, created_at, expires_at FROM letters WHERE state = 'waiting' AND expires_at > ? ORDER BY id`, seconds(now))
	if err != nil {
		return nil, fmt.Errorf("list letters: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var waiting []Letter
	for rows.Next() {
		var (
			l                Letter
			sealed           []byte
			created, expires int64
		)
		if err := rows.Scan(&l.ID, &l.Reference, &l.MemberID, &sealed, &created, &expires); err != nil {
			return nil, fmt.Errorf("list letters: %w", err)
		}
		l.CreatedAt, l.ExpiresAt = time.Unix(created, 0).UTC(), time.Unix(expires, 0).UTC()
		plain, err := r.keys.Open("letters.payload", []byte(l.Reference), sealed)
		if err != nil {
			return nil, fmt.Errorf("open letter %d: %w", l.ID, err)
		}
		if err := json.Unmarshal(plain, &l.Payload); err != nil {
			return nil, fmt.Errorf("read letter %d: %w", l.ID, err)
		}
		waiting = append(waiting, l)
	}
	return waiting, rows.Err()
}

// Printed wipes the letters that are on paper: a secret printed is gone from the database.
func (d *DB) Printed(ctx context.Context, ids []int64, now time.Time) error {
	return d.InTx(ctx, func(t *Tx) error {
		printed := int64(0)
		for _, id := range ids {
			n, err := t.exec(ctx, "mark a letter printed",
				`UPDATE letters SET state = 'printed', payload = NULL, done_at = ? WHERE id = ? AND state = 'waiting'`, seconds(now), id)
			if err != nil {
				return err
			}
			printed += n
		}
		if printed == 0 {
			return nil
		}
		return t.Audit(ctx, Event{Name: EventLettersPrinted, Actor: "system", Result: ResultOK, Reason: fmt.Sprintf("letters: %d", printed)}, now)
	})
}
