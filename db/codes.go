package db

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Code describes the newest confirmation code of a flow, without its value.
type Code struct {
	ID        int64
	Digits    int
	Tries     int
	CreatedAt time.Time
	ExpiresAt time.Time
	SpentAt   time.Time
	key       []byte
}

// NewestCode returns the only code of a flow that can still be accepted, or ErrNotFound.
func (r Reader) NewestCode(ctx context.Context, flowID []byte) (Code, error) {
	var (
		c                Code
		created, expires sql.NullInt64
		spent            sql.NullInt64
	)
	err := r.q.QueryRowContext(ctx,
		`SELECT id, code_key, digits, tries, created_at, expires_at, spent_at FROM codes WHERE flow_id = ? ORDER BY id DESC LIMIT 1`, flowID).
		Scan(&c.ID, &c.key, &c.Digits, &c.Tries, &created, &expires, &spent)
	if errors.Is(err, sql.ErrNoRows) {
		return Code{}, ErrNotFound
	}
	if err != nil {
		return Code{}, fmt.Errorf("read a code: %w", err)
	}
	c.CreatedAt, c.ExpiresAt, c.SpentAt = instant(created), instant(expires), instant(spent)
	return c, nil
}

// CodeCount is how many codes a flow has had.
func (r Reader) CodeCount(ctx context.Context, flowID []byte) (int, error) {
	var n int
	if err := r.q.QueryRowContext(ctx, `SELECT count(*) FROM codes WHERE flow_id = ?`, flowID).Scan(&n); err != nil {
		return 0, fmt.Errorf("count codes: %w", err)
	}
	return n, nil
}

// AddCode stores a new code for the flow, sent with this request number, and invalidates the earlier ones; their messages
// that have not left are withdrawn.
func (t *Tx) AddCode(ctx context.Context, flowID, codeKey []byte, digits int, request string, now, until time.Time) error {
	if err := t.withdrawFormerCodes(ctx, flowID, now); err != nil {
		return err
	}
	_, err := t.exec(ctx, "keep a code", `INSERT INTO codes (flow_id, code_key, digits, request, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)`,
		flowID, codeKey, digits, request, seconds(now), seconds(until))
	return err
}

// Try is the result of an attempt with a code.
type Try int

// A code is accepted once. Closed means that it was not compared: it had expired, was used, or had no attempts left.
const (
	TryClosed Try = iota
	TryWrong
	TryRight
)

// TryCode counts the attempt, compares the code, then marks it as used, in this order; each step is a guarded
// statement.
func (t *Tx) TryCode(ctx context.Context, flowID, codeKey []byte, maxTries int, now time.Time) (Try, error) {
	c, err := t.NewestCode(ctx, flowID)
	if errors.Is(err, ErrNotFound) {
		return TryClosed, nil
	}
	if err != nil {
		return TryClosed, err
	}
	n, err := t.exec(ctx, "count a try",
		`UPDATE codes SET tries = tries + 1 WHERE id = ? AND tries < ? AND spent_at IS NULL AND created_at <= ? AND expires_at > ?`,
		c.ID, maxTries, seconds(now), seconds(now))
	if err != nil || n == 0 {
		return TryClosed, err
	}
	if subtle.ConstantTimeCompare(c.key, codeKey) != 1 {
		return TryWrong, nil
	}
	n, err = t.exec(ctx, "spend a code", `UPDATE codes SET spent_at = ? WHERE id = ? AND spent_at IS NULL`, seconds(now), c.ID)
	if err != nil || n == 0 {
		return TryClosed, err
	}
	return TryRight, t.figure(ctx, now, FigureCodeTime, codeTime(now.Sub(c.CreatedAt)))
}
