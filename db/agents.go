package db

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Role is the role of an agent. Package handlers defines what each role may do.
type Role string

// The roles.
const (
	RoleAgent      Role = "agent"
	RoleMailroom   Role = "courrier"
	RoleSupervisor Role = "superviseur"
)

// Roles lists the roles, from the fewest rights to the most.
var Roles = []Role{RoleAgent, RoleMailroom, RoleSupervisor}

// Agent is an employee of the caisse who helps members.
type Agent struct {
	ID           int64
	Login        string
	Name         string // name shown to colleagues; where it is empty, the login is shown
	Role         Role
	Handle       []byte // WebAuthn user handle: 32 random bytes
	PasswordHash string // empty before enrolment
	HasTOTP      bool
	EnrolledAt   time.Time
	DisabledAt   time.Time
	OpenedAt     time.Time // since when the access counts for approvals; zero before it is open
	InvitedUntil time.Time // zero when no invitation is open
	LastSeenAt   time.Time // zero before the first login
	Shortcuts    bool      // single-key shortcuts are on
	ByDirectory  bool      // logs in through the caisse's directory, and has no password here
	AwaitedUntil time.Time // until when a person of the directory may take over this login; zero when none is awaited
	Invitation   []byte    // InvitationKey of the open invitation's secret; nil for none
}

// Enrolled says whether the agent has the credentials to log in: a password and a second factor, or a login at the directory
// and the second factor where one is required beside it.
func (a *Agent) Enrolled() bool { return !a.EnrolledAt.IsZero() }

// Disabled says whether the agent's access was disabled.
func (a *Agent) Disabled() bool { return !a.DisabledAt.IsZero() }

// State describes the agent's status in a word or two.
func (a *Agent) State(now time.Time) string {
	switch {
	case a.Disabled():
		return "sans accès"
	case a.Enrolled():
		return "actif"
	case a.ByDirectory:
		return "sans second facteur"
	case now.Before(a.AwaitedUntil):
		return "attendu par l'annuaire"
	case now.Before(a.InvitedUntil):
		return "invité"
	}
	return "invitation périmée"
}

// Actor names the agent in the audit log.
func (a *Agent) Actor() string { return "agent:" + a.Login }

// InvitationLife is how long an enrolment secret is valid.
const InvitationLife = 72 * time.Hour

// ErrAgentExists means that another agent, possibly a disabled one, already has this login.
var ErrAgentExists = errors.New("an agent has this login")

// ErrLastSupervisor means that no supervisor would remain; agents could then be added by the command line only.
var ErrLastSupervisor = errors.New("the last supervisor")

var agentColumns = `id, login, role, user_handle, password_hash, totp_secret IS NOT NULL, enrolled_at, disabled_at, enrolment_expires_at, opened_at, directory_key IS NOT NULL, directory_until, name, enrolment_key,
	(SELECT max(last_seen_at) FROM agent_logins WHERE agent_id = agents.id), shortcuts, seal, ` + agentSeal.sql()

func (r Reader) scanAgent(scan func(...any) error) (*Agent, error) {
	var (
		a                                           Agent
		seal                                        []byte
		bound, name                                 []byte
		hash                                        sql.NullString
		enrolled, disabled, invited, opened, lastly sql.NullInt64
		awaited                                     sql.NullInt64
	)
	err := scan(&a.ID, &a.Login, &a.Role, &a.Handle, &hash, &a.HasTOTP, &enrolled, &disabled, &invited, &opened, &a.ByDirectory, &awaited, &name, &a.Invitation, &lastly, &a.Shortcuts, &seal, &bound)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read an agent: %w", err)
	}
	if err := agentSeal.opens(r, bound, seal); err != nil {
		return nil, fmt.Errorf("read agent %d: %w", a.ID, err)
	}
	if a.PasswordHash, err = openText(r.keys, "agents.password_hash", a.Handle, hash); err != nil {
		return nil, fmt.Errorf("open the password of agent %d: %w", a.ID, err)
	}
	if name != nil {
		plain, err := r.keys.Open("agents.name", a.Handle, name)
		if err != nil {
			return nil, fmt.Errorf("open the name of agent %d: %w", a.ID, err)
		}
		a.Name = string(plain)
	}
	a.EnrolledAt, a.DisabledAt = instant(enrolled), instant(disabled)
	a.InvitedUntil, a.OpenedAt, a.LastSeenAt = instant(invited), instant(opened), instant(lastly)
	a.AwaitedUntil = instant(awaited)
	return &a, nil
}

