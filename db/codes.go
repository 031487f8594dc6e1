package db

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Code describes a confirmation code, without its value.
type Code struct {
	ID        int64
	FlowID    []byte
	Digits    int
	Tries     int
	CreatedAt time.Time
	ExpiresAt time.Time
	SpentAt   time.Time
	Withheld  bool // it was not sent: the code of the account's newest message is accepted in its place
	key       []byte
	series    []byte
}

// codeSeal seals the columns that decide whether a code is right. A code ended early (expires_at = created_at) has no seal.
var codeSeal = rowSeal{table: "codes", binding: binding{[]string{"flow_id", "digits", "tries", "created_at", "expires_at", "spent_at", "withheld"}, []string{"code_key", "series_key"}}, while: "expires_at > created_at"}

// bound is codeSeal's binding for this code.
func (c Code) bound() []byte {
	return boundTo(c.FlowID, c.Digits, c.Tries, seconds(c.CreatedAt), seconds(c.ExpiresAt), seconds(c.SpentAt), c.Withheld, c.key, c.series)
}

// Matches says whether this is the code with the given key (keys.CodeKey under the code's own flow).
func (c Code) Matches(codeKey []byte) bool { return subtle.ConstantTimeCompare(c.key, codeKey) == 1 }

const codeColumns = `id, flow_id, code_key, digits, tries, created_at, expires_at, spent_at, withheld, series_key, seal`

// NewestCode returns the only code of a flow that can still be accepted, or ErrNotFound.
func (r Reader) NewestCode(ctx context.Context, flowID []byte) (Code, error) {
	return r.code(ctx, `SELECT `+codeColumns+` FROM codes WHERE flow_id = ? ORDER BY id DESC LIMIT 1`, flowID)
}

// NewestOfSeries returns the newest code of a series, or ErrNotFound. Withheld codes belong to no series.
func (r Reader) NewestOfSeries(ctx context.Context, seriesKey []byte) (Code, error) {
	return r.code(ctx, `SELECT `+codeColumns+` FROM codes WHERE series_key = ? ORDER BY id DESC LIMIT 1`, seriesKey)
}

func (r Reader) code(ctx context.Context, query string, key any) (Code, error) {
	var (
		c                Code
		created, expires sql.NullInt64
		spent            sql.NullInt64
		seal             []byte
	)
	err := r.q.QueryRowContext(ctx, query, key).Scan(&c.ID, &c.FlowID, &c.key, &c.Digits, &c.Tries, &created, &expires, &spent, &c.Withheld, &c.series, &seal)
	if errors.Is(err, sql.ErrNoRows) {
		return Code{}, ErrNotFound
	}
	if err != nil {
		return Code{}, fmt.Errorf("read a code: %w", err)
	}
	c.CreatedAt, c.ExpiresAt, c.SpentAt = instant(created), instant(expires), instant(spent)
	if c.ExpiresAt.After(c.CreatedAt) {
		if err := codeSeal.opens(r, c.bound(), seal); err != nil {
			return Code{}, fmt.Errorf("read a code: %w", err)
		}
	}
	return c, nil
}

// CodeCount counts the codes that a flow has had.
func (r Reader) CodeCount(ctx context.Context, flowID []byte) (int, error) {
	var n int
	if err := r.q.QueryRowContext(ctx, `SELECT count(*) FROM codes WHERE flow_id = ?`, flowID).Scan(&n); err != nil {
		return 0, fmt.Errorf("count codes: %w", err)
	}
	return n, nil
}

// NewCode is a code to store. A withheld one has no message and no Key, and leaves the earlier codes of the flow valid.
type NewCode struct {
	Flow             []byte
	Key, Series      []byte // Series is nil for a code that serves no other request
	Digits           int
	Request          string // number of its message
	Created, Expires time.Time
}

// AddCode stores a new code for the flow and invalidates the earlier ones; their messages that have not left are
// withdrawn.
func (t *Tx) AddCode(ctx context.Context, c NewCode) (id int64, err error) {
	if err := t.withdrawFormerCodes(ctx, c.Flow, c.Created); err != nil {
		return 0, err
	}
	return t.insertCode(ctx, c, false)
}

// WithholdCode stores that a request has no message of its own. It takes as long as AddCode's insert.
func (t *Tx) WithholdCode(ctx context.Context, c NewCode) error {
	c.Key, c.Series = make([]byte, 16), nil
	rand.Read(c.Key) //nolint:errcheck // never fails (crypto/rand)
	_, err := t.insertCode(ctx, c, true)
	return err
}

