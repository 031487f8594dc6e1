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

// callCodeSeal is over what makes a code a proof. One that was ended before its time carries none, and proves nothing.
var callCodeSeal = rowSeal{table: "call_codes", binding: binding{[]string{"id", "login_id", "tries", "created_at", "expires_at", "spent_at"}, []string{"code_key", memberKey}}, while: "expires_at > created_at"}

// NewestCallCode reads the newest code, or returns ErrNotFound.
func (r Reader) NewestCallCode(ctx context.Context, memberID, loginID int64) (CallCode, error) {
	var (
		c                       CallCode
		created, expires, spent sql.NullInt64
		bound, seal             []byte
	)
	err := r.q.QueryRowContext(ctx, `SELECT tries, created_at, expires_at, spent_at, seal, `+callCodeSeal.sql()+` FROM call_codes WHERE member_id = ? AND login_id = ? ORDER BY id DESC LIMIT 1`,
		memberID, loginID).Scan(&c.Tries, &created, &expires, &spent, &seal, &bound)
	if errors.Is(err, sql.ErrNoRows) {
		return c, ErrNotFound
	}
	if err != nil {
		return c, fmt.Errorf("read a call's code: %w", err)
	}
	c.CreatedAt, c.ExpiresAt = instant(created), instant(expires)
	if !c.ExpiresAt.After(c.CreatedAt) {
		return c, nil
	}
	c.SpentAt = instant(spent)
	if err := callCodeSeal.opens(r, bound, seal); err != nil {
		return CallCode{}, fmt.Errorf("read a call's code: %w", err)
	}
	return c, nil
}

// AddCallCode stores a code and invalidates the earlier ones of the same session.
func (t *Tx) AddCallCode(ctx context.Context, memberID, loginID int64, code string, now, expires time.Time) error {
	var id int64
	err := t.tx.QueryRowContext(ctx, `INSERT INTO call_codes (member_id, login_id, code_key, created_at, expires_at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
		memberID, loginID, t.callCodeKey(memberID, loginID, code), seconds(now), seconds(expires)).Scan(&id)
	if err != nil {
		return fmt.Errorf("keep a call's code: %w", err)
	}
	return callCodeSeal.write(ctx, t, id)
}

// TryCallCode counts the attempt before it compares, and marks a right code as used. At most tries attempts are
// allowed.
func (t *Tx) TryCallCode(ctx context.Context, memberID, loginID int64, code string, tries int, now time.Time) (Try, error) {
	var id int64
	if err := t.tx.QueryRowContext(ctx, `SELECT COALESCE(max(id), 0) FROM call_codes WHERE member_id = ? AND login_id = ? AND expires_at > created_at`, memberID, loginID).Scan(&id); err != nil {
		return TryClosed, fmt.Errorf("look for a call's code: %w", err)
	}
	n, err := callCodeSeal.update(ctx, t, id, "count a try of a call's code",
		`UPDATE call_codes SET tries = tries + 1 WHERE id = ? AND spent_at IS NULL AND tries < ? AND expires_at > ?`, id, tries, seconds(now))
	if err != nil {
		return TryClosed, err
	}
	if n == 0 {
		return TryClosed, nil
	}
	n, err = callCodeSeal.update(ctx, t, id, "spend a call's code", `UPDATE call_codes SET spent_at = ? WHERE id = ? AND spent_at IS NULL AND code_key = ?`,
		seconds(now), id, t.callCodeKey(memberID, loginID, code))
	if err != nil {
		return TryClosed, err
	}
	if n == 0 {
		return TryWrong, nil
	}
	return TryRight, nil
}