// Agent finds an agent by row, or returns ErrNotFound.
func (r Reader) Agent(ctx context.Context, id int64) (*Agent, error) {
	return r.scanAgent(r.q.QueryRowContext(ctx, `SELECT `+agentColumns+` FROM agents WHERE id = ?`, id).Scan)
}

// AgentByLogin finds an agent by login in lower case, or returns ErrNotFound.
func (r Reader) AgentByLogin(ctx context.Context, login string) (*Agent, error) {
	return r.scanAgent(r.q.QueryRowContext(ctx, `SELECT `+agentColumns+` FROM agents WHERE login = ?`, login).Scan)
}

// SetShortcuts turns an agent's single-key shortcuts on or off.
func (t *Tx) SetShortcuts(ctx context.Context, agentID int64, on bool) error {
	_, err := t.exec(ctx, "set an agent's shortcuts", `UPDATE agents SET shortcuts = ? WHERE id = ?`, on, agentID)
	return err
}

// NameAgent sets the name that colleagues see for the agent; with an empty name they see the login.
func (t *Tx) NameAgent(ctx context.Context, a *Agent, name string) error {
	var sealed []byte
	if name != "" {
		sealed = t.keys.Seal("agents.name", a.Handle, []byte(name))
	}
	_, err := t.exec(ctx, "name an agent", `UPDATE agents SET name = ? WHERE id = ?`, nullable(sealed), a.ID)
	return err
}

// Called is the agent as shown to colleagues: name and login, or the login alone.
func (a *Agent) Called() string {
	if a.Name == "" {
		return a.Login
	}
	return a.Name + " (" + a.Login + ")"
}

// Stamp identifies a version of the agent's row, so that a form sent from an outdated page can be refused. The secret of an
// invitation cannot be derived from it.
func (a *Agent) Stamp() string {
	seen := fmt.Appendf(nil, "%s %d %d %d %t %d %x %s", a.Role, a.EnrolledAt.Unix(), a.DisabledAt.Unix(), a.InvitedUntil.Unix(), a.ByDirectory, a.AwaitedUntil.Unix(), a.Invitation, a.Name)
	sum := sha256.Sum256(seen)
	return hex.EncodeToString(sum[:16])
}

// CalledAgents maps the login of each agent who has a name to Called.
func (r Reader) CalledAgents(ctx context.Context) (map[string]string, error) {
	called := map[string]string{}
	all, err := r.Agents(ctx)
	for _, a := range all {
		if a.Name != "" {
			called[a.Login] = a.Called()
		}
	}
	return called, err
}

