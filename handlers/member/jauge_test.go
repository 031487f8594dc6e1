package member_test

import (
	"strings"
	"testing"
	"time"

	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

// asked is the level and the advice that the gauge gives a password.
func asked(b *servicetest.Browser, password string) string {
	return b.Post("/jauge", map[string][]string{"nouveau": {password}}).At("/jauge", 200).Doc.Find("p").Text()
}

func TestTheGaugeSaysWhatTheFormRefuses(t *testing.T) {
	const start = "/espace/mon-compte/mot-de-passe"
	s := servicetest.NewService(t)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	p := b.Get(start).Press("Suivant", servicetest.Fields{"actuel": servicetest.First}).At(start+"/nouveau-mot-de-passe", 200)
	for chosen, why := range map[string]string{
		servicetest.First:           "déjà le vôtre",
		servicetest.First + "!2026": "ressemble trop",
		"Tracteur2024!":             "se devine vite",
	} {
		if said := asked(b, chosen); !strings.Contains(said, "faible") || !strings.Contains(said, why) {
			t.Errorf("%s: the gauge says %s; want %s", why, said, why)
		}
		refused := p.Press("Suivant", servicetest.Fields{"nouveau": chosen, "confirmation": chosen}).At(start+"/nouveau-mot-de-passe", 422)
		if level := refused.Doc.Find("#jauge strong").Text(); level != "faible" {
			t.Errorf("%s: the form's gauge says %q", why, level)
		}
	}
	if said := asked(b, servicetest.Second); strings.Contains(said, "faible") {
		t.Errorf("a good one: %s", said)
	}
}

// Whoever sits before the gauge learns of the member's data 300 times an hour at most, and the audit log tells it.
func TestQuestionsToTheGaugeAreBoundedForEachMember(t *testing.T) {
	const most = 300
	s := servicetest.NewService(t)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	own := s.Member(servicetest.Marie).Profile.LastName + "-1947-!a"
	own = strings.ToUpper(own[:1]) + own[1:]
	for range most - 1 {
		asked(b, "Abc")
	}
	if said := asked(b, own); !strings.Contains(said, "votre nom") {
		t.Fatalf("within the bound: %s", said)
	}
	if rows := s.Audited(events.PasswordsJudged.Name()); len(rows) != 0 {
		t.Fatalf("%d events within the bound", len(rows))
	}
	for range 3 {
		if said := asked(b, own); strings.Contains(said, "votre nom") {
			t.Errorf("past the bound: %s", said)
		}
	}
	if rows := s.Audited(events.PasswordsJudged.Name()); len(rows) != 1 {
		t.Errorf("%d events past the bound; want one", len(rows))
	}
	s.Wait(time.Hour + time.Minute)
	b.LogIn(servicetest.Marie, servicetest.First)
	if said := asked(b, own); !strings.Contains(said, "votre nom") {
		t.Errorf("an hour later: %s", said)
	}
}
