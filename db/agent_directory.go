package db

import (
	"context"
	"time"
)

// DirectoryEntry is the part of an agent's login at the caisse's directory that is kept until the session opens.
type DirectoryEntry struct {
	SID     []byte `json:",omitempty"` // keyed hash of the directory's session ID (sid); nil where it sent none
	IDToken string // for the log-out at the directory
}

// DirectoryKey is the keyed hash under which a person of the directory is stored. It covers the issuer, because a subject is
// unique for its issuer only.
func (r Reader) DirectoryKey(issuer, subject string) []byte {
	return r.keys.Index("agent directory", []byte(issuer), []byte(subject))
}

// DirectorySID is the keyed hash of a session ID of the directory; nil where sid is empty.
func (r Reader) DirectorySID(issuer, sid string) []byte {
	if sid == "" {
		return nil
	}
	return r.keys.Index("agent directory session", []byte(issuer), []byte(sid))
}

// AgentOfDirectory finds the agent that is bound to this person of the directory (DirectoryKey), or returns ErrNotFound.
func (r Reader) AgentOfDirectory(ctx context.Context, key []byte) (*Agent, error) {
	return r.scanAgent(r.q.QueryRowContext(ctx, `SELECT `+agentColumns+` FROM agents WHERE directory_key = ?`, key).Scan)
}

// AddDirectoryAgent creates an agent at their first login through the directory. It returns ErrAgentExists when the login is
// in use.
func (t *Tx) AddDirectoryAgent(ctx context.Context, login string, role Role, key []byte, now time.Time) (*Agent, error) {
	return t.addAgent(ctx, login, role, now, now, key)
}

// AwaitDirectory lets a person of the directory take over the agent's login until the given instant. Like Invite, it removes
// the agent's former credentials and enables a disabled agent again.
func (t *Tx) AwaitDirectory(ctx context.Context, a *Agent, now, until time.Time) error {
	if err := t.dropAccess(ctx, a, now); err != nil {
		return err
	}
	_, err := agentSeal.update(ctx, t, a.ID, "await an agent", `UPDATE agents SET enrolment_key = NULL, enrolment_expires_at = NULL, password_hash = NULL,
		totp_secret = NULL, totp_step = NULL, enrolled_at = NULL, disabled_at = NULL, opened_at = NULL, directory_key = NULL, directory_until = ? WHERE id = ?`, seconds(until), a.ID)
	return err
}

// BindDirectory binds an awaited agent to a person of the directory, once. The agent's access counts for approvals from now
// on. It returns ErrNotFound when the agent is not awaited.
func (t *Tx) BindDirectory(ctx context.Context, a *Agent, key []byte, now time.Time) error {
	n, err := agentSeal.update(ctx, t, a.ID, "bind an agent", `UPDATE agents SET directory_key = ?, directory_until = NULL, opened_at = ? WHERE id = ? AND directory_until > ?`,
		key, seconds(now), a.ID, seconds(now))
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// EnterByDirectory marks the agent as enrolled by the login at the directory alone, without a second factor here.
func (t *Tx) EnterByDirectory(ctx context.Context, a *Agent, now time.Time) error {
	_, err := agentSeal.update(ctx, t, a.ID, "let an agent of the directory in", `UPDATE agents SET enrolled_at = ? WHERE id = ? AND directory_key IS NOT NULL AND enrolled_at IS NULL`,
		seconds(now), a.ID)
	return err
}

// EnrolDirectory opens enrolment of a second factor for an agent of the directory, with a secret that the journey keeps.
// Unlike Invite, it keeps the binding to the directory and the instant from which the access counts.
func (t *Tx) EnrolDirectory(ctx context.Context, a *Agent, secret string, until time.Time) error {
	_, err := agentSeal.update(ctx, t, a.ID, "let an agent of the directory enrol", `UPDATE agents SET enrolment_key = ?, enrolment_expires_at = ?, enrolled_at = NULL
		WHERE id = ? AND directory_key IS NOT NULL`, t.InvitationKey(a, secret), seconds(until), a.ID)
	return err
}

// SetDirectoryRole gives an agent the role that the directory states. Unlike SetRole, it may remove the last supervisor: to
// keep a right that the caisse has withdrawn would be worse.
func (t *Tx) SetDirectoryRole(ctx context.Context, a *Agent, role Role, opened time.Time) error {
	_, err := agentSeal.update(ctx, t, a.ID, "change an agent's role by the directory", `UPDATE agents SET role = ?, opened_at = max(opened_at, COALESCE(?, opened_at)) WHERE id = ? AND directory_key IS NOT NULL`,
		role, seconds(opened), a.ID)
	return err
}

// CloseDirectoryLogins ends the agent's sessions that belong to this session of the directory; all sessions where sid is nil.
// It returns how many it ended.
func (t *Tx) CloseDirectoryLogins(ctx context.Context, a *Agent, sid []byte, now time.Time) (int64, error) {
	return t.exec(ctx, "close an agent's logins by the directory", `UPDATE agent_logins SET ended_at = ?1, seal = NULL WHERE agent_id = ?2 AND ended_at IS NULL AND (?3 IS NULL OR directory_sid = ?3)`,
		seconds(now), a.ID, nullable(sid))
}

// AgentOfDirectorySession finds the agent with an open session that belongs to this session of the directory, or returns
// ErrNotFound.
func (r Reader) AgentOfDirectorySession(ctx context.Context, sid []byte) (*Agent, error) {
	return r.scanAgent(r.q.QueryRowContext(ctx, `SELECT `+agentColumns+` FROM agents WHERE id = (SELECT agent_id FROM agent_logins WHERE directory_sid = ? AND ended_at IS NULL LIMIT 1)`, sid).Scan)
}
