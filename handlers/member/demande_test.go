package member_test

import (
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

var demandNumber = regexp.MustCompile(`[B-DF-HJ-NPR-TV-XZ]{3}-[2-9]{3}`)

// numberOn is the request number that a screen shows.
func numberOn(t *testing.T, p *servicetest.Page) string {
	t.Helper()
	number := demandNumber.FindString(p.Doc.Find("main").Text())
	if number == "" {
		t.Fatalf("no number on %s", p.Path)
	}
	return number
}

// stands requests the state of a demand in another browser.
func stands(s *servicetest.Service, number, identifier string) *servicetest.Page {
	return s.Browser().Get("/demande").Press("Voir ma demande", servicetest.Fields{"numero": strings.ToLower(strings.ReplaceAll(number, "-", " ")), "identifiant": identifier})
}

func TestWhereADemandStands(t *testing.T) {
	t.Run("from the code to the temporary password, in any browser", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		b := s.Browser()
		p := b.Forget(servicetest.Marie, "sms")
		first := numberOn(t, p)
		if ready, _ := b.Get("/demande").Doc.Find(`[name="numero"]`).Attr("value"); ready != first {
			t.Errorf("the number %q is ready, want %s", ready, first)
		}
		stands(s, first, servicetest.Marie).At("/demande", 200).Says("Un code est parti aujourd'hui", "par SMS")
		s.Wait(time.Minute)
		p = b.Get("/mot-de-passe-oublie/code").Press("Renvoyer un nouveau code", nil)
		second := numberOn(t, p)
		stands(s, first, servicetest.Marie).Says(texts.DemandNumber(second))
		s.Wait(s.Limits.CodeTTL)
		stands(s, second, servicetest.Marie).Says("Un code est parti", "n'est plus valable")
		s.Wait(s.Limits.JourneyTTL)
		stands(s, second, servicetest.Marie).Says("restée sans suite")
	})
	t.Run("a temporary password that has left, that another one replaced, and whose time is over", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		first := numberOn(t, untilSent(t, s, s.Browser(), servicetest.Marie))
		stands(s, first, servicetest.Marie).Says("Un mot de passe temporaire est parti", "S'il n'a pas servi")
		s.Wait(time.Hour)
		second := numberOn(t, untilSent(t, s, s.Browser(), servicetest.Marie))
		stands(s, first, servicetest.Marie).Says(texts.DemandReplaced)
		s.Wait(s.Limits.TemporaryTTL)
		stands(s, second, servicetest.Marie).Says(texts.DemandOver)
		s.Wait(db.KeepFlows)
		if err := s.DB.Purge(t.Context(), s.Now()); err != nil {
			t.Fatal(err)
		}
		stands(s, second, servicetest.Marie).Says("Nous ne trouvons pas cette demande.")
	})
	t.Run("a letter: asked for, printed, and long after", func(t *testing.T) {
		s := servicetest.NewService(t)
		number := numberOn(t, s.Browser().Forget(servicetest.Silence, "email").At(servicetest.End, 200))
		stands(s, number, servicetest.Silence).Says("Une lettre a été demandée", texts.DemandNotPrinted)
		s.Wait(time.Hour)
		s.Print()
		stands(s, number, servicetest.Silence).Says("Votre caisse a imprimé ses lettres le 23 novembre 2026.")
		s.Wait(3 * 24 * time.Hour)
		if err := s.DB.Purge(t.Context(), s.Now()); err != nil {
			t.Fatal(err)
		}
		stands(s, number, servicetest.Silence).Says("Nous ne trouvons pas cette demande.", "Une lettre a été demandée pour cet identifiant")
	})
	t.Run("« Abandonner »", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		number := numberOn(t, p)
		p.Press("Abandonner", nil)
		stands(s, number, servicetest.Marie).Says("Cette demande a été arrêtée")
	})
	t.Run("what the operator answered is told where the member has logged in before, and nowhere else", func(t *testing.T) {
		s := servicetest.NewService(t)
		own := s.Browser()
		own.Establish(servicetest.Marie, servicetest.First)
		own.LogOut()
		number := numberOn(t, s.Browser().Forget(servicetest.Marie, "email"))
		if _, err := s.Raw().ExecContext(t.Context(), `UPDATE outbox SET state = 'refused', payload = NULL, done_at = ? WHERE request = ?`, s.Now().Unix(), number); err != nil {
			t.Fatal(err)
		}
		typed := servicetest.Fields{"numero": number, "identifiant": servicetest.Marie}
		own.Get("/demande").Press("Voir ma demande", typed).Says("Le message a été refusé")
		stands(s, number, servicetest.Marie).SaysNot("refusé")
	})
	t.Run("neither the number alone nor the identifier alone leads anywhere", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		number := numberOn(t, s.Browser().Forget(servicetest.Marie, "email"))
		stands(s, number, servicetest.Lucien).Says("Nous ne trouvons pas cette demande.")
		other := "BCD-234"
		if other == number {
			other = "BCD-235"
		}
		stands(s, other, servicetest.Marie).Says("Nous ne trouvons pas cette demande.")
		stands(s, "KTR", servicetest.Marie).At("/demande", http.StatusUnprocessableEntity).Says(texts.DemandNumberShape)
	})
	t.Run("an address that asks about many identifiers waits", func(t *testing.T) {
		s := servicetest.NewService(t, func(o *handlers.Options) {
			o.TrustedProxies, o.ExemptSites = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, nil
		})
		last := 0
		for i := range 40 {
			p := s.From("192.0.2.7").Get("/demande").Press("Voir ma demande", servicetest.Fields{"numero": "BCD-234", "identifiant": servicetest.NobodysSIRET(i)})
			if last = p.Status; last != 200 {
				break
			}
		}
		if last != http.StatusTooManyRequests {
			t.Errorf("answered %d", last)
		}
	})
}

func TestWhereADemandStandsIsTheSameForNobody(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	s.CatchUpDecoys()
	nobody := nobodyByCode(t, s)
	s.Wait(2 * time.Hour)
	asked := map[string]string{}
	for _, id := range []string{servicetest.Marie, nobody} {
		asked[id] = numberOn(t, s.Browser().Forget(id, "email").At("/mot-de-passe-oublie/code", 200))
	}
	same := func(when string) {
		t.Helper()
		var seen []string
		for _, id := range []string{servicetest.Marie, nobody} {
			trace := stands(s, asked[id], id).At("/demande", 200).Trace(id)
			seen = append(seen, demandNumber.ReplaceAllString(strings.ReplaceAll(trace, strings.ToLower(strings.ReplaceAll(asked[id], "-", " ")), "NUMBER"), "NUMBER"))
		}
		if seen[0] != seen[1] {
			t.Errorf("%s\na member: %s\nnobody: %s", when, seen[0], seen[1])
		}
	}
	same("a code has left")
	s.Wait(s.Limits.CodeTTL)
	same("the code is over")
	s.Wait(s.Limits.JourneyTTL)
	same("the demand is over")
	for id := range asked {
		asked[id] = numberOn(t, s.Browser().Forget(id, "email").Press("Recevoir un mot de passe par lettre", nil).At(servicetest.End, 200))
	}
	same("a letter was asked for")
	s.Wait(time.Hour)
	s.Print()
	same("letters were printed")
	s.Wait(3 * 24 * time.Hour)
	if err := s.DB.Purge(t.Context(), s.Now()); err != nil {
		t.Fatal(err)
	}
	same("the demand is forgotten")
}
