package db

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// TemporaryBrowser is the browser that has claimed a temporary password.
type TemporaryBrowser struct {
	Device    string // « Firefox sur Windows »
	EnteredAt time.Time
}

// TemporaryKey is the keyed hash that identifies a temporary password of a member.
func (r Reader) TemporaryKey(m *Member, of Temporary) []byte {
	return r.keys.Index("temporary password", m.IdentifierKey, []byte(of.Hash))
}

// browserOf is the keyed hash of a browser that has claimed a temporary password. It covers the password: a hash copied from
// another row matches no browser.
func (r Reader) browserOf(m *Member, of Temporary, browserKey []byte) []byte {
	return r.keys.Index("browser of a temporary password", r.TemporaryKey(m, of), browserKey)
}

// TemporaryBrowser returns the browser that has claimed a temporary password, or ErrNotFound.
func (r Reader) TemporaryBrowser(ctx context.Context, m *Member, of Temporary) (b TemporaryBrowser, err error) {
	b, _, err = r.temporaryBrowser(ctx, m, of)
	return b, err
}

func (r Reader) temporaryBrowser(ctx context.Context, m *Member, of Temporary) (b TemporaryBrowser, key []byte, err error) {
	var entered int64
	err = r.q.QueryRowContext(ctx, `SELECT browser_key, device, entered_at FROM temporary_browsers WHERE member_id = ? AND temporary_key = ?`,
		m.ID, r.TemporaryKey(m, of)).Scan(&key, &b.Device, &entered)
	if errors.Is(err, sql.ErrNoRows) {
		return b, nil, ErrNotFound
	}
	if err != nil {
		return b, nil, fmt.Errorf("read the browser of a temporary password: %w", err)
	}
	b.EnteredAt = time.Unix(entered, 0).UTC()
	return b, key, nil
}

// ClaimTemporary assigns a temporary password to the browser in which it was entered, unless another one has claimed it. It
// returns the browser that has it, and whether that is this one.
func (t *Tx) ClaimTemporary(ctx context.Context, m *Member, of Temporary, browserKey []byte, by TemporaryBrowser) (has TemporaryBrowser, own bool, err error) {
	mine := t.browserOf(m, of, browserKey)
	if _, err := t.exec(ctx, "claim a temporary password", `INSERT INTO temporary_browsers (member_id, temporary_key, browser_key, device, entered_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, m.ID, t.TemporaryKey(m, of), mine, by.Device, seconds(by.EnteredAt), seconds(of.ExpiresAt)); err != nil {
		return has, false, err
	}
	has, key, err := t.temporaryBrowser(ctx, m, of)
	return has, bytes.Equal(key, mine), err
}

// MoveTemporary assigns a temporary password to another browser, whose user has proved their identity.
func (t *Tx) MoveTemporary(ctx context.Context, m *Member, of Temporary, browserKey []byte, to TemporaryBrowser) error {
	_, err := t.exec(ctx, "move a temporary password", `UPDATE temporary_browsers SET browser_key = ?, device = ?, entered_at = ? WHERE member_id = ? AND temporary_key = ?`,
		t.browserOf(m, of, browserKey), to.Device, seconds(to.EnteredAt), m.ID, t.TemporaryKey(m, of))
	return err
}

// TellOfBrowser records that the member is notified of an entry in another browser. It returns false when they were notified
// before.
func (t *Tx) TellOfBrowser(ctx context.Context, m *Member, of Temporary, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "tell of another browser", `UPDATE temporary_browsers SET told_at = ? WHERE member_id = ? AND temporary_key = ? AND told_at IS NULL`,
		seconds(now), m.ID, t.TemporaryKey(m, of))
	return n == 1, err
}
