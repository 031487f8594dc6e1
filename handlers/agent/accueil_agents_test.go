package agent_test

import (
	"strings"
	"testing"
	"time"

	"sesame/db"
)

func TestANewAccessStandsOnTheSuperviseursHome(t *testing.T) {
	s, _, chief := target(t, db.RoleSupervisor)
	invites(s, chief, "second", db.RoleAgent)
	const told = "L'accès de second (agent) a moins de 48 heures : il est ouvert depuis 15 h 06. Il comptera pour les accords mercredi 25 novembre à 15 h 06."
	chief.Get("/agent").Says(told)
	if strings.Contains(s.AgentBrowser(db.RoleAgent).Get("/agent").Text(), "second") {
		t.Error("an agent is told, too")
	}
	chief.AgentPage("second").Press("Retirer l'accès", nil)
	if strings.Contains(chief.Get("/agent").Text(), "L'accès de second") {
		t.Error("a withdrawn access is told")
	}
	invites(s, chief, "tiers", db.RoleAgent)
	s.Wait(48 * time.Hour)
	if strings.Contains(s.AgentBrowser(db.RoleSupervisor).Get("/agent").Text(), "L'accès de tiers") {
		t.Error("an access of 48 hours is told")
	}
}
