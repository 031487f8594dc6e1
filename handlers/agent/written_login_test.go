package agent_test

import (
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
)

// A person who can write to the database points an agent's session to a supervisor: the answer is an error.
func TestALoginThatIsGivenToAnotherAgentOpensNothing(t *testing.T) {
	s := servicetest.NewService(t)
	agent := s.AgentBrowser(db.RoleAgent)
	supervisor := s.EnrolAgent("pmercier", db.RoleSupervisor)
	if _, err := s.Raw().ExecContext(t.Context(), `UPDATE agent_logins SET agent_id = ?`, supervisor.ID); err != nil {
		t.Fatal(err)
	}
	agent.Get("/agent").At("/agent", 500)
	if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM audit WHERE event = 'altered-met' AND result = 'refused'`); n == 0 {
		t.Error("the audit log does not tell it")
	}
}

// A person who can write to the database deletes their own login and waits until a supervisor's login gets its ID: the row is
// genuine, and their session opens nothing.
func TestALoginWhoseNumberAnotherAgentsTakesOpensNothing(t *testing.T) {
	s := servicetest.NewService(t)
	agent := s.AgentBrowser(db.RoleAgent)
	last := servicetest.Number(t, s.Raw(), `SELECT max(id) FROM agent_logins`)
	if _, err := s.Raw().ExecContext(t.Context(), `DELETE FROM agent_logins WHERE id = ?`, last); err != nil {
		t.Fatal(err)
	}
	supervisor := s.AgentBrowser(db.RoleSupervisor)
	if servicetest.Number(t, s.Raw(), `SELECT max(id) FROM agent_logins`) != last {
		t.Fatal("the number has not been given again")
	}
	supervisor.Get("/agent").At("/agent", 200)
	agent.Get("/agent").At("/agent", 500)
}

// A person who can write to the database gives themselves a supervisor's rights: the answer is an error, which the log records.
func TestRightsThatWereWrittenOpenNothing(t *testing.T) {
	s := servicetest.NewService(t)
	agent := s.AgentBrowser(db.RoleAgent)
	if _, err := s.Raw().ExecContext(t.Context(), `UPDATE agents SET role = 'superviseur'`); err != nil {
		t.Fatal(err)
	}
	agent.Get("/agent").At("/agent", 500)
	if n := servicetest.Number(t, s.Raw(), `SELECT count(*) FROM audit WHERE event = 'altered-met'`); n == 0 {
		t.Error("the audit log does not tell it")
	}
}
