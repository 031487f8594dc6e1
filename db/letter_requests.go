package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/account"
)

// LetterRequest is a letter that a stranger asked for and that an agent has to grant: its password is made when it is. There
// is one at most for an identifier. Those for identifiers that nobody has are decided with the members' beside them, and
// never listed.
type LetterRequest struct {
	ID, MemberID int64 // MemberID is 0 for a decoy
	SubjectKey   []byte
	Request      string          // its number
	Channel      account.Channel // of the notice that the letter is on its way
	Why          LetterWait
	AskedAt      time.Time
	ExpiresAt    time.Time
}

// Row names the request.
func (l LetterRequest) Row() HeldRow { return HeldRow{l.ID, l.AskedAt.Unix()} }

// LetterWait is why a letter waits for an agent.
type LetterWait string

// The reasons.
const (
	WaitsQuarter LetterWait = "quarter" // the account has had as many letters in 90 days as strangers can ask for
	WaitsBudget  LetterWait = "budget"  // everybody's letters are as many as the budget allows
)

// AskLetter stores a request, unless one for this identifier waits.
func (t *Tx) AskLetter(ctx context.Context, l LetterRequest) error {
	_, err := t.exec(ctx, "ask for a letter", `INSERT INTO letter_requests (subject_key, member_id, request, channel, why, asked_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, l.SubjectKey, row(l.MemberID), l.Request, text(l.Channel), l.Why, seconds(l.AskedAt), seconds(l.ExpiresAt))
	return err
}

// DropLetterRequest removes the request that waits for an identifier, because a letter leaves in its place.
func (t *Tx) DropLetterRequest(ctx context.Context, subjectKey []byte) error {
	_, err := t.exec(ctx, "drop a request for a letter", `DELETE FROM letter_requests WHERE subject_key = ?`, subjectKey)
	return err
}

const letterRequestColumns = `id, COALESCE(member_id, 0), subject_key, request, COALESCE(channel, ''), why, asked_at, expires_at`

// LetterRequestOf returns the request that waits for an identifier, or ErrNotFound.
func (r Reader) LetterRequestOf(ctx context.Context, subjectKey []byte) (LetterRequest, error) {
	l, err := scanLetterRequest(r.q.QueryRowContext(ctx, `SELECT `+letterRequestColumns+` FROM letter_requests WHERE subject_key = ?`, subjectKey).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return l, ErrNotFound
	}
	if err != nil {
		return l, fmt.Errorf("look for a request for a letter: %w", err)
	}
	return l, nil
}

// LetterRequests lists the requests that an agent has to decide on, oldest first, at most limit.
func (r Reader) LetterRequests(ctx context.Context, limit int) ([]LetterRequest, error) {
	return r.letterRequests(ctx, `SELECT `+letterRequestColumns+` FROM letter_requests WHERE member_id IS NOT NULL ORDER BY id LIMIT ?`, limit)
}

// LetterRequestCount counts them.
func (r Reader) LetterRequestCount(ctx context.Context) (n int, err error) {
	if err := r.q.QueryRowContext(ctx, `SELECT count(*) FROM letter_requests WHERE member_id IS NOT NULL`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count requests for letters: %w", err)
	}
	return n, nil
}

// TakeLetterRequests removes the chosen requests that still wait, with the decoys after each of them and before the first,
// and returns them.
func (t *Tx) TakeLetterRequests(ctx context.Context, chosen []HeldRow) (taken []LetterRequest, err error) {
	all, err := t.letterRequests(ctx, `SELECT `+letterRequestColumns+` FROM letter_requests ORDER BY id`)
	if err != nil {
		return nil, err
	}
	taken = withDecoys(all, chosen, func(l LetterRequest) (HeldRow, string, bool) { return l.Row(), "", l.MemberID == 0 })
	for _, l := range taken {
		if _, err := t.exec(ctx, "take a request for a letter", `DELETE FROM letter_requests WHERE id = ?`, l.ID); err != nil {
			return nil, err
		}
	}
	return taken, nil
}

// TakeLateLetterRequests removes the requests that nobody has decided in time, and returns them.
func (t *Tx) TakeLateLetterRequests(ctx context.Context, now time.Time) ([]LetterRequest, error) {
	return t.letterRequests(ctx, `DELETE FROM letter_requests WHERE expires_at <= ? RETURNING `+letterRequestColumns, seconds(now))
}

func (r Reader) letterRequests(ctx context.Context, query string, args ...any) (found []LetterRequest, err error) {
	rows, err := r.q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list requests for letters: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		l, err := scanLetterRequest(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("list requests for letters: %w", err)
		}
		found = append(found, l)
	}
	return found, rows.Err()
}

func scanLetterRequest(scan func(...any) error) (l LetterRequest, err error) {
	var asked, expires int64
	err = scan(&l.ID, &l.MemberID, &l.SubjectKey, &l.Request, &l.Channel, &l.Why, &asked, &expires)
	l.AskedAt, l.ExpiresAt = time.Unix(asked, 0).UTC(), time.Unix(expires, 0).UTC()
	return l, err
}

// LettersThatCameBack lists when a member's letters were asked for that came back or were lost, after an instant. Of nobody
// there are none.
func (r Reader) LettersThatCameBack(ctx context.Context, memberID int64, since time.Time) ([]time.Time, error) {
	return r.instants(ctx, `SELECT created_at FROM letters WHERE member_id = ? AND kind = 'password' AND created_at > ? AND state IN ('returned', 'renewed')`, row(memberID), since.Unix())
}

// ShareOfLettersBack is the part of all letters that came back or were lost, as it was at the last start or import.
func (r Reader) ShareOfLettersBack(ctx context.Context) (share float64, err error) {
	if err := r.q.QueryRowContext(ctx, `SELECT letters_back FROM meta`).Scan(&share); err != nil {
		return 0, fmt.Errorf("read the share of letters that came back: %w", err)
	}
	return share, nil
}
