package acts

import (
	"context"
	"errors"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/journey/events"
)

// DirectoryPerson is a person that the caisse's directory has authenticated, with the role that it gives them.
type DirectoryPerson struct {
	Key   []byte // db.DirectoryKey
	SID   []byte // db.DirectorySID; nil when the directory sent none
	Login string // empty when the directory's name cannot be a login
	Name  string // display name for colleagues; empty when the directory sent none
	Role  db.Role
}

// directoryAwaits is how long AwaitDirectory lets the directory bind a person to an agent.
const directoryAwaits = db.InvitationLife

// AdmitDirectory returns the agent of a person of the directory, and creates it at the first login. An agent who exists
// already is never bound to a person by name alone: a supervisor must have called AwaitDirectory for it. The role is
// the directory's. Refused: DirectoryName, DirectoryTaken, DirectoryDisabled; RefuseDirectory writes them to the audit
// log.
func (a *Acts) AdmitDirectory(ctx context.Context, t *db.Tx, who Actor, p DirectoryPerson) (*db.Agent, error) {
	agent, err := t.AgentOfDirectory(ctx, p.Key)
	if notFound(err) {
		agent, err = a.bindDirectory(ctx, t, who, p)
	}
	if err != nil {
		return nil, err
	}
	if p.Name != "" && p.Name != agent.Name {
		if err := t.NameAgent(ctx, agent, p.Name); err != nil {
			return nil, err
		}
		agent.Name = p.Name
	}
	switch {
	case agent.Disabled():
		return nil, refuse(DirectoryDisabled)
	case agent.Role == p.Role:
		return agent, nil
	}
	return a.directoryRole(ctx, t, who, agent, p.Role)
}

// bindDirectory binds a person who logs in by the directory for the first time to an agent: to one that a supervisor
// awaits, or to a new one.
func (a *Acts) bindDirectory(ctx context.Context, t *db.Tx, who Actor, p DirectoryPerson) (*db.Agent, error) {
	if p.Login == "" {
		return nil, refuse(DirectoryName)
	}
	agent, err := t.AgentByLogin(ctx, p.Login)
	switch {
	case notFound(err):
		agent, err = t.AddDirectoryAgent(ctx, p.Login, p.Role, p.Key, a.Now())
	case err != nil:
		return nil, err
	default:
		err = t.BindDirectory(ctx, agent, p.Key, a.Now())
		if notFound(err) {
			return nil, refuse(DirectoryTaken)
		}
	}
	if err != nil {
		return nil, err
	}
	if agent.Role != p.Role {
		if agent, err = a.directoryRole(ctx, t, who, agent, p.Role); err != nil {
			return nil, err
		}
	}
	if agent, err = t.Agent(ctx, agent.ID); err != nil {
		return nil, err
	}
	who.Kind, who.Agent = Agent, agent
	return agent, a.audit(ctx, t, who, events.AgentBound.OK(nil, events.Details{Login: agent.Login, Role: string(agent.Role)}))
}

func (a *Acts) directoryRole(ctx context.Context, t *db.Tx, who Actor, agent *db.Agent, role db.Role) (*db.Agent, error) {
	var opened time.Time
	if MayApprove.Of(role) && !MayApprove.Of(agent.Role) {
		opened = a.Now()
	}
	if err := t.SetDirectoryRole(ctx, agent, role, opened); err != nil {
		return nil, err
	}
	changed, err := t.Agent(ctx, agent.ID)
	if err != nil {
		return nil, err
	}
	who.Kind, who.Agent = Agent, changed
	return changed, a.audit(ctx, t, who, events.AgentDirectoryRole.OK(nil, events.Details{Login: changed.Login, Role: string(role)}))
}

// OpenByDirectory opens a session for an agent for whom the directory has verified both factors.
func (a *Acts) OpenByDirectory(ctx context.Context, t *db.Tx, who Actor, agent *db.Agent, sid []byte) (session int64, err error) {
	if err := t.EnterByDirectory(ctx, agent, a.Now()); err != nil {
		return 0, err
	}
	if agent, err = t.Agent(ctx, agent.ID); err != nil {
		return 0, err
	}
	return a.openSession(ctx, t, who, agent, events.ByDirectory, sid)
}

