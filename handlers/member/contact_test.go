package member_test

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"sesame/db"
	"sesame/handlers/servicetest"
)

func value(p *servicetest.Page, field string) string {
	v, _ := p.Doc.Find(`[name="` + field + `"]`).Attr("value")
	return v
}

func TestTheContactFormKnowsWhoWrites(t *testing.T) {
	write := url.Values{"sujet": {"Ma carte"}, "nom": {"Odile"}, "email": {"odile@ailleurs.example"}, "message": {"Achetez https://ruse.example"}}
	t.Run("who is logged in finds the form filled in with what they are known by", func(t *testing.T) {
		b := servicetest.NewService(t).Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		p := b.Get("/contact")
		if got := []string{value(p, "nom"), value(p, "identifiant"), value(p, "email")}; !strings.Contains(got[0], "Marie Dupont") || got[1] != servicetest.Marie || got[2] != "marie@poitou.example" {
			t.Errorf("filled in with %q", got)
		}
	})
	t.Run("who has got a suspect message finds the subject filled in", func(t *testing.T) {
		b := servicetest.NewService(t).Browser()
		if got := value(b.Get(b.Get("/contact").Doc.Find(`main a[href*="objet"]`).AttrOr("href", "")), "sujet"); got != "Signaler un message suspect" {
			t.Errorf("filled in with %q", got)
		}
		if got := value(b.Get("/contact?objet=autre"), "sujet"); got != "" {
			t.Errorf("filled in with %q", got)
		}
	})
	t.Run("the writer is told that it has come and when to expect an answer, in no word of the form", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().Post("/contact", write).At("/contact/confirmation", 200).Says("Votre caisse vous répond sous 2 jours ouvrés.")
		m := s.LastOf(db.KindContactReceived)
		if m.To != "odile@ailleurs.example" || !strings.Contains(p.Text(), m.Request) || m.Fields != nil || m.Detail != "" || m.Name != "" {
			t.Errorf("acknowledged by %+v", m.Message)
		}
	})
	t.Run("nothing in it turns the order of what agents read", func(t *testing.T) {
		s := servicetest.NewService(t)
		turned := maps.Clone(write)
		turned.Set("nom", "Odile\u202e egadneL")
		turned.Set("message", "Bonjour,\r\n\u2067je\x1b[31m ne sais plus.")
		s.Browser().Post("/contact", turned).At("/contact/confirmation", 200)
		all, err := s.DB.ContactMessages(t.Context(), db.ContactQueue{List: db.ContactsOpen, Limit: 2})
		if err != nil || len(all) != 1 || all[0].Name != "Odile egadneL" || all[0].Message != "Bonjour,\nje[31m ne sais plus." {
			t.Errorf("%+v, %v", all, err)
		}
	})
	t.Run("an address gets three acknowledgements a day, whoever writes it", func(t *testing.T) {
		s := servicetest.NewService(t)
		leave := func() (n int) {
			for _, m := range s.Sent() {
				if m.Kind == db.KindContactReceived {
					n++
				}
			}
			return n
		}
		for range 5 {
			s.Browser().Post("/contact", write).At("/contact/confirmation", 200)
		}
		if n := leave(); n != 3 {
			t.Errorf("%d acknowledgements", n)
		}
		s.Wait(24 * time.Hour)
		s.Browser().Post("/contact", write).At("/contact/confirmation", 200)
		if n := leave(); n != 1 {
			t.Errorf("%d acknowledgements after a day", n)
		}
	})
}

func TestAnIdentifierIsTypedOnce(t *testing.T) {
	const typed = "2 85 05 86 194 012"
	filled := func(t *testing.T, b *servicetest.Browser, want string, paths ...string) {
		t.Helper()
		for _, path := range paths {
			if got := value(b.Get(path), "identifiant"); got != want {
				t.Errorf("%s holds %q, want %q", path, got, want)
			}
		}
	}
	everywhere := []string{servicetest.Oubli, "/inscription", "/contact"}
	t.Run("a log-in that fails carries it, whoever has it", func(t *testing.T) {
		for _, id := range []string{typed, servicetest.Nobody} {
			b := servicetest.NewService(t).Browser()
			b.LogIn(id, "faux").At("/connexion", 422)
			filled(t, b, id, everywhere...)
		}
	})
	t.Run("whoever comes next does not find it: it is gone at another browser, after a while, once it was used, or given up", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.LogIn(typed, "faux")
		filled(t, s.Browser(), "", everywhere...)
		s.Wait(s.Limits.SessionIdle)
		filled(t, b, "", everywhere...)

		b.LogIn(typed, "faux")
		p := b.Get(servicetest.Oubli).Press("Suivant", nil).At(servicetest.Oubli+"/canal", 200)
		filled(t, b, "", "/connexion", "/inscription", "/contact")
		b.LogIn(typed, "faux")
		p.Press("Abandonner", nil)
		filled(t, b, "", everywhere...)

		b.LogIn(servicetest.Marie, "faux")
		b.Establish(servicetest.Marie, servicetest.First)
		b.LogOut()
		filled(t, b, "", everywhere...)
	})
	t.Run("it is on no address", func(t *testing.T) {
		b := servicetest.NewService(t).Browser()
		for _, p := range []*servicetest.Page{b.LogIn(typed, "faux"), b.Get(servicetest.Oubli), b.Get("/contact")} {
			if strings.Contains(p.Path, "85") {
				t.Errorf("the address is %s", p.Path)
			}
		}
	})
}

func TestTheSummaryOfTheContactFormFollowsItsFields(t *testing.T) {
	s := servicetest.NewService(t)
	form := s.Browser().Get("/contact")
	fields := form.Doc.Find("main form[action='/contact'] input:not([type=hidden]), main form[action='/contact'] textarea").Map(func(_ int, q *goquery.Selection) string { return "#" + q.AttrOr("id", "") })
	p := form.Press("Envoyer", servicetest.Fields{"identifiant": "2850586194", "email": "jeanne"}).At("/contact", 422)
	led := p.Doc.Find("#erreurs a").Map(func(_ int, q *goquery.Selection) string { return q.AttrOr("href", "") })
	if len(led) != 5 || !slices.Equal(led, fields) {
		t.Errorf("the summary leads to %v, the fields are %v", led, fields)
	}
}
