package handlers_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

// Two tabs of one browser, each with a demand of its own.
func TestEachTabKeepsItsDemand(t *testing.T) {
	const other = "Une autre demande a été commencée dans ce navigateur"
	type tab struct {
		page *servicetest.Page
		sent db.Waiting
	}
	// begin begins « oubli » in a tab of the browser.
	begin := func(s *servicetest.Service, b *servicetest.Browser, identifier string) *tab {
		p := b.Get(servicetest.Oubli).Press("Suivant", servicetest.Fields{"identifiant": identifier}).Press("Suivant", servicetest.Fields{"canal": "email"})
		return &tab{p.Says(s.LastOf(db.KindCode).Request), s.LastOf(db.KindCode)}
	}
	settled := func(t *testing.T) (*servicetest.Service, *servicetest.Browser) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		s.Browser().Establish(servicetest.Lucien, servicetest.Second)
		return s, s.Browser()
	}
	gives := func(o *tab) *servicetest.Page {
		return o.page.Press("Valider", servicetest.Fields{"code": o.sent.Secret})
	}
	for _, scripted := range []bool{false, true} {
		t.Run(fmt.Sprintf("two people: each code counts in its tab, and a reload stays there; with JavaScript: %v", scripted), func(t *testing.T) {
			s, b := settled(t)
			if scripted {
				b = b.Scripted()
			}
			one, two := begin(s, b, servicetest.Marie), begin(s, b, servicetest.Lucien)
			for _, o := range []*tab{one, two, one} {
				b.Get(o.page.Path).Says(o.sent.Request)
			}
			for _, o := range []*tab{one, two} {
				end := gives(o)
				issued := s.LastOf(db.KindTemporary)
				if !strings.HasPrefix(end.Path, servicetest.End) || issued.To != o.sent.To {
					t.Errorf("came to %s, sent to %s", end.Path, issued.To)
				}
				end.Says(issued.Request)
				b.Get(end.Path).Says(issued.Request)
			}
		})
	}
	t.Run("a refused code, a new code and the other channel stay in the tab", func(t *testing.T) {
		s, b := settled(t)
		one, two := begin(s, b, servicetest.Marie), begin(s, b, servicetest.Lucien)
		for _, o := range []*tab{one, two} {
			refused := o.page.Press("Valider", servicetest.Fields{"code": servicetest.OtherCode(o.sent.Secret, 0)}).Says(o.sent.Request, "il vous reste 2 essais")
			b.Get(refused.Path).Says(o.sent.Request)
			early := refused.Press("Renvoyer un nouveau code", nil).Says(o.sent.Request)
			if early.Status != 429 {
				t.Errorf("%d for a new code at once", early.Status)
			}
			b.Get(early.Path).Says(o.sent.Request)
			o.page = early.Press("Recevoir le code par SMS", nil)
			o.sent = s.LastOf(db.KindCode)
			o.page.Says(o.sent.Request)
		}
		for _, o := range []*tab{one, two} {
			gives(o).Says("Un mot de passe temporaire vous a été envoyé par SMS")
		}
	})
	t.Run("each tab tells of the other by its number alone, and leads to it", func(t *testing.T) {
		s, b := settled(t)
		one := begin(s, b, servicetest.Marie)
		one.page.SaysNot(other)
		two := begin(s, b, servicetest.Lucien)
		two.page.Says(other+" : "+one.sent.Request).SaysNot("Marie", "Dupont", servicetest.Marie)
		back := two.page.Follow("Revenir à cette demande").Says("Numéro de votre demande : "+one.sent.Request, other+" : "+two.sent.Request)
		back.Press("Valider", servicetest.Fields{"code": one.sent.Secret}).Says("Un mot de passe temporaire vous a été envoyé")
		b.Get(two.page.Path).Says(two.sent.Request).SaysNot(other) // the first one is finished
	})
	t.Run("an abandoned tab leaves the other alone", func(t *testing.T) {
		s, b := settled(t)
		one, two := begin(s, b, servicetest.Marie), begin(s, b, servicetest.Lucien)
		one.page.Press("Abandonner", nil).At("/connexion?etat=abandon-demande", 200).Says(texts.DemandAbandoned)
		b.Get(servicetest.Oubli).Press("Abandonner", nil).At("/connexion?etat=abandon-demande", 200) // a third tab, at its first screen
		if p := gives(one); p.Path != servicetest.Oubli+"?etat=arret" {
			t.Errorf("the abandoned demand goes on at %s", p.Path)
		}
		gives(two).Says("Un mot de passe temporaire vous a été envoyé")
	})
	t.Run("« Précédent » to the first screen gives the demand up, and the next one has the plain address", func(t *testing.T) {
		s, b := settled(t)
		p := b.Get(servicetest.Oubli).Press("Suivant", servicetest.Fields{"identifiant": servicetest.Lucien}).At(servicetest.Oubli+"/canal", 200)
		p.Press("Précédent", nil).At(servicetest.Oubli, 200)
		if o := begin(s, b, servicetest.Marie); o.page.Path != servicetest.Code {
			t.Errorf("the second attempt stands at %s", o.page.Path)
		} else {
			o.page.SaysNot(other)
		}
	})
	t.Run("an expired tab says so, and leaves the other alone", func(t *testing.T) {
		s, b := settled(t)
		one := begin(s, b, servicetest.Marie)
		s.Wait(s.Limits.JourneyTTL - time.Minute)
		two := begin(s, b, servicetest.Lucien)
		s.Wait(time.Minute)
		gives(one).At(servicetest.Oubli+"?etat=fin", 200)
		gives(two).Says("Un mot de passe temporaire vous a été envoyé")
	})
	t.Run("another browser, and this one after a log-out, have no way to it", func(t *testing.T) {
		s, b := settled(t)
		one, two := begin(s, b, servicetest.Marie), begin(s, b, servicetest.Lucien)
		for _, o := range []*tab{one, two} {
			path, form := o.page.Form("Valider", servicetest.Fields{"code": o.sent.Secret})
			stranger := s.Browser()
			stranger.Get("/connexion")
			stranger.Post(path, form).At(servicetest.Oubli+"?etat=perdu", 200)
			stranger.Get(o.page.Path).At(servicetest.Oubli+"?etat=perdu", 200)
		}
		b.LogIn(servicetest.Marie, servicetest.First).Press("Se déconnecter", nil)
		b.Get("/connexion")
		b.Get(one.page.Path).At(servicetest.Oubli+"?etat=perdu", 200)
		gives(two).At(servicetest.Oubli+"?etat=perdu", 200)
	})
	t.Run("two right codes at once, each pressed five times, issue one temporary password each", func(t *testing.T) {
		s, b := settled(t)
		one, two := begin(s, b, servicetest.Marie), begin(s, b, servicetest.Lucien)
		s.Sent()
		pathOne, formOne := one.page.Form("Valider", servicetest.Fields{"code": one.sent.Secret})
		pathTwo, formTwo := two.page.Form("Valider", servicetest.Fields{"code": two.sent.Secret})
		var presses []func()
		for range 5 {
			presses = append(presses, func() { b.Post(pathOne, formOne) }, func() { b.Post(pathTwo, formTwo) })
		}
		servicetest.AtOnce(presses...)
		to := map[string]int{}
		for _, m := range s.Sent() {
			if m.Kind == db.KindTemporary {
				to[m.To]++
			}
		}
		if len(to) != 2 || to[one.sent.To] != 1 || to[two.sent.To] != 1 {
			t.Errorf("temporary passwords: %v", to)
		}
	})
	t.Run("ten demands begun at once have ten numbers", func(t *testing.T) {
		s, b := settled(t)
		b.Get(servicetest.Oubli)
		servicetest.AtOnce(servicetest.EachOf(10, func(i int) {
			b.Post(servicetest.Oubli, url.Values{"identifiant": {[]string{servicetest.Marie, servicetest.Lucien}[i%2]}})
		})...)
		if n := servicetest.Number(t, s.Raw(), `SELECT count(DISTINCT demand) FROM flows WHERE browser_key IS NOT NULL`); n != 10 {
			t.Errorf("%d numbers", n)
		}
	})
	t.Run("« inscription » too", func(t *testing.T) {
		s, b := settled(t)
		first := b.Get("/inscription").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Notaire})
		second := b.Get("/inscription").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Silence}).Says(other)
		s.Sent()
		for _, p := range []*servicetest.Page{first, second} {
			if strings.Contains(p.Path, "/canal") {
				p = p.Press("Suivant", servicetest.Fields{"canal": "email"})
			}
			if !strings.HasPrefix(p.Path, "/inscription/confirmation") {
				t.Errorf("came to %s", p.Path)
			}
		}
		if n := len(s.Letters()); n != 2 {
			t.Errorf("%d letters", n)
		}
	})
}
