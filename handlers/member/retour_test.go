package member_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/handlers/servicetest"
	"sesame/texts"
)

// endsUnderAForm ends a login while the form of the telephone numbers is open, and submits the form.
func endsUnderAForm(s *servicetest.Service) *servicetest.Browser {
	b := s.Browser()
	b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	form := b.Get(phonesURL)
	s.Wait(s.Limits.SessionIdle + time.Minute)
	form.Press("Enregistrer mes numéros", servicetest.Fields{"portable": newMobile, "mot_de_passe_actuel": servicetest.First}).
		At("/connexion?etat=saisie", 200).Says(texts.EntryKept)
	return b
}

func fieldOf(p *servicetest.Page, field string) string {
	return p.Doc.Find(`main [name="`+field+`"]`).AttrOr("value", "")
}

func TestWhatWasTypedWaitsForTheNextLoginOfTheSamePerson(t *testing.T) {
	for name, goes := range map[string]func(*testing.T, *servicetest.Service){
		"it is back in its page, once, without the password": func(t *testing.T, s *servicetest.Service) {
			b := endsUnderAForm(s)
			p := b.LogIn(servicetest.Marie, servicetest.First).At(phonesURL, 200).Says(texts.EntryBack)
			if mobile, password := fieldOf(p, "portable"), fieldOf(p, "mot_de_passe_actuel"); mobile != newMobile || password != "" {
				t.Errorf("the page shows the mobile %q and the password %q", mobile, password)
			}
			p.Press("Enregistrer mes numéros", servicetest.Fields{"mot_de_passe_actuel": servicetest.First}).At(phonesURL+"/code", 200).Says(newMobile)
			if p := b.Get(phonesURL).SaysNot(texts.EntryBack); fieldOf(p, "portable") == newMobile {
				t.Error("it is back a second time")
			}
		},
		"a page that another tab asks for takes nothing away": func(_ *testing.T, s *servicetest.Service) {
			b := endsUnderAForm(s)
			b.Get("/espace/mon-compte/historique").At("/connexion?etat=fin", 200)
			b.LogIn(servicetest.Marie, servicetest.First).At(phonesURL, 200).Says(texts.EntryBack)
		},
		"its session holds what is kept, and not the password": func(t *testing.T, s *servicetest.Service) {
			b := endsUnderAForm(s)
			row := sha256.Sum256([]byte(b.Cookie("sesame")))
			data, found, err := s.DB.Sessions(s.Now).FindCtx(t.Context(), base64.RawURLEncoding.EncodeToString(row[:]))
			if err != nil || !found {
				t.Fatalf("the session is found: %t, %v", found, err)
			}
			var kept struct{ Bytes map[string][]byte }
			if err := json.Unmarshal(data, &kept); err != nil {
				t.Fatal(err)
			}
			if all := fmt.Sprintf("%s %q", data, kept.Bytes); !strings.Contains(all, newMobile) || strings.Contains(all, servicetest.First) {
				t.Errorf("the session holds %s", all)
			}
		},
		"another person gets nothing, and then nobody does": func(t *testing.T, s *servicetest.Service) {
			s.SetPassword(servicetest.Lucien, servicetest.Second)
			b := endsUnderAForm(s)
			b.LogIn(servicetest.Lucien, servicetest.Second).At("/espace", 200)
			if p := b.Get(phonesURL).SaysNot(texts.EntryBack); fieldOf(p, "portable") == newMobile {
				t.Error("another person reads what was typed")
			}
			b.LogOut()
			b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		},
		"after an hour it is gone": func(_ *testing.T, s *servicetest.Service) {
			b := endsUnderAForm(s)
			s.Wait(time.Hour)
			b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
			b.Get(phonesURL).SaysNot(texts.EntryBack)
		},
		"more than an entry can be is not kept": func(_ *testing.T, s *servicetest.Service) {
			b := s.Browser()
			b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
			form := b.Get(phonesURL)
			s.Wait(s.Limits.SessionIdle + time.Minute)
			form.Press("Enregistrer mes numéros", servicetest.Fields{"fixe": strings.Repeat("0", 40<<10)}).At("/connexion?etat=fin", 200)
		},
		"the first connection goes on at its contacts": func(t *testing.T, s *servicetest.Service) {
			const own = "Brouette-7-lilas"
			b := s.Browser()
			form := b.LogIn(servicetest.Lucien, s.Temporary(servicetest.Lucien)).
				Press("Suivant", servicetest.Fields{"nouveau": own, "confirmation": own}).At("/personnalisation/coordonnees", 200)
			s.Wait(s.Limits.SessionIdle + time.Minute)
			form.Press("Je confirme mes coordonnées", servicetest.Fields{"email": "lucien@ferme.example"}).At("/connexion?etat=saisie", 200)
			p := b.LogIn(servicetest.Lucien, own).At("/personnalisation/coordonnees", 200).Says(texts.EntryBack)
			if got := fieldOf(p, "email"); got != "lucien@ferme.example" {
				t.Errorf("the page shows the address %q", got)
			}
		},
		"a message to the caisse needs no login, and leaves at once": func(_ *testing.T, s *servicetest.Service) {
			b := s.Browser()
			b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
			form := b.Get("/contact")
			s.Wait(s.Limits.SessionIdle + time.Minute)
			form.Press("Envoyer", servicetest.Fields{"sujet": "Ma carte", "message": "Où est-elle ?"}).At("/contact/confirmation", 200)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewService(t)
			s.SetPassword(servicetest.Marie, servicetest.First)
			goes(t, s)
		})
	}
}

