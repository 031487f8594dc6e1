package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// Invitation is an enrolment secret to be given to its agent.
type Invitation struct {
	Login  string
	Role   db.Role
	Secret string
	Until  time.Time
}

// AddAgent creates an agent and invites them. An empty role means supervisor for the first agent, otherwise agent.
// db.ErrAgentExists when the login is in use.
func (a *Acts) AddAgent(ctx context.Context, t *db.Tx, who Actor, login, name string, role db.Role) (Invitation, error) {
	if err := a.allow(ctx, t, who, MayManageAgents); err != nil {
		return Invitation{}, err
	}
	if role == "" {
		role = db.RoleAgent
		if all, err := t.Agents(ctx); err != nil {
			return Invitation{}, err
		} else if len(all) == 0 {
			role = db.RoleSupervisor
		}
	}
	agent, err := t.AddAgent(ctx, login, role, a.Now())
	if err != nil {
		return Invitation{}, err
	}
	if err := t.NameAgent(ctx, agent, name); err != nil {
		return Invitation{}, err
	}
	var opened time.Time
	if who.Kind == System { // added at the command line: the access counts from now, not from the enrolment
		opened = a.Now()
	}
	return a.invite(ctx, t, who, agent, opened, events.AgentAdded)
}

// Invite issues a new enrolment secret, to an agent who has lost a password or second factor or who returns. stamp is
// that of the agent's row as shown. Refused: OwnAccess, AgentChanged.
func (a *Acts) Invite(ctx context.Context, t *db.Tx, who Actor, id int64, stamp string) (Invitation, error) {
	agent, err := a.manage(ctx, t, who, id, stamp)
	if err != nil {
		return Invitation{}, err
	}
	return a.invite(ctx, t, who, agent, time.Time{}, events.AgentInvited)
}

func (a *Acts) invite(ctx context.Context, t *db.Tx, who Actor, agent *db.Agent, opened time.Time, kind events.Kind) (Invitation, error) {
	i := Invitation{agent.Login, agent.Role, account.NewTemporaryPassword(), a.Now().Add(db.InvitationLife)}
	if err := t.Invite(ctx, agent, i.Secret, a.Now(), i.Until, opened); err != nil {
		return i, err
	}
	return i, a.audit(ctx, t, who, kind.OK(nil, events.Details{Login: agent.Login, Role: string(agent.Role)}))
}

// ChangeRole changes an agent's role. Refused: OwnAccess, AgentChanged, DirectoryRole; db.ErrLastSupervisor.
func (a *Acts) ChangeRole(ctx context.Context, t *db.Tx, who Actor, id int64, stamp string, role db.Role) error {
	agent, err := a.manage(ctx, t, who, id, stamp)
	if err != nil {
		return err
	}
	if agent.ByDirectory {
		return refuse(DirectoryRole)
	}
	var opened time.Time
	if MayApprove.Of(role) && !MayApprove.Of(agent.Role) {
		opened = a.Now()
	}
	if err := t.SetRole(ctx, agent, role, opened); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.AgentRole.OK(nil, events.Details{Login: agent.Login, Role: string(role)}))
}

// NameAgent changes the display name of an agent, which colleagues see. Refused: OwnAccess, AgentChanged.
func (a *Acts) NameAgent(ctx context.Context, t *db.Tx, who Actor, id int64, stamp, name string) error {
	agent, err := a.manage(ctx, t, who, id, stamp)
	if err != nil {
		return err
	}
	if err := t.NameAgent(ctx, agent, name); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.AgentNamed.OK(nil, events.Details{Login: agent.Login}))
}

// Disable disables an agent's access and ends their sessions. Refused: OwnAccess, AgentChanged; db.ErrLastSupervisor.
func (a *Acts) Disable(ctx context.Context, t *db.Tx, who Actor, id int64, stamp string) error {
	agent, err := a.manage(ctx, t, who, id, stamp)
	if err != nil {
		return err
	}
	if err := t.Disable(ctx, agent, a.Now()); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.AgentDisabled.OK(nil, events.Details{Login: agent.Login}))
}

// manage reads the agent to be changed by a supervisor or a command, and checks the stamp.
func (a *Acts) manage(ctx context.Context, t *db.Tx, who Actor, id int64, stamp string) (*db.Agent, error) {
	if err := a.allow(ctx, t, who, MayManageAgents); err != nil {
		return nil, err
	}
	if who.Agent != nil && who.Agent.ID == id {
		return nil, refuse(OwnAccess)
	}
	agent, err := t.Agent(ctx, id)
	if err != nil {
		return nil, err
	}
	if agent.Stamp() != stamp {
		return nil, refuse(AgentChanged)
	}
	return agent, nil
}
