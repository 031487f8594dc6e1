package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
)

// failures makes n wrong log-ins as a stranger, each as soon as it is allowed.
func failures(s *servicetest.Service, identifier string, n int) {
	for range n {
		for s.Browser().LogIn(identifier, "faux").Status == http.StatusTooManyRequests {
			s.Wait(time.Minute)
		}
	}
}

func TestStrangersDoNotStopAKnownBrowser(t *testing.T) {
	t.Run("after 25 failures of strangers the owner enters where they have entered before, by each way", func(t *testing.T) {
		s := servicetest.NewService(t)
		own := s.Browser()
		own.Establish(servicetest.Marie, servicetest.First) // the end of a personalisation
		own.LogOut()
		late := s.Browser()
		late.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200) // a right password
		late.LogOut()
		failures(s, servicetest.Marie, s.Limits.LoginPerDay)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", 429)
		s.Restart()
		for _, b := range []*servicetest.Browser{own, late} {
			b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		}
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", 429) // the owner's log-in has not reset the strangers' limits
	})
	t.Run("it has the limits of a log-in, and a success forgets its failures only", func(t *testing.T) {
		s := servicetest.NewService(t)
		own := s.Browser()
		own.Establish(servicetest.Marie, servicetest.First)
		own.LogOut()
		for range s.Limits.LoginFree - 1 {
			own.LogIn(servicetest.Marie, "faux").At("/connexion", 422)
		}
		own.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		own.LogOut()
		for range s.Limits.LoginFree {
			own.LogIn(servicetest.Marie, "faux").At("/connexion", 422)
		}
		own.LogIn(servicetest.Marie, servicetest.First).RetryAfter(time.Minute)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200) // nor do they count for strangers
	})
	t.Run("a couple's browser is each one's, and nobody else's", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.ImportMany(3, ownAddress)
		shared := s.Browser()
		for _, id := range []string{"M1", "M2"} {
			shared.LogIn(id, servicetest.First).At("/espace", 200)
			shared.LogOut()
		}
		for _, id := range []string{"M1", "M2", "M3"} {
			failures(s, id, s.Limits.LoginFree)
		}
		shared.LogIn("M1", servicetest.First).At("/espace", 200)
		shared.LogOut()
		shared.LogIn("M2", servicetest.First).At("/espace", 200)
		shared.LogOut()
		shared.LogIn("M3", servicetest.First).At("/connexion", 429)
	})
	t.Run("it is not stopped by what others try from its network address", func(t *testing.T) {
		const here = "192.0.2.7"
		s := servicetest.NewService(t, proxied)
		s.ImportMany(2, ownAddress)
		own := s.From(here)
		own.LogIn("M1", servicetest.First).At("/espace", 200)
		own.LogOut()
		for n := range s.Limits.IPIdentifiersShort {
			s.From(here).Asks(n, 200)
		}
		s.From(here).LogIn("M1", servicetest.First).At("/connexion", 429)
		own.LogIn("M1", servicetest.First).At("/espace", 200)
		own.LogOut()
		own.LogIn("M2", servicetest.First).At("/connexion", 429)
	})
	t.Run("it is forgotten after 180 days, when its owner removes it, or when the password is replaced elsewhere", func(t *testing.T) {
		s := servicetest.NewService(t)
		own, other := s.Browser(), s.Browser()
		own.Establish(servicetest.Marie, servicetest.First)
		other.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		strangers := func(b *servicetest.Browser) bool {
			failures(s, servicetest.Marie, s.Limits.LoginFree)
			b.Post("/deconnexion", nil)
			p := b.LogIn(servicetest.Marie, servicetest.First)
			b.Post("/deconnexion", nil)
			s.Wait(time.Hour)
			return p.Status == http.StatusTooManyRequests
		}
		if strangers(own) || strangers(other) {
			t.Fatal("a known browser is a stranger's")
		}
		own.LogIn(servicetest.Marie, servicetest.First)
		list := own.Get("/espace/mon-compte/appareils").At("/espace/mon-compte/appareils", 200).Says("Navigateurs connus", "Ce navigateur")
		for _, b := range known(t, s, servicetest.Marie) {
			if fmt.Sprint(b.Key) != fmt.Sprint(s.DB.Keys().Index("known browser", []byte(own.Cookie("sesame-connu")))) {
				list = list.B.Post(fmt.Sprintf("/espace/mon-compte/navigateurs/%d/retrait", b.ID), url.Values{"version": {fmt.Sprint(b.CreatedAt.Unix())}}).Says("Le navigateur a été retiré.")
			}
		}
		if !strangers(other) || strangers(own) {
			t.Error("the wrong browser was removed")
		}
		p := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie))
		p.Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second})
		if n := len(known(t, s, servicetest.Marie)); n != 0 {
			t.Errorf("%d browsers know the former password", n)
		}
		s.Wait(24 * time.Hour)
		own.LogIn(servicetest.Marie, servicetest.Second).At("/personnalisation/coordonnees", 200)
		own.Post("/deconnexion", nil)
		s.Wait(s.Limits.KnownBrowserTTL - time.Second)
		if len(known(t, s, servicetest.Marie)) != 1 {
			t.Error("forgotten too soon")
		}
		s.Wait(time.Second)
		if !strangers(own) {
			t.Error("known for too long")
		}
	})
}

