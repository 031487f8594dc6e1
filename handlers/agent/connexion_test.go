package agent_test

import (
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
)

func TestAnAgentComesIn(t *testing.T) {
	s := servicetest.NewService(t)
	s.AgentBrowser(db.RoleSupervisor).Get("/agent/droits").At("/agent/droits", 200).Says("Votre rôle : superviseur")
}
