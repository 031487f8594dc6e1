package acts

import (
	"context"
	"errors"
	"slices"

	"sesame/db"
)

// Right is a permission of agents. Every route and act of agents names the one that it requires.
type Right string

// The rights. Every agent has MayEnter.
const (
	MayEnter              Right = "in"
	MayFind               Right = "find"
	MayReset              Right = "reset"
	MayApprove            Right = "approve"
	MayUnblock            Right = "unblock"
	MayCorrect            Right = "correct"
	MayCloseSessions      Right = "close-sessions"
	MaySuspend            Right = "suspend"
	MayCloseAccounts      Right = "end"       // close and reopen them
	MayCloseAccountsAlone Right = "end-alone" // without a colleague
	MayExport             Right = "export"    // all data held about a member
	MayErase              Right = "erase"     // all data held about a member, with a colleague
	MayRelease            Right = "release"   // messages and letters held because of a ceiling
	MayAnswer             Right = "answer"
	MayKeepReadyAnswers   Right = "ready-answers"
	MaySetAside           Right = "set-aside" // entries of the work lists
	MayActOnMany          Right = "many"      // members of the work lists, at once
	MayPrint              Right = "print"
	MayImport             Right = "import"
	MaySeeFigures         Right = "figures"
	MayManageAgents       Right = "agents"
	MayManageClients      Right = "clients"
	MayReadLog            Right = "log"
	MaySeeState           Right = "state"
)

// Rights is the only definition of which roles have which rights, in display order.
var Rights = []struct {
	Right Right
	Roles []db.Role
}{
	{MayEnter, db.Roles},
	{MayFind, []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{MayReset, []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{MayApprove, []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{MayUnblock, []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{MayCorrect, []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{MayCloseSessions, []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{MaySuspend, []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{MayCloseAccounts, []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{MayCloseAccountsAlone, []db.Role{db.RoleSupervisor}},
	{MayExport, []db.Role{db.RoleSupervisor}},
	{MayErase, []db.Role{db.RoleSupervisor}},
	{MayRelease, []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{MayAnswer, []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{MayKeepReadyAnswers, []db.Role{db.RoleSupervisor}},
	{MaySetAside, []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{MayActOnMany, []db.Role{db.RoleSupervisor}},
	{MayPrint, []db.Role{db.RoleMailroom, db.RoleSupervisor}},
	{MayImport, []db.Role{db.RoleSupervisor}},
	{MaySeeFigures, []db.Role{db.RoleSupervisor}},
	{MayManageAgents, []db.Role{db.RoleSupervisor}},
	{MayManageClients, []db.Role{db.RoleSupervisor}},
	{MayReadLog, []db.Role{db.RoleSupervisor}},
	{MaySeeState, []db.Role{db.RoleSupervisor}},
}

// Of says whether a role has the right.
func (r Right) Of(role db.Role) bool {
	for _, row := range Rights {
		if row.Right == r {
			return slices.Contains(row.Roles, role)
		}
	}
	return false
}

var (
	// ErrSessionEnded means that the agent's session was closed, or that their access or password has changed since it
	// was opened.
	ErrSessionEnded = errors.New("the agent's session has ended")
	// ErrForbidden means that the agent's role does not have the right, or no longer has it.
	ErrForbidden = errors.New("the agent's role does not allow this")
)

// allow checks, in the transaction of an act, that the agent's session, password and right are still valid, so that a
// concurrent revocation takes effect first. The command line has all rights.
func (a *Acts) allow(ctx context.Context, t *db.Tx, who Actor, r Right) error {
	if who.Kind == System {
		return nil
	}
	if who.Agent == nil {
		return ErrForbidden
	}
	agent, err := t.Agent(ctx, who.Agent.ID)
	if err != nil {
		return err
	}
	login, err := t.AgentLogin(ctx, who.Session)
	switch {
	case err != nil:
		return err
	case !login.EndedAt.IsZero() || agent.Disabled() || !agent.Enrolled() || agent.PasswordHash != who.Agent.PasswordHash:
		return ErrSessionEnded
	case !r.Of(agent.Role):
		return ErrForbidden
	}
	return nil
}
