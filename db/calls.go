package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Call is a telephone call of an agent with a member. The agent says the call's words, which the member's page shows too.
type Call struct {
	Words     string
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Live says whether the words are still valid.
func (c Call) Live(now time.Time) bool { return now.Before(c.ExpiresAt) }

// callSeal seals whose call it is, the agent's session, and the lifetime. A call ended early (expires_at = created_at) has no
// seal: its words prove nothing.
var callSeal = rowSeal{table: "calls", binding: binding{[]string{"reference", "login_id", "created_at", "expires_at"}, []string{memberKey}}, while: "expires_at > created_at"}

var callColumns = `reference, words, created_at, expires_at, seal, ` + callSeal.sql()

func (r Reader) scanCall(scan func(...any) error) (c Call, err error) {
	var (
		reference, sealed, seal, bound []byte
		created, expires               sql.NullInt64
	)
	if err := scan(&reference, &sealed, &created, &expires, &seal, &bound); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return c, ErrNotFound
		}
		return c, fmt.Errorf("read a call: %w", err)
	}
	words, err := r.keys.Open("calls.words", reference, sealed)
	if err != nil {
		return c, fmt.Errorf("open the words of a call: %w", err)
	}
	c = Call{string(words), instant(created), instant(expires)}
	if c.ExpiresAt.After(c.CreatedAt) {
		if err := callSeal.opens(r, bound, seal); err != nil {
			return Call{}, fmt.Errorf("read a call: %w", err)
		}
	}
	return c, nil
}

// CallOf returns the newest call of an agent's session with a member, or ErrNotFound.
func (r Reader) CallOf(ctx context.Context, memberID, loginID int64) (Call, error) {
	return r.scanCall(r.q.QueryRowContext(ctx, `SELECT `+callColumns+` FROM calls WHERE member_id = ? AND login_id = ? ORDER BY id DESC LIMIT 1`, memberID, loginID).Scan)
}

// Calls lists the stored calls with a member, oldest first.
func (r Reader) Calls(ctx context.Context, memberID int64) ([]Call, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT `+callColumns+` FROM calls WHERE member_id = ? ORDER BY id`, memberID)
	if err != nil {
		return nil, fmt.Errorf("read calls: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []Call
	for rows.Next() {
		c, err := r.scanCall(rows.Scan)
		if err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	return found, rows.Err()
}

// BeginCall stores a call and ends the former one of this session. It draws words until they differ from those of all stored
// calls with the member.
func (t *Tx) BeginCall(ctx context.Context, memberID, loginID int64, draw func() string, now, expires time.Time) (Call, error) {
	former, err := t.Calls(ctx, memberID)
	if err != nil {
		return Call{}, err
	}
	c := Call{draw(), now, expires}
	for slices.ContainsFunc(former, func(f Call) bool { return f.Words == c.Words }) {
		c.Words = draw()
	}
	if _, err := t.exec(ctx, "end a call", `UPDATE calls SET expires_at = created_at, seal = NULL WHERE member_id = ? AND login_id = ?`,
		memberID, loginID); err != nil {
		return Call{}, err
	}
	reference := make([]byte, 16)
	rand.Read(reference) //nolint:errcheck // never fails (crypto/rand)
	var id int64
	err = t.tx.QueryRowContext(ctx, `INSERT INTO calls (reference, member_id, login_id, words, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
		reference, memberID, loginID, t.keys.Seal("calls.words", reference, []byte(c.Words)), seconds(now), seconds(expires)).Scan(&id)
	if err != nil {
		return Call{}, fmt.Errorf("begin a call: %w", err)
	}
	return c, callSeal.write(ctx, t, id)
}
