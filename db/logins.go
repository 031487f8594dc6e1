package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Login is a session of a member, as listed on « Email & Mot de passe ».
type Login struct {
	ID         int64
	MemberID   int64
	Method     string // password, temporary, franceconnect, passkey
	Device     string // « Firefox sur Windows »
	OpenedAt   time.Time
	LastSeenAt time.Time
	EndedAt    time.Time
}

// Open says whether the session may still be used: not ended, seen within idle, opened within longest.
func (l Login) Open(now time.Time, idle, longest time.Duration) bool {
	return l.EndedAt.IsZero() && now.Sub(l.LastSeenAt) < idle && now.Sub(l.OpenedAt) < longest && !now.Before(l.OpenedAt)
}

const loginColumns = `id, member_id, method, device, opened_at, last_seen_at, ended_at, seal`

// loginSeal seals what an open session may do. An ended session has no seal, and cannot be resumed. The seal does not cover
// last_seen_at: the session's own data expire by themselves.
var loginSeal = rowSeal{table: "logins", binding: binding{decides: []string{"id", "member_id", "method", "opened_at"}}, while: "ended_at IS NULL"}

func (l Login) bound() []byte { return boundTo(l.ID, l.MemberID, l.Method, l.OpenedAt.Unix()) }

func (r Reader) scanLogin(scan func(...any) error) (Login, error) {
	var (
		l                   Login
		opened, seen, ended sql.NullInt64
		seal                []byte
	)
	if err := scan(&l.ID, &l.MemberID, &l.Method, &l.Device, &opened, &seen, &ended, &seal); err != nil {
		return l, err
	}
	l.OpenedAt, l.LastSeenAt, l.EndedAt = instant(opened), instant(seen), instant(ended)
	if !l.EndedAt.IsZero() {
		return l, nil
	}
	return l, loginSeal.opens(r, l.bound(), seal)
}

// Login reads a session, or returns ErrNotFound.
func (r Reader) Login(ctx context.Context, id int64) (Login, error) {
	l, err := r.scanLogin(r.q.QueryRowContext(ctx, `SELECT `+loginColumns+` FROM logins WHERE id = ?`, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Login{}, ErrNotFound
	}
	if err != nil {
		return Login{}, fmt.Errorf("read a login: %w", err)
	}
	return l, nil
}

// Logins lists a member's sessions, newest first, at most limit.
func (r Reader) Logins(ctx context.Context, memberID int64, limit int) ([]Login, error) {
	return r.logins(ctx, `member_id = ? ORDER BY opened_at DESC, id DESC LIMIT ?`, memberID, limit)
}

// OpenLogins lists a member's sessions that were opened since and have not ended, newest first.
func (r Reader) OpenLogins(ctx context.Context, memberID int64, since time.Time) ([]Login, error) {
	return r.logins(ctx, `member_id = ? AND opened_at >= ? AND ended_at IS NULL ORDER BY opened_at DESC, id DESC`, memberID, seconds(since))
}

func (r Reader) logins(ctx context.Context, which string, args ...any) ([]Login, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT `+loginColumns+` FROM logins WHERE `+which, args...)
	if err != nil {
		return nil, fmt.Errorf("list logins: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []Login
	for rows.Next() {
		l, err := r.scanLogin(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("list logins: %w", err)
		}
		found = append(found, l)
	}
	return found, rows.Err()
}

// OpenLogin records a new session, and settles the member's temporary password (settleTemporary).
func (t *Tx) OpenLogin(ctx context.Context, memberID int64, method, device string, now time.Time) (int64, error) {
	var id int64
	err := t.tx.QueryRowContext(ctx,
		`INSERT INTO logins (member_id, method, device, opened_at, last_seen_at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
		memberID, method, device, seconds(now), seconds(now)).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("open a login: %w", err)
	}
	opened := Login{ID: id, MemberID: memberID, Method: method, OpenedAt: now}
	if _, err = t.exec(ctx, "seal a login", `UPDATE logins SET seal = ? WHERE id = ?`, loginSeal.of(t, opened.bound()), id); err != nil {
		return 0, err
	}
	return id, t.settleTemporary(ctx, memberID, now)
}

// TouchLogin records that the session was used.
func (t *Tx) TouchLogin(ctx context.Context, id int64, now time.Time) error {
	_, err := t.exec(ctx, "touch a login", `UPDATE logins SET last_seen_at = ? WHERE id = ? AND ended_at IS NULL`, seconds(now), id)
	return err
}

// CloseLogin ends a session if it is open and belongs to this member, and notifies the clients that it has opened. It says whether it did.
func (t *Tx) CloseLogin(ctx context.Context, memberID, id int64, now time.Time) (closed bool, err error) {
	n, err := t.endLogins(ctx, memberID, now, `logins.id = ?`, id)
	return n > 0, err
}

// CloseLogins ends all sessions of this member except keep (0 ends all), and notifies the clients that they have opened.
func (t *Tx) CloseLogins(ctx context.Context, memberID, keep int64, now time.Time) error {
	_, err := t.endLogins(ctx, memberID, now, `logins.id <> ?`, keep)
	return err
}

// CloseLimited ends this member's sessions that are limited to the personalisation, because a newer temporary password
// was issued or the personalisation is over.
func (t *Tx) CloseLimited(ctx context.Context, memberID int64, now time.Time) error {
	_, err := t.endLogins(ctx, memberID, now, `logins.method = ?`, "temporary")
	return err
}

// ReplaceLogin ends the session that a browser had before its new one. If both belong to the same member, the new session
// takes over the clients that the former one has opened, with the same session IDs (sid); these clients are notified when the
// new one ends. Otherwise the clients are notified now.
func (t *Tx) ReplaceLogin(ctx context.Context, former, login Login, now time.Time) error {
	if former.MemberID == login.MemberID {
		if _, err := t.exec(ctx, "hand clients on to a login", `UPDATE client_logins SET login_id = ? WHERE login_id = ?`, login.ID, former.ID); err != nil {
			return err
		}
	}
	_, err := t.CloseLogin(ctx, former.MemberID, former.ID, now)
	return err
}

// endLogins ends the open sessions of a member that the condition selects, queues logout tokens for the clients that they have opened, and
// returns how many sessions it has ended.
func (t *Tx) endLogins(ctx context.Context, memberID int64, now time.Time, which string, value any) (ended int64, err error) {
	told, err := t.clientLogins(ctx, `logins.member_id = ? AND logins.ended_at IS NULL AND clients.logout_url IS NOT NULL AND `+which, memberID, value)
	if err != nil {
		return 0, err
	}
	ended, err = t.exec(ctx, "close logins", `UPDATE logins SET ended_at = ?, seal = NULL WHERE member_id = ? AND ended_at IS NULL AND `+which, seconds(now), memberID, value)
	if err != nil {
		return 0, err
	}
	return ended, t.announceEnd(ctx, memberID, now, told)
}