func TestWhatWasSentOffUnderAnEndedLoginIsToldAsNotDone(t *testing.T) {
	const own = "Brouette-7-lilas"
	chosen := servicetest.Fields{"nouveau": own, "confirmation": own}
	change := func(b *servicetest.Browser) *servicetest.Page {
		return b.Get("/espace/mon-compte/mot-de-passe").Press("Suivant", servicetest.Fields{"actuel": servicetest.First}).
			At("/espace/mon-compte/mot-de-passe/nouveau-mot-de-passe", 200)
	}
	address := func(b *servicetest.Browser) *servicetest.Page {
		return b.Get("/espace/mon-compte/adresse").Press("Suivant", servicetest.Fields{"actuel": servicetest.First, "email": "marie@ferme.example"}).
			At("/espace/mon-compte/adresse/code", 200)
	}
	mobile := func(b *servicetest.Browser) *servicetest.Page {
		return b.Get(phonesURL).Press("Enregistrer mes numéros", servicetest.Fields{"portable": newMobile, "mot_de_passe_actuel": servicetest.First}).
			At(phonesURL+"/code", 200)
	}
	for name, c := range map[string]struct {
		page string
		form func(b *servicetest.Browser) *servicetest.Page
		send func(p *servicetest.Page) *servicetest.Page
	}{
		"a new password": {"/espace/mon-compte/mot-de-passe/nouveau-mot-de-passe", change,
			func(p *servicetest.Page) *servicetest.Page { return p.Press("Suivant", chosen) }},
		"another proposed password": {"/espace/mon-compte/mot-de-passe/nouveau-mot-de-passe", change,
			func(p *servicetest.Page) *servicetest.Page { return p.Press("En proposer un autre", nil) }},
		"the code of a new address": {"/espace/mon-compte/adresse/code", address,
			func(p *servicetest.Page) *servicetest.Page {
				return p.Press("Valider", servicetest.Fields{"code": "1234"})
			}},
		"the code of a new mobile number": {phonesURL + "/code", mobile,
			func(p *servicetest.Page) *servicetest.Page {
				return p.Press("Valider", servicetest.Fields{"code": "1234"})
			}},
		"another code": {phonesURL + "/code", mobile,
			func(p *servicetest.Page) *servicetest.Page { return p.Press("Renvoyer un nouveau code", nil) }},
		"the current password": {"/espace/mon-compte/mot-de-passe",
			func(b *servicetest.Browser) *servicetest.Page { return b.Get("/espace/mon-compte/mot-de-passe") },
			func(p *servicetest.Page) *servicetest.Page {
				return p.Press("Suivant", servicetest.Fields{"actuel": servicetest.First})
			}},
		"a device that opens the space": {addPasskey,
			func(b *servicetest.Browser) *servicetest.Page { return b.Get(addPasskey) },
			func(p *servicetest.Page) *servicetest.Page {
				return p.Press("Continuer", servicetest.Fields{"actuel": servicetest.First})
			}},
		"a device that is declined": {"/espace",
			func(b *servicetest.Browser) *servicetest.Page { return b.Get("/espace") },
			func(p *servicetest.Page) *servicetest.Page { return p.Press("Non merci", nil) }},
		"a browser that is let go": {"/espace/mon-compte/appareils",
			func(b *servicetest.Browser) *servicetest.Page { return b.Get("/espace/mon-compte/appareils") },
			func(p *servicetest.Page) *servicetest.Page { return p.Press("Retirer", nil) }},
		"a copy of one's data": {"/espace/mon-compte/donnees",
			func(b *servicetest.Browser) *servicetest.Page { return b.Get("/espace/mon-compte/donnees") },
			func(p *servicetest.Page) *servicetest.Page {
				return p.Press("Télécharger mes données", servicetest.Fields{"actuel": servicetest.First})
			}},
		"a space that is closed": {"/espace/mon-compte/fermeture",
			func(b *servicetest.Browser) *servicetest.Page { return b.Get("/espace/mon-compte/fermeture") },
			func(p *servicetest.Page) *servicetest.Page {
				return p.Press("Fermer mon espace", servicetest.Fields{"actuel": servicetest.First, "accord": "oui"})
			}},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.ByName(t, servicetest.NewService)
			s.SetPassword(servicetest.Marie, servicetest.First)
			b := s.Browser()
			b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
			form := c.form(b)
			s.Wait(s.Limits.SessionIdle + time.Minute)
			c.send(form).At("/connexion?etat=fin", 200)
			b.Get("/espace/mon-compte/historique").At("/connexion?etat=fin", 200) // another tab takes nothing away
			b.LogIn(servicetest.Marie, servicetest.First).At(c.page, 200).Says(texts.EntryNotSent)
			b.Get(c.page).SaysNot(texts.EntryNotSent)
		})
	}
	t.Run("a code that came too late", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		b := s.Browser()
		b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		form := address(b)
		s.Wait(s.Limits.JourneyTTL + time.Minute)
		form.Press("Valider", servicetest.Fields{"code": "1234"}).At("/connexion?etat=fin", 200)
		b.LogIn(servicetest.Marie, servicetest.First).At("/espace/mon-compte/adresse?etat=fin", 200).Says(texts.JourneyExpired)
		address(b).SaysNot(texts.EntryNotSent) // which was of the journey before
	})
	t.Run("the code of the first connection", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		form := b.LogIn(servicetest.Lucien, s.Temporary(servicetest.Lucien)).Press("Suivant", chosen).
			Press("Je confirme mes coordonnées", servicetest.Fields{"email": "lucien@ferme.example"}).At("/personnalisation/adresse-email", 200)
		s.Wait(s.Limits.SessionIdle + time.Minute)
		form.Press("Valider", servicetest.Fields{"code": "1234"}).At("/connexion?etat=fin", 200)
		b.LogIn(servicetest.Lucien, own).At("/personnalisation/adresse-email", 200).Says(texts.EntryNotSent)
	})
	t.Run("the first password", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		temporary := s.Temporary(servicetest.Lucien)
		form := b.LogIn(servicetest.Lucien, temporary).At("/personnalisation/mot-de-passe", 200)
		s.Wait(s.Limits.SessionIdle + time.Minute)
		form.Press("Suivant", chosen).At("/connexion?etat=fin", 200)
		b.LogIn(servicetest.Lucien, temporary).At("/personnalisation/mot-de-passe", 200).Says(texts.EntryNotSent)
	})
	t.Run("a new password for a temporary one, by who comes back with the former one", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		b := s.Browser()
		form := b.LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).At("/personnalisation/mot-de-passe", 200)
		s.Wait(s.Limits.SessionIdle + time.Minute)
		form.Press("Suivant", chosen).At("/connexion?etat=fin", 200)
		b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	})
}