// Agents lists all agents, ordered by login.
func (r Reader) Agents(ctx context.Context) ([]*Agent, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT `+agentColumns+` FROM agents ORDER BY login`)
	if err != nil {
		return nil, fmt.Errorf("list agents: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var all []*Agent
	for rows.Next() {
		a, err := r.scanAgent(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// AddAgent creates an agent without password or second factor; Invite lets them enrol. It returns ErrAgentExists when
// the login is in use.
func (t *Tx) AddAgent(ctx context.Context, login string, role Role, now time.Time) (*Agent, error) {
	return t.addAgent(ctx, login, role, now, time.Time{}, nil)
}

// addAgent creates an agent. opened is the instant from which the access counts for approvals; key binds the agent to a
// person of the directory. An agent who is to enrol has neither.
func (t *Tx) addAgent(ctx context.Context, login string, role Role, now, opened time.Time, key []byte) (*Agent, error) {
	handle := make([]byte, 32)
	rand.Read(handle) //nolint:errcheck // never fails (crypto/rand)
	var id int64
	err := t.tx.QueryRowContext(ctx, `INSERT INTO agents (login, role, user_handle, created_at, opened_at, directory_key) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (login) DO NOTHING RETURNING id`, login, role, handle, seconds(now), seconds(opened), nullable(key)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrAgentExists
	}
	if err != nil {
		return nil, fmt.Errorf("add an agent: %w", err)
	}
	if err := agentSeal.write(ctx, t, id); err != nil {
		return nil, err
	}
	return t.Agent(ctx, id)
}

// InvitationKey is the keyed hash under which an enrolment secret is stored.
func (r Reader) InvitationKey(a *Agent, secret string) []byte {
	return r.keys.Index("agent enrolment", a.Handle, []byte(secret))
}

// Invite opens enrolment with a one-time secret until the given instant. It removes the agent's password, second factors and
// binding to the directory, ends their sessions, resets their counters of failed attempts and enables a disabled agent again.
// The access counts for approvals from opened on; where opened is zero, from the enrolment on.
func (t *Tx) Invite(ctx context.Context, a *Agent, secret string, now, until, opened time.Time) error {
	if err := t.dropAccess(ctx, a, now); err != nil {
		return err
	}
	_, err := agentSeal.update(ctx, t, a.ID, "invite an agent", `UPDATE agents SET enrolment_key = ?, enrolment_expires_at = ?, password_hash = NULL,
		totp_secret = NULL, totp_step = NULL, enrolled_at = NULL, disabled_at = NULL, opened_at = ?, directory_key = NULL, directory_until = NULL WHERE id = ?`, t.InvitationKey(a, secret), seconds(until), seconds(opened), a.ID)
	return err
}

// dropAccess removes an agent's passkeys, recovery codes and known browsers, ends their sessions and resets their counters of
// failed attempts.
func (t *Tx) dropAccess(ctx context.Context, a *Agent, now time.Time) error {
	for _, s := range []string{`DELETE FROM agent_passkeys WHERE agent_id = ?`, `DELETE FROM agent_recovery_codes WHERE agent_id = ?`} {
		if _, err := t.exec(ctx, "drop an agent's second factors", s, a.ID); err != nil {
			return err
		}
	}
	if err := t.CloseAgentLogins(ctx, a.ID, 0, now); err != nil {
		return err
	}
	if err := t.ForgetBrowsers(ctx, Account{Agent: a.ID}, nil); err != nil {
		return err
	}
	for _, kind := range []LimitKind{AgentFailures, AgentFactors, AgentProofs} {
		if err := t.Forget(ctx, kind, t.AgentTriesKey(a.Login)); err != nil {
			return err
		}
	}
	return nil
}

// AgentTriesKey is the keyed hash under which failed logins are counted. The login need not exist.
func (r Reader) AgentTriesKey(login string) []byte { return r.keys.Index("agent login", []byte(login)) }

// Invited says whether the secret with this key can still be used to enrol.
func (r Reader) Invited(ctx context.Context, a *Agent, key []byte, now time.Time) (bool, error) {
	var n int
	err := r.q.QueryRowContext(ctx, `SELECT count(*) FROM agents WHERE id = ? AND enrolment_key = ? AND enrolment_expires_at > ?`,
		a.ID, key, seconds(now)).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("read an invitation: %w", err)
	}
	return n == 1, nil
}

// Enrolment holds the credentials that an agent has chosen.
type Enrolment struct {
	PasswordHash  string // empty for an agent of the directory
	TOTPSecret    string // empty with a passkey
	TOTPStep      int64  // time step of the code that confirmed it
	Passkey       *Passkey
	RecoveryCodes []string
}

// Enrol stores an agent's password, second factor and recovery codes. An invitation can be used once: it returns
// ErrNotFound when the key is no longer valid.
func (t *Tx) Enrol(ctx context.Context, a *Agent, key []byte, e Enrolment, now time.Time) error {
	n, err := agentSeal.update(ctx, t, a.ID, "enrol an agent", `UPDATE agents SET password_hash = ?, enrolled_at = ?, opened_at = COALESCE(opened_at, ?), enrolment_key = NULL, enrolment_expires_at = NULL
		WHERE id = ? AND enrolment_key = ? AND enrolment_expires_at > ?`,
		t.sealedPassword(a, e.PasswordHash), seconds(now), seconds(now), a.ID, key, seconds(now))
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrNotFound
	}
	if e.Passkey != nil {
		if err := t.AddPasskey(ctx, a, *e.Passkey, now); err != nil {
			return err
		}
	}
	if e.TOTPSecret != "" {
		if err := t.SetTOTP(ctx, a, e.TOTPSecret, e.TOTPStep); err != nil {
			return err
		}
	}
	return t.SetRecoveryCodes(ctx, a, e.RecoveryCodes)
}

// sealedPassword seals a password hash for its column; nil (NULL) where the hash is empty.
func (t *Tx) sealedPassword(a *Agent, hash string) any {
	if hash == "" {
		return nil
	}
	return sealText(t.keys, "agents.password_hash", a.Handle, hash)
}

// SetAgentPassword replaces the password and ends all sessions except keep.
func (t *Tx) SetAgentPassword(ctx context.Context, a *Agent, hash string, keep int64, now time.Time) error {
	if _, err := t.exec(ctx, "change an agent's password", `UPDATE agents SET password_hash = ? WHERE id = ? AND enrolled_at IS NOT NULL`,
		sealText(t.keys, "agents.password_hash", a.Handle, hash), a.ID); err != nil {
		return err
	}
	return t.CloseAgentLogins(ctx, a.ID, keep, now)
}

// SetRole changes the agent's role. The access counts for approvals from opened on, if that is later than today's value. It
// returns ErrLastSupervisor when no supervisor would remain.
func (t *Tx) SetRole(ctx context.Context, a *Agent, role Role, opened time.Time) error {
	if role != RoleSupervisor {
		if err := t.notLast(ctx, a); err != nil {
			return err
		}
	}
	_, err := agentSeal.update(ctx, t, a.ID, "change an agent's role", `UPDATE agents SET role = ?, opened_at = max(opened_at, COALESCE(?, opened_at)) WHERE id = ?`, role, seconds(opened), a.ID)
	return err
}

// Disable disables the agent's access. It returns ErrLastSupervisor when no supervisor would remain.
func (t *Tx) Disable(ctx context.Context, a *Agent, now time.Time) error {
	if err := t.notLast(ctx, a); err != nil {
		return err
	}
	if _, err := agentSeal.update(ctx, t, a.ID, "disable an agent", `UPDATE agents SET disabled_at = ?, enrolment_key = NULL, enrolment_expires_at = NULL WHERE id = ? AND disabled_at IS NULL`,
		seconds(now), a.ID); err != nil {
		return err
	}
	return t.CloseAgentLogins(ctx, a.ID, 0, now)
}

// notLast returns ErrLastSupervisor unless another active supervisor exists.
func (t *Tx) notLast(ctx context.Context, a *Agent) error {
	if a.Role != RoleSupervisor || a.Disabled() {
		return nil
	}
	var others int
	err := t.tx.QueryRowContext(ctx, `SELECT count(*) FROM agents WHERE role = ? AND disabled_at IS NULL AND enrolled_at IS NOT NULL AND id <> ?`, RoleSupervisor, a.ID).Scan(&others)
	if err != nil {
		return fmt.Errorf("count supervisors: %w", err)
	}
	if others == 0 {
		return ErrLastSupervisor
	}
	return nil
}
