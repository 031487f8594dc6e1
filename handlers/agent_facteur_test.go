package handlers_test

import (
	"strings"
	"testing"
	"time"

	"sesame/db"
)

func TestWrongSecondFactorsAreNotForgivenByTheAgentsOwnLogins(t *testing.T) {
	s := newService(t)
	s.enrolAgent("pmercier", db.RoleAgent)
	thief, owner := s.browser(), s.browser()
	for range s.limits.LoginFree - 2 {
		thief.deskPassword("pmercier", agentPassword).press("Valider", fields{"code": "zzzzz-zzzzz"}).at("/agent/second-facteur", 422)
	}
	owner.deskPassword("pmercier", agentPassword).press("Valider", fields{"code": s.agentCode()}).at("/agent", 200)
	for range 2 {
		thief.deskPassword("pmercier", agentPassword).press("Valider", fields{"code": "zzzzz-zzzzz"}).at("/agent/second-facteur", 422)
	}
	thief.deskPassword("pmercier", agentPassword).press("Valider", fields{"code": "zzzzz-zzzzz"}).at("/agent/second-facteur", 429)
}

func TestAPageOfTheAgentsShowsNoFaultOfFormatting(t *testing.T) {
	s := newService(t)
	a := s.enrolAgent("pmercier", db.RoleAgent)
	boss := s.agentBrowser(db.RoleSupervisor)
	if p := boss.agentPage(a.Login); strings.Contains(p.raw, "%!") {
		t.Error("a page says %!")
	}
}

func TestAFileAloneCannotSendAPasswordElsewhere(t *testing.T) {
	s := newService(t)
	s.browser().establish(marie, first)
	s.wait(time.Hour)
	s.importFiles(strings.Replace(membersFile, "06 39 98 12 34", "06 39 98 99 99", 1), "identifiant;nature;date;montant\n")
	s.sent()
	s.browser().forget(marie, "sms")
	if code := s.lastOf(db.KindCode); code.To != "marie@poitou.example" || code.Instead != "sms" {
		t.Errorf("the code went to %s, instead of %q", code.To, code.Instead)
	}
	s.wait(48 * time.Hour)
	s.browser().forget(marie, "sms")
	if code := s.lastOf(db.KindCode); code.To != "+33639989999" {
		t.Errorf("after 48 hours the code went to %s", code.To)
	}
}