func TestALoginLeadsToThePageThatWasAskedFor(t *testing.T) {
	const page = "/espace/mon-compte/historique"
	s := servicetest.NewService(t)
	s.SetPassword(servicetest.Marie, servicetest.First)
	t.Run("after a login that has ended, once", func(_ *testing.T) {
		b := s.Browser()
		b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		s.Wait(s.Limits.SessionIdle + time.Minute)
		b.Get(page).At("/connexion?etat=fin", 200)
		b.LogIn(servicetest.Marie, servicetest.First).At(page, 200)
		b.LogOut()
		b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	})
	t.Run("in a browser without a session, once", func(_ *testing.T) {
		b := s.Browser()
		b.Get(page).At("/connexion", 200)
		b.LogIn(servicetest.Marie, servicetest.First).At(page, 200)
		b.LogOut()
		b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	})
	t.Run("never to another site, nor to anything but a page of the private space", func(_ *testing.T) {
		for _, planted := range []string{"//evil.example/espace/mon-compte", "https://evil.example", `/\evil.example`, "/connexion/autre-personne", "/espace/mon-compte/nulle-part", "/aide", "", "?"} {
			b := s.Browser()
			b.Get("/connexion")
			b.Keep(&http.Cookie{Name: "sesame-page", Value: base64.RawURLEncoding.EncodeToString([]byte(planted)), Path: "/"})
			b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		}
	})
}

