package agent_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sesame/db"
	"sesame/handlers/servicetest"
)

// shownSecret is the authenticator's secret on a page.
func shownSecret(p *servicetest.Page) string {
	return strings.ReplaceAll(p.Doc.Find("code").First().Text(), " ", "")
}

// codeOf is the code that an authenticator with this secret shows.
func codeOf(t *testing.T, s *servicetest.Service, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, s.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// together presses the same button in several tabs of a browser at once.
func together(s *servicetest.Service, button string, typed servicetest.Fields, tabs ...*servicetest.Page) []*servicetest.Page {
	answers := make([]*servicetest.Page, len(tabs))
	s.Together(servicetest.EachOf(len(tabs), func(i int) { answers[i] = tabs[i].Press(button, typed) })...)
	return answers
}

func TestTabsOfOneEnrolmentDoNotOverwriteEachOther(t *testing.T) {
	for range 3 {
		s := servicetest.NewService(t)
		s.Invite("pmercier", db.RoleAgent, "verger7kmpqx")
		b := s.Browser()
		first := b.Get("/agent/enrolement").Press("Suivant", servicetest.Fields{"agent": "pmercier", "secret": "verger7kmpqx"})
		tabs := together(s, "Suivant", servicetest.Fields{"nouveau": servicetest.AgentPassword, "confirmation": servicetest.AgentPassword}, first, b.Get(first.Path), b.Get(first.Path))
		for _, tab := range tabs {
			if tab.At("/agent/enrolement/second-facteur", 200); shownSecret(tab) != shownSecret(tabs[0]) {
				t.Fatal("two tabs show two secrets")
			}
		}
		if n := servicetest.Number(t, s.Raw(), `SELECT revision FROM flows WHERE journey = 'agent-enrolement'`); n != 1 {
			t.Errorf("the journey was written %d times", n)
		}
		together(s, "Valider le code", servicetest.Fields{"code": tabs[0].ShownCode()}, tabs...)
		if n, m := s.AuditCount("agent-enrolled", "ok"), s.OpenAgentLogins("pmercier"); n != 1 || m != 1 {
			t.Errorf("enrolled %d times, with %d sessions", n, m)
		}
		p := b.Get("/agent/codes-de-secours").At("/agent/codes-de-secours", 200)
		code := p.Doc.Find("code").First().Text()
		p.Press("J'ai noté mes codes", nil).At("/agent", 200)
		s.Browser().DeskPassword("pmercier", servicetest.AgentPassword).Press("Valider", servicetest.Fields{"code": code}).At("/agent?etat=secours", 200)
	}
}

func TestAnEnrolmentBegunAgainEndsTheFormerOne(t *testing.T) {
	s := servicetest.NewService(t)
	s.Invite("pmercier", db.RoleAgent, "verger7kmpqx")
	b := s.Browser()
	former := b.EnrolsUntilFactor("pmercier", "verger7kmpqx")
	b.Get("/agent/enrolement").Press("Suivant", servicetest.Fields{"agent": "pmercier", "secret": "verger7kmpqx"})
	former.Press("Valider le code", servicetest.Fields{"code": former.ShownCode()}).At("/agent/enrolement/mot-de-passe", 200)
	if s.Agent("pmercier").Enrolled() {
		t.Error("the former one goes on")
	}
}

func TestTabsThatAddAnAuthenticatorDoNotOverwriteEachOther(t *testing.T) {
	for range 3 {
		s := servicetest.NewService(t)
		b := s.AgentBrowser(db.RoleAgent)
		proof := b.Get(own + "/application")
		tabs := together(s, "Continuer", servicetest.Fields{"actuel": servicetest.AgentPassword}, proof, proof)
		s.Wait(time.Minute)
		var set string // the secret whose code was taken
		for _, tab := range tabs {
			tab.At(own+"/application/nouvelle", 200)
			secret := shownSecret(tab)
			switch p := tab.Press("Valider le code", servicetest.Fields{"code": codeOf(t, s, secret)}); {
			case set == "" && p.Path == own+"?etat=application":
				set = secret
			case set == "": // this tab shows what the other one has replaced: it is led to what is asked now
				p.At(own+"/application/nouvelle", 200)
			}
		}
		if n := s.AuditCount("agent-authenticator-set", "ok"); n != 1 {
			t.Fatalf("%d authenticators were set", n)
		}
		s.Wait(time.Minute)
		s.Browser().DeskPassword("agent1", servicetest.AgentPassword).Press("Valider", servicetest.Fields{"code": codeOf(t, s, set)}).At("/agent", 200)
	}
}

func TestTwoClicksAddOneFactor(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.AgentBrowser(db.RoleAgent)
	s.Wait(time.Minute)
	p := b.Get(own+"/application").Press("Continuer", servicetest.Fields{"actuel": servicetest.AgentPassword})
	for _, p := range together(s, "Valider le code", servicetest.Fields{"code": p.ShownCode()}, slices.Repeat([]*servicetest.Page{p}, 8)...) {
		p.At(own+"?etat=application", 200)
	}
	if n := s.AuditCount("agent-authenticator-set", "ok"); n != 1 {
		t.Errorf("%d authenticators were set", n)
	}
}

func TestTwoClicksOnASecondFactorOpenOneSession(t *testing.T) {
	s := servicetest.NewService(t)
	s.EnrolAgent("pmercier", db.RoleAgent)
	b := s.Browser()
	p := b.DeskPassword("pmercier", servicetest.AgentPassword)
	together(s, "Valider", servicetest.Fields{"code": s.AgentCode()}, p, p, p)
	b.Get("/agent").At("/agent", 200)
	if n := s.OpenAgentLogins("pmercier"); n != 1 {
		t.Errorf("%d sessions are open", n)
	}
	b.Get("/agent/second-facteur").At("/agent", 200)
}

// The secrets of an agent's journey are deleted from the file when it ends.
func TestAnAgentsJourneyLeavesNothing(t *testing.T) {
	s := servicetest.NewService(t)
	boss := s.AgentBrowser(db.RoleSupervisor)
	p := boss.Get("/agent/agents/ajout").Press("Ajouter cet agent", servicetest.Fields{"agent": "pmercier", "role": "agent"})
	secret := p.Doc.Find("code").Text()
	s.Browser().EnrolsUntilFactor("pmercier", secret)
	kept := func() int {
		return servicetest.Number(t, s.Raw(), `SELECT count(*) FROM flows WHERE agent_id IS NOT NULL AND secrets IS NOT NULL`)
	}
	if n := kept(); n != 2 {
		t.Fatalf("%d journeys are under way", n)
	}
	s.Browser().Enrols("pmercier", secret).Press("Se déconnecter", nil)
	p.Press("J'ai donné le secret", nil).At("/agent/agents", 200)
	s.Wait(s.Limits.SessionMax)
	if err := s.DB.Purge(t.Context(), s.Now()); err != nil {
		t.Fatal(err)
	}
	if n := kept(); n != 0 {
		t.Errorf("%d journeys left something", n)
	}
}
