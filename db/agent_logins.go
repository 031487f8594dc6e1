package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// AgentLogin is a session of an agent.
type AgentLogin struct {
	ID, AgentID                   int64
	Device                        string
	OpenedAt, LastSeenAt, EndedAt time.Time
}

// Open says whether the session may still be used: not ended, seen within idle, opened within longest.
func (l AgentLogin) Open(now time.Time, idle, longest time.Duration) bool {
	return Login{OpenedAt: l.OpenedAt, LastSeenAt: l.LastSeenAt, EndedAt: l.EndedAt}.Open(now, idle, longest)
}

// agentLoginSeal seals the row of an open session, like loginSeal.
var agentLoginSeal = rowSeal{table: "agent_logins", binding: binding{decides: []string{"id", "agent_id", "opened_at"}}, while: "ended_at IS NULL"}

func (l AgentLogin) bound() []byte { return boundTo(l.ID, l.AgentID, l.OpenedAt.Unix()) }

// AgentLogin reads a session, or returns ErrNotFound.
func (r Reader) AgentLogin(ctx context.Context, id int64) (AgentLogin, error) {
	l := AgentLogin{ID: id}
	var opened, seen, ended sql.NullInt64
	var seal []byte
	err := r.q.QueryRowContext(ctx, `SELECT agent_id, device, opened_at, last_seen_at, ended_at, seal FROM agent_logins WHERE id = ?`, id).
		Scan(&l.AgentID, &l.Device, &opened, &seen, &ended, &seal)
	if errors.Is(err, sql.ErrNoRows) {
		return l, ErrNotFound
	}
	if err != nil {
		return l, fmt.Errorf("read an agent's login: %w", err)
	}
	l.OpenedAt, l.LastSeenAt, l.EndedAt = instant(opened), instant(seen), instant(ended)
	if l.EndedAt.IsZero() {
		if err := agentLoginSeal.opens(r, l.bound(), seal); err != nil {
			return l, fmt.Errorf("read an agent's login: %w", err)
		}
	}
	return l, nil
}

// OpenAgentLogin records a new session. It returns ErrNotFound when the agent was disabled or invited again, or when
// their password has changed since a was read. sid is the keyed hash of the directory's session; nil for none.
func (t *Tx) OpenAgentLogin(ctx context.Context, a *Agent, device string, sid []byte, now time.Time) (int64, error) {
	current, err := t.Agent(ctx, a.ID)
	if err != nil {
		return 0, err
	}
	if current.PasswordHash != a.PasswordHash || current.ByDirectory != a.ByDirectory {
		return 0, ErrNotFound
	}
	var id int64
	err = t.tx.QueryRowContext(ctx, `INSERT INTO agent_logins (agent_id, device, opened_at, last_seen_at, directory_sid) SELECT id, ?1, ?2, ?2, ?4 FROM agents
		WHERE id = ?3 AND (password_hash IS NOT NULL OR directory_key IS NOT NULL) AND enrolled_at IS NOT NULL AND disabled_at IS NULL RETURNING id`,
		device, seconds(now), a.ID, nullable(sid)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("open an agent's login: %w", err)
	}
	opened := AgentLogin{ID: id, AgentID: a.ID, OpenedAt: now}
	_, err = t.exec(ctx, "seal an agent's login", `UPDATE agent_logins SET seal = ? WHERE id = ?`, agentLoginSeal.of(t, opened.bound()), id)
	return id, err
}

// AgentLogins lists the agent's sessions that have not ended, newest first.
func (r Reader) AgentLogins(ctx context.Context, a *Agent) ([]AgentLogin, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT id, device, opened_at, last_seen_at FROM agent_logins WHERE agent_id = ? AND ended_at IS NULL ORDER BY opened_at DESC, id DESC`, a.ID)
	if err != nil {
		return nil, fmt.Errorf("list an agent's logins: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var all []AgentLogin
	for rows.Next() {
		l := AgentLogin{AgentID: a.ID}
		var opened, seen sql.NullInt64
		if err := rows.Scan(&l.ID, &l.Device, &opened, &seen); err != nil {
			return nil, fmt.Errorf("list an agent's logins: %w", err)
		}
		l.OpenedAt, l.LastSeenAt = instant(opened), instant(seen)
		all = append(all, l)
	}
	return all, rows.Err()
}

// TouchAgentLogin records that the session was used.
func (t *Tx) TouchAgentLogin(ctx context.Context, id int64, now time.Time) error {
	_, err := t.exec(ctx, "touch an agent's login", `UPDATE agent_logins SET last_seen_at = ? WHERE id = ? AND ended_at IS NULL`, seconds(now), id)
	return err
}

// CloseAgentLogins ends all sessions of this agent except keep; keep 0 ends all of them.
func (t *Tx) CloseAgentLogins(ctx context.Context, agentID, keep int64, now time.Time) error {
	_, err := t.exec(ctx, "close an agent's logins", `UPDATE agent_logins SET ended_at = ?, seal = NULL WHERE agent_id = ? AND id <> ? AND ended_at IS NULL`, seconds(now), agentID, keep)
	return err
}

// CloseAgentLogin ends one session, and says whether it was open.
func (t *Tx) CloseAgentLogin(ctx context.Context, id int64, now time.Time) (closed bool, err error) {
	n, err := t.exec(ctx, "close an agent's login", `UPDATE agent_logins SET ended_at = ?, seal = NULL WHERE id = ? AND ended_at IS NULL`, seconds(now), id)
	return n > 0, err
}
