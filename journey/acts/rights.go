package acts

import (
	"context"
	"errors"
	"slices"

	"sesame/db"
)

// Right is one thing that an agent may do. Every route of the agents' and every act of theirs names the one it needs.
type Right string

// The rights. MayEnter is every agent's.
const (
	MayEnter      Right = "in"
	MayFind       Right = "find"
	MayReset      Right = "reset"
	MayApprove    Right = "approve"
	MayUnblock    Right = "unblock"
	MayCorrect    Right = "correct"
	MayClose      Right = "close-sessions"
	MayAnswer     Right = "answer"
	MayPrint      Right = "print"
	MayImport     Right = "import"
	MaySeeFigures Right = "figures"
	MayManage     Right = "agents"
	MayReadLog    Right = "log"
)

// Rights says who may do what, in the order in which agents read it; nothing else decides.
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
	{MayClose, []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{MayAnswer, []db.Role{db.RoleAgent, db.RoleSupervisor}},
	{MayPrint, []db.Role{db.RoleMailroom, db.RoleSupervisor}},
	{MayImport, []db.Role{db.RoleSupervisor}},
	{MaySeeFigures, []db.Role{db.RoleSupervisor}},
	{MayManage, []db.Role{db.RoleSupervisor}},
	{MayReadLog, []db.Role{db.RoleSupervisor}},
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
	// ErrSessionEnded: the agent's session was closed, or the access or the password that it stood on was taken away.
	ErrSessionEnded = errors.New("the agent's session has ended")
	// ErrForbidden: the agent's role does not have the right, or has lost it.
	ErrForbidden = errors.New("the agent's role does not allow this")
)

// allow makes sure, in the transaction of an act, that the agent may still do it: their session stands, and so do the
// password that it was opened with and the right. Whoever took these away has come first. The command line may do all.
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
