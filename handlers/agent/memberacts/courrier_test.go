package memberacts_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
)

// TestALetterThatNeverCameIsMadeAgainFromTheMembersPage: a letter posted on a Monday may be renewed from the next Monday on.
func TestALetterThatNeverCameIsMadeAgainFromTheMembersPage(t *testing.T) {
	s := servicetest.NewService(t)
	secrets := s.QueueLetters(2)
	mailroom, agent := s.AgentBrowser(db.RoleMailroom), s.AgentBrowser(db.RoleAgent)
	page := fmt.Sprintf("/agent/adherents/%d/courrier", s.Member(servicetest.Tiers(1)).ID)
	agent.Get(page).Says("Aucun courrier posté n'est à refaire.")
	mailroom.Prints()
	mailroom.Get(servicetest.Courriers+"/lots/1").PressTicked("Tout est posté (2 courriers)", "tous")
	s.Wait(6 * 24 * time.Hour)
	agent = s.AgentBrowser(db.RoleAgent)
	agent.Get(page).Says("La poste peut encore l'apporter : il pourra être refait le 30 novembre 2026").SaysNot("Motif")
	s.Wait(24 * time.Hour)
	agent, mailroom = s.AgentBrowser(db.RoleAgent), s.AgentBrowser(db.RoleMailroom)
	p := agent.Get(page).Says("L'adhérent dit qu'il ne l'a jamais reçu")
	path, form := p.Form("Refaire ce courrier", nil)
	agent.Post(path, form).At(page, 422)
	form.Set("raison", "letter-missing")
	agent.Post(path, form).At(strings.TrimSuffix(page, "/courrier")+"?etat=refait", 200).Says("Le courrier est refait avec un autre mot de passe")
	agent.Post(path, form).At(strings.TrimSuffix(page, "/courrier")+"?etat=refait", 200) // a double click
	form.Set("page", "another tab")
	agent.Post(path, form).At(page, 422)
	s.Browser().LogIn(servicetest.Tiers(1), secrets[1]).SaysNot("Choisissez votre mot de passe")
	again := s.Letters()
	if len(again) != 1 || again[0].MemberID != s.Member(servicetest.Tiers(1)).ID {
		t.Fatalf("%d letters wait", len(again))
	}
	for event, want := range map[string]int{"letter-lost": 1, "letter-renewed": 1} {
		if n := s.AuditCount(event, "ok"); n != want {
			t.Errorf("%s was noted %d times", event, n)
		}
	}
	if p := mailroom.Post(page, url.Values{}); p.Status != 403 {
		t.Errorf("the mailroom makes it again there: %d", p.Status)
	}
}