func (t *Tx) insertCode(ctx context.Context, c NewCode, withheld bool) (id int64, err error) {
	kept := Code{FlowID: c.Flow, Digits: c.Digits, CreatedAt: c.Created, ExpiresAt: c.Expires, Withheld: withheld, key: c.Key, series: c.Series}
	err = t.tx.QueryRowContext(ctx, `INSERT INTO codes (flow_id, code_key, digits, request, created_at, expires_at, series_key, withheld, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		c.Flow, c.Key, c.Digits, c.Request, seconds(c.Created), seconds(c.Expires), c.Series, withheld, codeSeal.of(t, kept.bound())).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("keep a code: %w", err)
	}
	return id, nil
}

// errUseless means that a code was used or replaced, or that no attempt is left, neither for its own request nor for another
// that it serves.
var errUseless = errors.New("the code is of no use any more")

// restartCode restarts the lifetime of a code whose message was held, and of the withheld codes that it serves. It returns
// the new end, or errUseless.
func (t *Tx) restartCode(ctx context.Context, id int64, request string, codeTries int, now time.Time) (until time.Time, err error) {
	c, err := t.code(ctx, `SELECT `+codeColumns+` FROM codes WHERE id = ?`, id)
	if err != nil {
		return until, err
	}
	served, err := t.servedBy(ctx, c)
	if err != nil {
		return until, err
	}
	if !slices.ContainsFunc(append(served, c), func(c Code) bool { return c.Tries < codeTries }) {
		return until, errUseless
	}
	until = now.Add(c.ExpiresAt.Sub(c.CreatedAt))
	n, err := t.moveCode(ctx, c, request, now, until)
	if err == nil && n == 0 {
		err = errUseless
	}
	if err != nil {
		return until, err
	}
	for _, s := range served {
		if _, err := t.moveCode(ctx, s, "", now, until); err != nil {
			return until, err
		}
	}
	return until, nil
}

// servedBy lists the withheld codes, of the same account, in whose place this code is accepted.
func (t *Tx) servedBy(ctx context.Context, c Code) (served []Code, err error) {
	ids, err := list[int64](ctx, t.tx, `SELECT id FROM codes WHERE withheld = 1 AND created_at = ? AND expires_at = ?
		AND flow_id IN (SELECT id FROM flows WHERE subject_key = (SELECT subject_key FROM flows WHERE id = ?))`, seconds(c.CreatedAt), seconds(c.ExpiresAt), c.FlowID)
	if err != nil {
		return nil, fmt.Errorf("list the demands that a code serves: %w", err)
	}
	for _, id := range ids {
		s, err := t.code(ctx, `SELECT `+codeColumns+` FROM codes WHERE id = ?`, id)
		if err != nil {
			return nil, err
		}
		served = append(served, s)
	}
	return served, nil
}

// moveCode restarts a code's lifetime, if the code belongs to the message with this request number; an empty request matches
// any. It returns how many codes it has changed.
func (t *Tx) moveCode(ctx context.Context, c Code, request string, now, until time.Time) (int64, error) {
	c.CreatedAt, c.ExpiresAt = now, until
	return t.exec(ctx, "begin a code's time", `UPDATE codes SET created_at = ?1, expires_at = ?2, seal = ?3 WHERE id = ?4 AND ?5 IN ('', request) AND (withheld = 1 OR spent_at IS NULL) AND expires_at > created_at`,
		seconds(now), seconds(until), codeSeal.of(t, c.bound()), c.ID, request)
}

// Try is the result of an attempt with a code.
type Try int

// A code is accepted once. TryClosed means that it was not compared: it had expired, was used, or had no attempts left.
const (
	TryClosed Try = iota
	TryWrong
	TryRight
)

// TryCode counts the attempt on a flow's newest code (as read in this transaction), compares it, then marks it as used, in
// this order; each step is a guarded statement. For the zero Code, of a flow without codes, it returns TryClosed. key
// computes the keyed hash of the typed code under a flow. A withheld code is compared with inPlace instead.
func (t *Tx) TryCode(ctx context.Context, c Code, key func(flowID []byte) []byte, maxTries int, inPlace []Code, now time.Time) (Try, error) {
	if c.ID == 0 {
		return TryClosed, nil
	}
	tried := c
	tried.Tries++
	n, err := t.exec(ctx, "count a try",
		`UPDATE codes SET tries = tries + 1, seal = ? WHERE id = ? AND tries < ? AND spent_at IS NULL AND created_at <= ? AND expires_at > ?`,
		codeSeal.of(t, tried.bound()), c.ID, maxTries, seconds(now), seconds(now))
	if err != nil || n == 0 {
		return TryClosed, err
	}
	matching := []Code{tried}
	if c.Withheld {
		matching = inPlace
	}
	matching = slices.DeleteFunc(slices.Clone(matching), func(m Code) bool { return !m.Matches(key(m.FlowID)) })
	if len(matching) == 0 {
		return TryWrong, nil
	}
	if spent, err := t.spendCode(ctx, matching[0].ID, now); err != nil || !spent {
		return TryClosed, err
	}
	if c.Withheld {
		if _, err := t.spendCode(ctx, c.ID, now); err != nil {
			return TryClosed, err
		}
	}
	return TryRight, t.figure(ctx, now, FigureCodeTime, codeTime(now.Sub(c.CreatedAt)))
}

// spendCode marks a code as used. It returns false for one that is used already or has expired.
func (t *Tx) spendCode(ctx context.Context, id int64, now time.Time) (bool, error) {
	c, err := t.code(ctx, `SELECT `+codeColumns+` FROM codes WHERE id = ?`, id)
	if err != nil {
		return false, err
	}
	c.SpentAt = now
	n, err := t.exec(ctx, "spend a code", `UPDATE codes SET spent_at = ?1, seal = ?2 WHERE id = ?3 AND spent_at IS NULL AND created_at <= ?1 AND expires_at > ?1`,
		seconds(now), codeSeal.of(t, c.bound()), id)
	return n == 1, err
}
