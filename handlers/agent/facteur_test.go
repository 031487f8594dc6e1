package agent_test

import (
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
)

func TestWrongSecondFactorsAreNotForgivenByTheAgentsOwnLogins(t *testing.T) {
	s := servicetest.NewService(t)
	s.EnrolAgent("pmercier", db.RoleAgent)
	thief, owner := s.Browser(), s.Browser()
	for range s.Limits.LoginFree - 2 {
		thief.DeskPassword("pmercier", servicetest.AgentPassword).Press("Valider", servicetest.Fields{"code": "zzzzz-zzzzz"}).At("/agent/second-facteur", 422)
	}
	owner.DeskPassword("pmercier", servicetest.AgentPassword).Press("Valider", servicetest.Fields{"code": s.AgentCode()}).At("/agent", 200)
	for range 2 {
		thief.DeskPassword("pmercier", servicetest.AgentPassword).Press("Valider", servicetest.Fields{"code": "zzzzz-zzzzz"}).At("/agent/second-facteur", 422)
	}
	thief.DeskPassword("pmercier", servicetest.AgentPassword).Press("Valider", servicetest.Fields{"code": "zzzzz-zzzzz"}).At("/agent/second-facteur", 429)
}

func TestAPageOfTheAgentsShowsNoFaultOfFormatting(t *testing.T) {
	s := servicetest.NewService(t)
	a := s.EnrolAgent("pmercier", db.RoleAgent)
	boss := s.AgentBrowser(db.RoleSupervisor)
	if p := boss.AgentPage(a.Login); strings.Contains(p.Raw, "%!") {
		t.Error("a page says %!")
	}
}

func TestAFileAloneCannotSendAPasswordElsewhere(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	s.Wait(time.Hour)
	s.ImportFiles(strings.Replace(servicetest.MembersFile, "06 39 98 12 34", "06 39 98 99 99", 1), "identifiant;nature;date;montant\n")
	s.Sent()
	s.Browser().Forget(servicetest.Marie, "sms")
	if code := s.LastOf(db.KindCode); code.To != "marie@poitou.example" || code.Instead != "sms" {
		t.Errorf("the code went to %s, instead of %q", code.To, code.Instead)
	}
	s.Wait(48 * time.Hour)
	s.Browser().Forget(servicetest.Marie, "sms")
	if code := s.LastOf(db.KindCode); code.To != "+33639989999" {
		t.Errorf("after 48 hours the code went to %s", code.To)
	}
}