func known(t *testing.T, s *servicetest.Service, identifier string) []db.KnownBrowser {
	t.Helper()
	found, err := s.DB.KnownBrowsers(t.Context(), db.Account{Member: s.Member(identifier).ID}, s.Now())
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestStrangersDoNotStopAnAgentsBrowser(t *testing.T) {
	s := servicetest.NewService(t, func(o *handlers.Options) { o.ExemptSites = nil })
	s.EnrolAgent("pmercier", db.RoleAgent)
	own := s.Browser()
	own.EnterDesk("pmercier").At("/agent", 200).Press("Se déconnecter", nil)
	stranger := s.Browser()
	p := stranger.DeskPassword("pmercier", servicetest.AgentPassword)
	for range s.Limits.LoginFree {
		p = p.Press("Valider", servicetest.Fields{"code": "zzzzz-zzzzz"}).At("/agent/second-facteur", 422)
	}
	for range s.Limits.LoginFree {
		stranger.DeskPassword("pmercier", "Faux-Sillon3Brume")
	}
	s.Restart()
	s.Browser().DeskPassword("pmercier", servicetest.AgentPassword).At("/agent/connexion", 429)
	s.Wait(30 * time.Second) // so that the authenticator shows its next code
	own.EnterDesk("pmercier").At("/agent", 200)
	t.Run("a second factor there has the limits of a second factor, and a success forgives none", func(t *testing.T) {
		b := own
		b.Get("/agent").Press("Se déconnecter", nil)
		s.Wait(30 * time.Second)
		p := b.DeskPassword("pmercier", servicetest.AgentPassword)
		for range s.Limits.LoginFree - 1 {
			p = p.Press("Valider", servicetest.Fields{"code": "zzzzz-zzzzz"}).At("/agent/second-facteur", 422)
		}
		p.Press("Valider", servicetest.Fields{"code": s.AgentCode()}).At("/agent", 200).Press("Se déconnecter", nil)
		s.Wait(30 * time.Second)
		p = b.DeskPassword("pmercier", servicetest.AgentPassword).Press("Valider", servicetest.Fields{"code": "zzzzz-zzzzz"}).At("/agent/second-facteur", 422)
		p.Press("Valider", servicetest.Fields{"code": s.AgentCode()}).At("/agent/second-facteur", 429)
	})
}

// SQLite may reuse the ID of a removed browser for the next one: an outdated page must not remove that one.
func TestAnOldPageRemovesTheBrowserItShows(t *testing.T) {
	s := servicetest.NewService(t)
	s.SetPassword(servicetest.Marie, servicetest.First)
	own, other, third := s.Browser(), s.Browser(), s.Browser()
	own.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	other.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	path, form := "", url.Values{}
	own.Get("/espace/mon-compte/appareils").Doc.Find(`form[action*="/navigateurs/"]`).Each(func(_ int, f *goquery.Selection) {
		if action := f.AttrOr("action", ""); action > path {
			path = action
			form.Set("version", f.Find(`[name="version"]`).AttrOr("value", ""))
		}
	})
	own.Post(path, form).Says("Le navigateur a été retiré.")
	s.Wait(time.Second)
	third.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	own.Post(path, form)
	known, err := s.DB.KnownBrowsers(t.Context(), db.Account{Member: s.Member(servicetest.Marie).ID}, s.Now())
	if err != nil || len(known) != 2 {
		t.Errorf("the browsers that are known: %+v, %v", known, err)
	}
}
