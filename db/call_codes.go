package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// CallCode is the newest code that an agent has sent, in their current session, to a member on the telephone, who reads
// it back.
type CallCode struct {
	Tries     int
	CreatedAt time.Time
	ExpiresAt time.Time
	SpentAt   time.Time // when the right code was given
}

// callCodeKey is the keyed hash of a code. It is bound to one member and one agent session.
func (r Reader) callCodeKey(memberID, loginID int64, code string) []byte {
	return r.keys.Index("call code", fmt.Append(nil, memberID), fmt.Append(nil, loginID), []byte(code))
}

// NewestCallCode reads the newest code, or returns ErrNotFound.
func (r Reader) NewestCallCode(ctx context.Context, memberID, loginID int64) (CallCode, error) {
	var (
		c                       CallCode
		created, expires, spent sql.NullInt64
	)
	err := r.q.QueryRowContext(ctx, `SELECT tries, created_at, expires_at, spent_at FROM call_codes WHERE member_id = ? AND login_id = ? ORDER BY id DESC LIMIT 1`,
		memberID, loginID).Scan(&c.Tries, &created, &expires, &spent)
	if errors.Is(err, sql.ErrNoRows) {
		return c, ErrNotFound
	}
	if err != nil {
		return c, fmt.Errorf("read a call's code: %w", err)
	}
	c.CreatedAt, c.ExpiresAt, c.SpentAt = instant(created), instant(expires), instant(spent)
	return c, nil
}

// AddCallCode stores a code and invalidates the earlier ones of the same session.
func (t *Tx) AddCallCode(ctx context.Context, memberID, loginID int64, code string, now, expires time.Time) error {
	_, err := t.exec(ctx, "keep a call's code", `INSERT INTO call_codes (member_id, login_id, code_key, created_at, expires_at) VALUES (?, ?, ?, ?, ?)`,
		memberID, loginID, t.callCodeKey(memberID, loginID, code), seconds(now), seconds(expires))
	return err
}

// TryCallCode counts the attempt before it compares, and marks a right code as used. At most tries attempts are
// allowed.
func (t *Tx) TryCallCode(ctx context.Context, memberID, loginID int64, code string, tries int, now time.Time) (Try, error) {
	const newest = `id = (SELECT max(id) FROM call_codes WHERE member_id = ? AND login_id = ?)`
	n, err := t.exec(ctx, "count a try of a call's code",
		`UPDATE call_codes SET tries = tries + 1 WHERE `+newest+` AND spent_at IS NULL AND tries < ? AND expires_at > ?`, memberID, loginID, tries, seconds(now))
	if err != nil {
		return TryClosed, err
	}
	if n == 0 {
		return TryClosed, nil
	}
	n, err = t.exec(ctx, "spend a call's code", `UPDATE call_codes SET spent_at = ? WHERE `+newest+` AND spent_at IS NULL AND code_key = ?`,
		seconds(now), memberID, loginID, t.callCodeKey(memberID, loginID, code))
	if err != nil {
		return TryClosed, err
	}
	if n == 0 {
		return TryWrong, nil
	}
	return TryRight, nil
}
