package handlers_test

import (
	"testing"

	"sesame/db"
)

func TestAnAgentComesIn(t *testing.T) {
	s := newService(t)
	s.agentBrowser(db.RoleSupervisor).get("/agent/droits").at("/agent/droits", 200).says("Votre rôle : superviseur")
}