// BeginDirectoryLogin begins the second half of a login by the directory: a second factor here. passkey is the challenge for
// a passkey; nil when the agent has none.
func (a *Acts) BeginDirectoryLogin(ctx context.Context, t *db.Tx, agent *db.Agent, entry db.DirectoryEntry, passkey []byte, former []byte) (*db.Flow, error) {
	f := &db.Flow{AgentID: agent.ID, ProvedAt: a.Now(), Secrets: db.FlowSecrets{Basis: a.passwordKey(agent), Passkey: passkey, Directory: &entry}}
	return f, a.BeginFlow(ctx, t, f, journey.Login.Name, former)
}

// BeginDirectoryEnrolment lets an agent of the directory choose a second factor, which the following logins require.
func (a *Acts) BeginDirectoryEnrolment(ctx context.Context, t *db.Tx, agent *db.Agent, entry db.DirectoryEntry, secret string, passkey []byte, former []byte) (*db.Flow, error) {
	key := account.NewTemporaryPassword() // known to this journey alone
	f := &db.Flow{AgentID: agent.ID, ProvedAt: a.Now(), Secrets: db.FlowSecrets{Basis: a.DB.InvitationKey(agent, key), TOTPSecret: secret, Passkey: passkey, Directory: &entry}}
	if err := a.BeginFlow(ctx, t, f, journey.Enrolment.Name, former); err != nil {
		return nil, err
	}
	return f, t.EnrolDirectory(ctx, agent, key, f.ExpiresAt)
}

// AwaitDirectory lets the directory bind a person with the agent's login to that agent, who has no other access
// meanwhile. Refused: OwnAccess, AgentChanged.
func (a *Acts) AwaitDirectory(ctx context.Context, t *db.Tx, who Actor, id int64, stamp string) error {
	agent, err := a.manage(ctx, t, who, id, stamp)
	if err != nil {
		return err
	}
	if err := t.AwaitDirectory(ctx, agent, a.Now(), a.Now().Add(directoryAwaits)); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.AgentAwaited.OK(nil, events.Details{Login: agent.Login}))
}

// RefuseDirectory records that a person whom the directory has authenticated was refused. The open sessions of an agent
// bound to that person end, because they have lost every role at the directory, or were disabled here.
func (a *Acts) RefuseDirectory(ctx context.Context, who Actor, p DirectoryPerson, cause events.Cause) error {
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		login := p.Login
		agent, err := t.AgentOfDirectory(ctx, p.Key)
		if err != nil && !notFound(err) {
			return err
		}
		if agent != nil {
			login = agent.Login
			if err := t.CloseAgentLogins(ctx, agent.ID, 0, a.Now()); err != nil {
				return err
			}
		}
		return a.auditRefusal(ctx, t, who, events.AgentLogin.Refused(nil, events.Details{Way: events.ByDirectory, Login: login, Cause: cause}))
	})
}

// DirectoryCause returns the audit cause of a person of the directory being refused; empty for any other error.
func DirectoryCause(err error) events.Cause {
	var refused *Refused
	if !errors.As(err, &refused) {
		return ""
	}
	switch refused.Why {
	case DirectoryName:
		return events.UnfitName
	case DirectoryTaken:
		return events.NameTaken
	case DirectoryDisabled:
		return events.NoAccess
	}
	return ""
}

// LeaveByDirectory ends sessions of an agent who has logged out at the directory: those that its session sid has
// opened, or all of the person's when sid is nil. person may be nil when sid is given. An unknown person or session is
// not an error.
func (a *Acts) LeaveByDirectory(ctx context.Context, who Actor, person, sid []byte) error {
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		find, key := t.AgentOfDirectory, person
		if person == nil {
			find, key = t.AgentOfDirectorySession, sid
		}
		agent, err := find(ctx, key)
		if notFound(err) {
			return nil
		}
		if err != nil {
			return err
		}
		ended, err := t.CloseDirectoryLogins(ctx, agent, sid, a.Now())
		if err != nil || ended == 0 {
			return err
		}
		return a.audit(ctx, t, who, events.AgentDirectoryLogout.OK(nil, events.Details{Login: agent.Login}))
	})
}
