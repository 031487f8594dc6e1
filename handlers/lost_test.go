package handlers_test

import (
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

// A journey that its browser has lost begins again with a sentence, which is the same for a member's identifier and for an
// unknown one.
func TestAJourneyThatBeginsAgainSaysWhy(t *testing.T) {
	t.Run("the cookie is gone, and the page is asked for again or its form sent off", func(t *testing.T) {
		for _, who := range []string{servicetest.Marie, servicetest.Nobody} {
			s := servicetest.NewService(t)
			s.SetPassword(servicetest.Marie, servicetest.First)
			for start, middle := range map[string]string{servicetest.Oubli: servicetest.Oubli + "/canal", "/inscription": ""} {
				p := s.Browser().Get(start).Press("Suivant", servicetest.Fields{"identifiant": who})
				if middle != "" {
					p.At(middle, 200)
				}
				path, form := p.Form("Suivant", nil)
				s.Browser().Get(p.Path).At(start+"?etat=perdu", 200).Says(texts.JourneyMissing)
				s.Browser().Post(path, form).At(start+"?etat=perdu", 200).Says(texts.JourneyMissing)
			}
		}
	})
	t.Run("a personalisation, and a page of the private space", func(t *testing.T) {
		s := servicetest.NewService(t)
		for _, page := range []string{"/personnalisation/mot-de-passe", "/personnalisation/coordonnees", "/espace/mon-compte/adresse/code", "/espace/mon-compte/telephones/code"} {
			s.Browser().Get(page).At("/connexion?etat=perdu", 200).Says(texts.SessionMissing)
		}
		s.Browser().Get("/espace").At("/connexion", 200).SaysNot(texts.SessionMissing)
	})
	t.Run("a change of address whose session was lost, after the new login", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		b := s.Browser()
		b.LogIn(servicetest.Marie, servicetest.First)
		b.Get("/espace/mon-compte/adresse/code").At("/espace/mon-compte/adresse?etat=perdu", 200).Says(texts.JourneyMissing)
	})
	t.Run("it was given up, here or in another tab, and the form is sent twice", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		path, form := p.Form("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret})
		p.Press("Abandonner", nil)
		for range 2 {
			p.B.Post(path, form).At(servicetest.Oubli+"?etat=arret", 200).Says(texts.JourneyEnded)
		}
		p.B.Get(p.Path).At(servicetest.Oubli+"?etat=arret", 200)
		p.B.Get(servicetest.Oubli).At(servicetest.Oubli, 200).SaysNot(texts.JourneyEnded, texts.JourneyMissing)
	})
	t.Run("it ended long ago", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).At(servicetest.End, 200)
		p.B.Get(p.Path).At(servicetest.End, 200) // back
		s.Wait(s.Limits.JourneyTTL + time.Minute)
		p.B.Get(servicetest.End).At("/connexion?etat=repondue", 200).Says(texts.DemandFinished)
	})
}
