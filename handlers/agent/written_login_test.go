package agent_test

import (
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
)

// Who can write the database leads an agent's session to a supervisor's rights by its row: they are answered with a fault.
func TestALoginThatIsGivenToAnotherAgentOpensNothing(t *testing.T) {
	s := servicetest.NewService(t)
	agent := s.AgentBrowser(db.RoleAgent)
	supervisor := s.EnrolAgent("pmercier", db.RoleSupervisor)
	if _, err := s.Raw().ExecContext(t.Context(), `UPDATE agent_logins SET agent_id = ?`, supervisor.ID); err != nil {
		t.Fatal(err)
	}
	agent.Get("/agent").At("/agent", 500)
}
