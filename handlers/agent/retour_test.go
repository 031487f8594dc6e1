package agent_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

// answersLate lets an agent's login end under an answer to a contact message, and sends it off.
func answersLate(s *servicetest.Service, b *servicetest.Browser) (page string) {
	page = "/agent/messages/" + s.Browser().Writes("Ma carte", "", "jeanne@ferme.example", "Où est-elle ?")
	form := b.Get(page)
	s.Wait(s.Limits.AgentIdle + time.Minute)
	form.Press("Envoyer la réponse", servicetest.Fields{"texte": "Votre carte part demain."}).
		At("/agent/connexion?etat=saisie", 200).Says(texts.EntryKept)
	return page
}

func TestWhatAnAgentWroteWaitsForTheirNextLogin(t *testing.T) {
	answer := func(p *servicetest.Page) string { return p.Doc.Find(`[name="texte"]`).Text() }
	for name, goes := range map[string]func(*testing.T, *servicetest.Service, string, *servicetest.Browser){
		"an answer is back on its message, once, and leaves": func(t *testing.T, s *servicetest.Service, login string, b *servicetest.Browser) {
			page := answersLate(s, b)
			p := b.EnterDesk(login).At(page, 200).Says(texts.EntryBack)
			if got := answer(p); got != "Votre carte part demain." {
				t.Errorf("the page shows %q", got)
			}
			if got := answer(b.Get(page).Silent(texts.EntryBack)); got != "" {
				t.Errorf("a second time the page shows %q", got)
			}
			p.Press("Envoyer la réponse", nil).At(page+"?etat=reponse", 200).Says("Votre carte part demain.")
		},
		"a colleague gets nothing, and then nobody does": func(t *testing.T, s *servicetest.Service, login string, b *servicetest.Browser) {
			page := answersLate(s, b)
			s.EnrolAgent("collegue", db.RoleAgent)
			b.EnterDesk("collegue").At("/agent", 200)
			if got := answer(b.Get(page).Silent(texts.EntryBack)); got != "" {
				t.Errorf("a colleague reads %q", got)
			}
			s.Wait(s.Limits.AgentIdle + time.Minute)
			b.EnterDesk(login).At("/agent", 200)
			if got := answer(b.Get(page)); got != "" {
				t.Errorf("after a colleague the page shows %q", got)
			}
		},
		"a search is back": func(t *testing.T, s *servicetest.Service, login string, b *servicetest.Browser) {
			form := b.Get("/agent/adherents")
			s.Wait(s.Limits.AgentIdle + time.Minute)
			form.Press("Chercher", servicetest.Fields{"recherche": "Dupont"}).At("/agent/connexion?etat=saisie", 200)
			if got := b.EnterDesk(login).At("/agent/adherents", 200).Doc.Find(`[name="recherche"]`).AttrOr("value", ""); got != "Dupont" {
				t.Errorf("the page shows %q", got)
			}
		},
		"a ready reason is back": func(t *testing.T, s *servicetest.Service, login string, b *servicetest.Browser) {
			for _, act := range []struct{ page, button, motive string }{{"/reinitialisation", "Réinitialiser le mot de passe", "counter"}, {"/suspension", "Suspendre l'accès", "stolen"}} {
				page := s.Sheet(servicetest.Marie) + act.page
				form := b.Get(page)
				s.Wait(s.Limits.AgentIdle + time.Minute)
				form.Press(act.button, servicetest.Fields{"raison": act.motive, "motif": "deuxième appel"}).At("/agent/connexion?etat=saisie", 200)
				p := b.EnterDesk(login).At(page, 200)
				if p.Doc.Find(`[name="raison"][checked]`).AttrOr("value", "") != act.motive || p.Doc.Find(`[name="motif"]`).AttrOr("value", "") != "deuxième appel" {
					t.Errorf("%s has lost the reason", act.page)
				}
			}
		},
		"what a member said to prove who they are is not kept": func(t *testing.T, s *servicetest.Service, login string, b *servicetest.Browser) {
			form := b.Get(s.Sheet(servicetest.Marie) + "/guichet")
			s.Wait(s.Limits.AgentIdle + time.Minute)
			path, typed := form.Form("Vérifier la réponse", servicetest.Fields{"reponse": "412,50"})
			b.Post(path, typed).At("/agent/connexion?etat=fin", 200)
			b.EnterDesk(login)
			if p := b.Get(s.Sheet(servicetest.Marie) + "/guichet"); strings.Contains(p.Raw, "412,50") {
				t.Error("the page shows the answer")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewService(t)
			login, b := s.Helper(db.RoleAgent)
			goes(t, s, login, b)
		})
	}
}

func TestAnAgentsLoginLeadsToThePageThatWasAskedFor(t *testing.T) {
	s := servicetest.NewService(t)
	login, b := s.Helper(db.RoleAgent)
	page := s.Sheet(servicetest.Marie)
	t.Run("after a login that has ended", func(_ *testing.T) {
		s.Wait(s.Limits.AgentIdle + time.Minute)
		b.Get(page).At("/agent/connexion?etat=fin", 200)
		b.EnterDesk(login).At(page, 200)
	})
	t.Run("in a browser without a session", func(_ *testing.T) {
		s.Wait(time.Minute) // each code of the authenticator is taken once
		other := s.Browser()
		other.Get(page).At("/agent/connexion", 200)
		other.EnterDesk(login).At(page, 200)
	})
	t.Run("never to another site, a file, or an act", func(_ *testing.T) {
		for _, planted := range []string{"//evil.example/agent/adherents/1", "https://evil.example", "/agent/chiffres.csv", "/agent/deconnexion", "/espace"} {
			s.Wait(time.Minute)
			other := s.Browser()
			other.Keep(&http.Cookie{Name: "sesame-agent-page", Value: base64.RawURLEncoding.EncodeToString([]byte(planted)), Path: "/"})
			other.EnterDesk(login).At("/agent", 200)
		}
	})
}