// Entries are kept only for browsers in which somebody was logged in: strangers cannot fill the table.
func TestStrangersKeepNothing(t *testing.T) {
	s := servicetest.NewService(t)
	rows := func() (n int) {
		if err := s.Raw().QueryRowContext(t.Context(), `SELECT count(*) FROM sessions`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	b, before := s.Browser(), rows()
	b.Get(phonesURL).At("/connexion", 200)
	b.Post(phonesURL, url.Values{"portable": {newMobile}}).At("/connexion?etat=perdu", 200)
	if after := rows(); after != before {
		t.Errorf("%d sessions became %d", before, after)
	}
}

// Without the cookie the entry is lost, but the browser is led back to the page.
func TestAFormWhoseCookieIsGoneLeadsBackToItsPage(t *testing.T) {
	s := servicetest.NewService(t)
	s.SetPassword(servicetest.Marie, servicetest.First)
	for sent, page := range map[string]string{
		phonesURL:                                 phonesURL,
		"/espace/mon-compte/fermeture":            "/espace/mon-compte/fermeture",
		"/espace/mon-compte/adresse/code":         "/espace/mon-compte/adresse?etat=perdu",
		"/espace/mon-compte/sessions/7/fermeture": "/espace/mon-compte/appareils",
		"/personnalisation/coordonnees":           "/espace",
	} {
		b := s.Browser()
		b.Post(sent, url.Values{"portable": {newMobile}}).At("/connexion?etat=perdu", 200)
		b.LogIn(servicetest.Marie, servicetest.First).At(page, 200)
	}
}

// A second click at the login, whose answer is the one that the browser takes, leads where the first one did.
func TestASecondClickAtTheLoginLeadsToThePageToo(t *testing.T) {
	const page = "/espace/mon-compte/historique"
	marie := servicetest.Fields{"identifiant": servicetest.Marie, "mot_de_passe": servicetest.First}
	for name, asks := range map[string]func(s *servicetest.Service, b *servicetest.Browser) *servicetest.Page{
		"without a session": func(_ *servicetest.Service, b *servicetest.Browser) *servicetest.Page {
			return b.Get(page).At("/connexion", 200)
		},
		"after a login that has ended": func(s *servicetest.Service, b *servicetest.Browser) *servicetest.Page {
			b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
			s.Wait(s.Limits.SessionIdle + time.Minute)
			return b.Get(page).At("/connexion?etat=fin", 200)
		},
	} {
		t.Run(name, func(_ *testing.T) {
			s := servicetest.NewService(t)
			s.SetPassword(servicetest.Marie, servicetest.First)
			b := s.Browser()
			login := asks(s, b)
			login.Press("Se connecter", marie).At(page, 200)
			login.Press("Se connecter", marie).At(page, 200)
			for range 2 {
				s.Wait(6 * time.Minute)
				b.Get("/espace").At("/espace", 200)
			}
			login.Press("Se connecter", marie).At("/espace", 200)
		})
	}
	t.Run("not another person, after the login that was led there was closed", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		s.SetPassword(servicetest.Lucien, servicetest.Second)
		b, other := s.Browser(), s.Browser()
		b.Get(page)
		b.LogIn(servicetest.Marie, servicetest.First).At(page, 200)
		other.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		other.Get("/espace/mon-compte/appareils").Press("Fermer tous les autres appareils", nil)
		b.LogIn(servicetest.Lucien, servicetest.Second).At("/espace", 200)
	})
}
