package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/account"
)

// LetterRequest is a letter that was requested without logging in and that an agent must grant; its password is generated
// when it is granted. An identifier has one request at most. Requests for unknown identifiers (decoys) are decided together
// with the members' requests next to them, and never listed.
type LetterRequest struct {
	ID, MemberID int64 // MemberID is 0 for a decoy
	SubjectKey   []byte
	Request      string          // request number
	Channel      account.Channel // channel of the notice that the letter is on its way
	Why          LetterWait
	AskedAt      time.Time
	ExpiresAt    time.Time
}

// Row identifies the request in a form.
func (l LetterRequest) Row() HeldRow { return HeldRow{l.ID, l.AskedAt.Unix()} }

// LetterWait is the reason why a letter waits for an agent.
type LetterWait string

// The reasons.
const (
	WaitsQuarter LetterWait = "quarter" // the account has reached the limit of letters requested without logging in within 90 days
	WaitsBudget  LetterWait = "budget"  // the budget for the letters of all accounts is used up
)

// AskLetter stores a request, unless one for this identifier is waiting.
func (t *Tx) AskLetter(ctx context.Context, l LetterRequest) error {
	_, err := t.exec(ctx, "ask for a letter", `INSERT INTO letter_requests (subject_key, member_id, request, channel, why, asked_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, l.SubjectKey, row(l.MemberID), l.Request, text(l.Channel), l.Why, seconds(l.AskedAt), seconds(l.ExpiresAt))
	return err
}

// DropLetterRequest removes the waiting request for an identifier, because a letter is sent instead.
func (t *Tx) DropLetterRequest(ctx context.Context, subjectKey []byte) error {
	_, err := t.exec(ctx, "drop a request for a letter", `DELETE FROM letter_requests WHERE subject_key = ?`, subjectKey)
	return err
}

const letterRequestColumns = `id, COALESCE(member_id, 0), subject_key, request, COALESCE(channel, ''), why, asked_at, expires_at`

// LetterRequestOf returns the waiting request for an identifier, or ErrNotFound.
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

// LetterRequests lists the requests that an agent must decide on, oldest first, at most limit.
func (r Reader) LetterRequests(ctx context.Context, limit int) ([]LetterRequest, error) {
	return r.letterRequests(ctx, `SELECT `+letterRequestColumns+` FROM letter_requests WHERE member_id IS NOT NULL ORDER BY id LIMIT ?`, limit)
}

// LetterRequestCount counts the requests that an agent must decide on.
func (r Reader) LetterRequestCount(ctx context.Context) (n int, err error) {
	if err := r.q.QueryRowContext(ctx, `SELECT count(*) FROM letter_requests WHERE member_id IS NOT NULL`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count requests for letters: %w", err)
	}
	return n, nil
}

// TakeLetterRequests removes and returns the chosen requests that still wait, together with the decoys that follow each of
// them, and those before the first.
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

// TakeLateLetterRequests removes and returns the requests that have expired without a decision.
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

// LettersThatCameBack lists when those password letters of a member were queued, since an instant, that were returned or
// renewed because they were lost. For memberID 0 the list is empty.
func (r Reader) LettersThatCameBack(ctx context.Context, memberID int64, since time.Time) ([]time.Time, error) {
	return r.instants(ctx, `SELECT created_at FROM letters WHERE member_id = ? AND kind = 'password' AND created_at > ? AND state IN ('returned', 'renewed')`, row(memberID), since.Unix())
}

// ShareOfLettersBack is the share (0 to 1) of password letters that came back or were lost, as counted at the last start or
// import.
func (r Reader) ShareOfLettersBack(ctx context.Context) (share float64, err error) {
	if err := r.q.QueryRowContext(ctx, `SELECT letters_back FROM meta`).Scan(&share); err != nil {
		return 0, fmt.Errorf("read the share of letters that came back: %w", err)
	}
	return share, nil
}
