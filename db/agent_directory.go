package db

import (
	"context"
	"time"
)

// DirectoryEntry is what must be remembered of an agent's login at the caisse's directory until the session opens.
type DirectoryEntry struct {
	SID     []byte `json:",omitempty"` // keyed hash of the directory's number of its session; nil where it told none
	IDToken string // for the log-out at the directory
}

// DirectoryKey is the keyed hash under which a person of the directory is stored. A subject means nothing without its issuer.
func (r Reader) DirectoryKey(issuer, subject string) []byte {
	return r.keys.Index("agent directory", []byte(issuer), []byte(subject))
}

// DirectorySID is the keyed hash of a session of the directory; nil for none.
func (r Reader) DirectorySID(issuer, sid string) []byte {
	if sid == "" {
		return nil
	}
	return r.keys.Index("agent directory session", []byte(issuer), []byte(sid))
}

// AgentOfDirectory finds the agent whom the directory knows under this key, or returns ErrNotFound.
func (r Reader) AgentOfDirectory(ctx context.Context, key []byte) (*Agent, error) {
	return r.scanAgent(r.q.QueryRowContext(ctx, `SELECT `+agentColumns+` FROM agents WHERE directory_key = ?`, key).Scan)
}

// AddDirectoryAgent creates the agent whom the directory brings in for the first time. It returns ErrAgentExists when the
// login is in use.
func (t *Tx) AddDirectoryAgent(ctx context.Context, login string, role Role, key []byte, now time.Time) (*Agent, error) {
	return t.addAgent(ctx, login, role, now, now, key)
}

// AwaitDirectory lets the directory bring in somebody of the agent's login until the given instant. What the agent came in
// with before is dead, and a disabled agent is enabled again, as by Invite.
func (t *Tx) AwaitDirectory(ctx context.Context, a *Agent, now, until time.Time) error {
	if err := t.dropAccess(ctx, a, now); err != nil {
		return err
	}
	_, err := agentSeal.update(ctx, t, a.ID, "await an agent", `UPDATE agents SET enrolment_key = NULL, enrolment_expires_at = NULL, password_hash = NULL,
		totp_secret = NULL, totp_step = NULL, enrolled_at = NULL, disabled_at = NULL, opened_at = NULL, directory_key = NULL, directory_until = ? WHERE id = ?`, seconds(until), a.ID)
	return err
}

// BindDirectory ties an awaited agent to a person of the directory, once. The access counts from now on. It returns
// ErrNotFound when the agent is not awaited.
func (t *Tx) BindDirectory(ctx context.Context, a *Agent, key []byte, now time.Time) error {
	n, err := agentSeal.update(ctx, t, a.ID, "bind an agent", `UPDATE agents SET directory_key = ?, directory_until = NULL, opened_at = ? WHERE id = ? AND directory_until > ?`,
		key, seconds(now), a.ID, seconds(now))
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// EnterByDirectory records that the directory alone lets the agent in, without a second factor here.
func (t *Tx) EnterByDirectory(ctx context.Context, a *Agent, now time.Time) error {
	_, err := agentSeal.update(ctx, t, a.ID, "let an agent of the directory in", `UPDATE agents SET enrolled_at = ? WHERE id = ? AND directory_key IS NOT NULL AND enrolled_at IS NULL`,
		seconds(now), a.ID)
	return err
}

// EnrolDirectory lets an agent of the directory choose a second factor, with a key that the journey keeps. Unlike Invite it
// leaves the place in the directory, and since when the access counts.
func (t *Tx) EnrolDirectory(ctx context.Context, a *Agent, secret string, until time.Time) error {
	_, err := agentSeal.update(ctx, t, a.ID, "let an agent of the directory enrol", `UPDATE agents SET enrolment_key = ?, enrolment_expires_at = ?, enrolled_at = NULL
		WHERE id = ? AND directory_key IS NOT NULL`, t.InvitationKey(a, secret), seconds(until), a.ID)
	return err
}

// SetDirectoryRole gives an agent the role that the directory says. Unlike SetRole it may leave nobody a supervisor: keeping a
// right that the caisse has withdrawn would be worse.
func (t *Tx) SetDirectoryRole(ctx context.Context, a *Agent, role Role, opened time.Time) error {
	_, err := agentSeal.update(ctx, t, a.ID, "change an agent's role by the directory", `UPDATE agents SET role = ?, opened_at = max(opened_at, COALESCE(?, opened_at)) WHERE id = ? AND directory_key IS NOT NULL`,
		role, seconds(opened), a.ID)
	return err
}

// CloseDirectoryLogins ends the agent's sessions that were opened by this session of the directory; without sid, all of them.
// It returns how many it ended.
func (t *Tx) CloseDirectoryLogins(ctx context.Context, a *Agent, sid []byte, now time.Time) (int64, error) {
	return t.exec(ctx, "close an agent's logins by the directory", `UPDATE agent_logins SET ended_at = ?1, seal = NULL WHERE agent_id = ?2 AND ended_at IS NULL AND (?3 IS NULL OR directory_sid = ?3)`,
		seconds(now), a.ID, nullable(sid))
}

// AgentOfDirectorySession finds the agent whose open session was opened by this session of the directory, or returns
// ErrNotFound.
func (r Reader) AgentOfDirectorySession(ctx context.Context, sid []byte) (*Agent, error) {
	return r.scanAgent(r.q.QueryRowContext(ctx, `SELECT `+agentColumns+` FROM agents WHERE id = (SELECT agent_id FROM agent_logins WHERE directory_sid = ? AND ended_at IS NULL LIMIT 1)`, sid).Scan)
}
