package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// knownBrowsers is the most known browsers of an account, so that few cookies are worth stealing.
const knownBrowsers = 20

// Account owns known browsers: a member or an agent, by row ID.
type Account struct{ Member, Agent int64 }

// KnownBrowser is a browser with which the holder of an account has logged in.
type KnownBrowser struct {
	ID        int64
	Device    string // « Firefox sur Windows »
	Key       []byte // keyed hash of its cookie
	CreatedAt time.Time
	SeenAt    time.Time // newest login
}

var knownBrowser = `SELECT seal, ` + browserSeal.sql() + ` FROM known_browsers WHERE browser_key = ? AND expires_at > ? AND (member_id = ? OR agent_id = ?)`

// KnowsBrowser says whether the holder of the account has logged in with this browser's cookie. It costs the same for an
// account that does not exist.
func (r Reader) KnowsBrowser(ctx context.Context, of Account, browserKey []byte, now time.Time) (bool, error) {
	var (
		seal  []byte
		bound []byte
	)
	err := r.q.QueryRowContext(ctx, knownBrowser, browserKey, seconds(now), row(of.Member), row(of.Agent)).Scan(&seal, &bound)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for a known browser: %w", err)
	}
	if err := browserSeal.opens(r, bound, seal); err != nil {
		return false, fmt.Errorf("look for a known browser: %w", err)
	}
	return true, nil
}

// KnownBrowsers lists the known browsers of an account, newest login first.
func (r Reader) KnownBrowsers(ctx context.Context, of Account, now time.Time) (found []KnownBrowser, err error) {
	rows, err := r.q.QueryContext(ctx, `SELECT id, device, browser_key, created_at, seen_at FROM known_browsers
		WHERE expires_at > ? AND (member_id = ? OR agent_id = ?) ORDER BY seen_at DESC, id DESC`, seconds(now), row(of.Member), row(of.Agent))
	if err != nil {
		return nil, fmt.Errorf("list known browsers: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			b             KnownBrowser
			created, seen int64
		)
		if err := rows.Scan(&b.ID, &b.Device, &b.Key, &created, &seen); err != nil {
			return nil, fmt.Errorf("list known browsers: %w", err)
		}
		b.CreatedAt, b.SeenAt = time.Unix(created, 0).UTC(), time.Unix(seen, 0).UTC()
		found = append(found, b)
	}
	return found, rows.Err()
}

// RememberBrowser records that the holder of the account has logged in with this browser's cookie. Only the newest
// knownBrowsers of the account are kept.
func (t *Tx) RememberBrowser(ctx context.Context, of Account, browserKey []byte, device string, now, until time.Time) error {
	var id int64
	err := t.tx.QueryRowContext(ctx, `SELECT id FROM known_browsers WHERE browser_key = ? AND (member_id = ? OR agent_id = ?)`, browserKey, row(of.Member), row(of.Agent)).Scan(&id)
	if err == nil {
		_, err = browserSeal.update(ctx, t, id, "remember a browser", `UPDATE known_browsers SET device = ?, seen_at = ?, expires_at = ? WHERE id = ?`,
			device, seconds(now), seconds(until), id)
		return err
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("remember a browser: %w", err)
	}
	err = t.tx.QueryRowContext(ctx,
		`INSERT INTO known_browsers (browser_key, member_id, agent_id, device, created_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		browserKey, row(of.Member), row(of.Agent), device, seconds(now), seconds(now), seconds(until)).Scan(&id)
	if err != nil {
		return fmt.Errorf("remember a browser: %w", err)
	}
	if err := browserSeal.write(ctx, t, id); err != nil {
		return err
	}
	_, err = t.exec(ctx, "forget old browsers", `DELETE FROM known_browsers WHERE (member_id = ?1 OR agent_id = ?2)
		AND id NOT IN (SELECT id FROM known_browsers WHERE member_id = ?1 OR agent_id = ?2 ORDER BY seen_at DESC, id DESC LIMIT ?3)`,
		row(of.Member), row(of.Agent), knownBrowsers)
	return err
}

// ForgetBrowser removes one known browser of the account. since is when it became known: SQLite may reuse its row ID for the
// account's next browser. It returns false when there is no such browser.
func (t *Tx) ForgetBrowser(ctx context.Context, of Account, id int64, since time.Time) (bool, error) {
	n, err := t.exec(ctx, "forget a browser", `DELETE FROM known_browsers WHERE id = ? AND created_at = ? AND (member_id = ? OR agent_id = ?)`,
		id, seconds(since), row(of.Member), row(of.Agent))
	return n == 1, err
}

// ForgetBrowsers removes the known browsers of the account except the one with this key; nil removes all.
func (t *Tx) ForgetBrowsers(ctx context.Context, of Account, but []byte) error {
	_, err := t.exec(ctx, "forget browsers", `DELETE FROM known_browsers WHERE (member_id = ? OR agent_id = ?) AND browser_key IS NOT ?`,
		row(of.Member), row(of.Agent), but)
	return err
}
