package handlers_test

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/handlers"
)

// Each limit of security.md at n and at n+1, under the clock of the test. The program is started again between the
// two: what it had counted must not be forgotten.

func ownAddress(i int) string { return fmt.Sprintf("m%d@poitou.example", i) }

func TestLimitsOfCodes(t *testing.T) {
	t.Run("3 wrong tries of one code", func(t *testing.T) {
		s := newService(t)
		s.settle(marie, first)
		b := s.browser()
		right := ""
		for range 2 {
			p := b.get(code)
			if p.path != code {
				p = b.forget(marie, "email").at(code, 200)
			}
			right = s.lastOf(db.KindCode).Secret
			p.wrong().at(code, 422)
		}
		s.restart()
		p := b.get(code).at(code, 200).wrong().at(code, 422).says("ne peut plus servir")
		s.restart()
		p.press("Valider", fields{"code": right}).at(code, 422).says("Demandez un nouveau code")
		if n := s.noted("temporary-password-issued", "ok"); n != 0 {
			t.Errorf("%d temporary passwords", n)
		}
	})
	t.Run("another code after 60 s, then after 120 s; 3 a journey", func(t *testing.T) {
		s := newService(t)
		s.settle(marie, first)
		p := s.browser().forget(marie, "email")
		for _, wait := range s.limits.Resend[:2] {
			s.wait(wait - time.Second)
			s.restart()
			p.b.get(code).press("Renvoyer un nouveau code", nil).retryAfter(time.Second)
			s.wait(time.Second)
			p.b.get(code).press("Renvoyer un nouveau code", nil).at(code, 200)
		}
		s.wait(s.limits.Resend[2])
		s.restart()
		p.b.get(code).press("Recevoir un mot de passe par courrier", nil).at(end, 200)
		if n := kinds(s.sent())[db.KindCode]; n != 3 {
			t.Errorf("%d codes", n)
		}
	})
	t.Run("5 codes in 24 hours and 10 in 30 days, for an account", func(t *testing.T) {
		s := newService(t)
		s.settle(marie, first)
		for range 2 {
			for range 5 {
				s.browser().forget(marie, "email").at(code, 200)
			}
			s.restart()
			s.browser().forget(marie, "sms").at(impasse, 200)
			s.wait(24*time.Hour - time.Second)
			s.browser().forget(marie, "email").at(impasse, 200)
			s.wait(time.Second)
		}
		s.restart()
		s.browser().forget(marie, "email").at(impasse, 200)
		s.wait(28*24*time.Hour - time.Second)
		s.browser().forget(marie, "email").at(impasse, 200)
		s.wait(time.Second)
		s.browser().forget(marie, "email").at(code, 200)
	})
	t.Run("5 codes in 24 hours and 10 in 30 days, to an address that several accounts have", func(t *testing.T) {
		s := newService(t)
		s.many(3, func(int) string { return "commun@poitou.example" })
		for range 2 {
			for i := range 5 {
				s.browser().forget(fmt.Sprintf("M%d", i%2+1), "email").at(code, 200)
			}
			s.restart()
			s.browser().forget("M3", "email").at(impasse, 200)
			s.wait(24 * time.Hour)
		}
		s.restart()
		s.browser().forget("M3", "email").at(impasse, 200)
		s.wait(28*24*time.Hour - time.Second)
		s.browser().forget("M3", "email").at(impasse, 200)
		s.wait(time.Second)
		s.browser().forget("M3", "email").at(code, 200)
	})
	t.Run("5 wrong codes in 24 hours and 7 in 30 days: the code pauses, login, letter and a change inside stay open", func(t *testing.T) {
		s := newService(t)
		s.settle(marie, first)
		p := s.browser().forget(marie, "email")
		p.wrong()
		p.wrong()
		p.wrong().at(code, 422)
		q := s.browser().forget(marie, "email")
		right := s.lastOf(db.KindCode).Secret
		q.wrong()
		q = q.wrong().at(code, 422)
		s.restart()
		q.press("Valider", fields{"code": right}).retryAfter(24 * time.Hour)
		s.browser().forget(marie, "email").at(impasse, 200)
		s.wait(24*time.Hour - time.Second)
		s.browser().forget(marie, "sms").at(impasse, 200)
		s.browser().logIn(marie, first).at("/espace", 200)
		s.wait(time.Second)
		q = s.browser().forget(marie, "email").at(code, 200)
		q.wrong()
		q = q.wrong().at(code, 422) // the 7th
		right = s.lastOf(db.KindCode).Secret
		s.restart()
		q.press("Valider", fields{"code": right}).retryAfter(29 * 24 * time.Hour)
		s.wait(29*24*time.Hour - time.Second)
		s.browser().forget(marie, "email").at(impasse, 200).press("Recevoir un mot de passe par courrier", nil).at(end, 200)
		b := s.browser()
		b.logIn(marie, first).at("/espace", 200)
		b.get("/espace/mon-compte/adresse").press("Suivant", fields{"actuel": first, "email": "neuve@poitou.example"}).at("/espace/mon-compte/adresse/code", 200)
		s.wait(time.Second)
		s.browser().forget(marie, "email").at(code, 200)
	})
	t.Run("a code, 30 minutes; a journey, 60", func(t *testing.T) {
		s := newService(t)
		s.settle(marie, first)
		p := s.browser().forget(marie, "email")
		right := s.lastOf(db.KindCode).Secret
		s.wait(30 * time.Minute)
		s.restart()
		p.press("Valider", fields{"code": right}).at(code, 422)
		s.wait(30*time.Minute - time.Second)
		p.b.get(code).at(code, 200)
		s.wait(time.Second)
		s.restart()
		p.b.get(code).at(oubli+"?etat=fin", 200)
	})
}

func TestLimitsOfQuestionsAndLetters(t *testing.T) {
	t.Run("1 answer to the identity question in 30 days", func(t *testing.T) {
		s := newService(t)
		answer := func(reply string) *page {
			return s.browser().forget(lucien, "email").press("Suivant", fields{"reponse": reply}).at(end, 200)
		}
		answer("1,00").says("par courrier")
		s.wait(30*24*time.Hour - time.Second)
		s.restart()
		answer("1234,56").says("par courrier") // counts as the answer of the 30 days that begin now
		s.wait(30 * 24 * time.Hour)
		s.restart()
		answer("1234,56").says("par e-mail")
		if n := s.noted("question-answered", "ok"); n != 1 {
			t.Errorf("%d right answers", n)
		}
	})
	t.Run("1 letter in 7 days, 3 in 90", func(t *testing.T) {
		s := newService(t)
		file := s.raw()
		want, at := 0, time.Duration(0)
		for _, c := range []struct {
			at   time.Duration
			more int
		}{
			{0, 1}, {7*24*time.Hour - time.Second, 0}, {7 * 24 * time.Hour, 1}, {14*24*time.Hour - time.Second, 0}, {14 * 24 * time.Hour, 1},
			{40 * 24 * time.Hour, 0}, {90*24*time.Hour - time.Second, 0}, {90 * 24 * time.Hour, 1}, {97*24*time.Hour - time.Second, 0}, {97 * 24 * time.Hour, 1},
		} {
			s.wait(c.at - at)
			at, want = c.at, want+c.more
			s.restart()
			s.browser().forget(notaire, "email").at(end, 200).says("par courrier")
			if n := number(t, file, `SELECT count(*) FROM letters`); n != want {
				t.Fatalf("%d letters after %v, want %d", n, c.at, want)
			}
		}
	})
	t.Run("a temporary password, 24 hours by e-mail and 30 days by letter", func(t *testing.T) {
		s := newService(t)
		s.browser().forget(lucien, "email").press("Suivant", fields{"reponse": "1234,56"}).at(end, 200)
		s.browser().forget(notaire, "email").at(end, 200)
		mailed, printed := s.lastOf(db.KindTemporary).Secret, s.letters()[0].Payload.Secret
		s.wait(24*time.Hour - time.Second)
		s.browser().logIn(lucien, mailed).at("/personnalisation/mot-de-passe", 200)
		s.wait(time.Second)
		s.restart()
		s.browser().logIn(lucien, mailed).at("/connexion", 422)
		s.wait(29*24*time.Hour - time.Second)
		s.browser().logIn(notaire, printed).at("/personnalisation/mot-de-passe", 200)
		s.wait(time.Second)
		s.browser().logIn(notaire, printed).at("/connexion", 422)
	})
}

func TestLimitsOfLogins(t *testing.T) {
	t.Run("from the 5th failure a delay of 60 s that doubles up to one hour; 25 failures in 24 hours", func(t *testing.T) {
		s := newService(t)
		s.settle(marie, first)
		began := s.now()
		wait := time.Minute
		for n := 1; n <= 25; n++ {
			s.browser().logIn(marie, "faux").at("/connexion", 422)
			if n < 5 || n == 25 {
				continue
			}
			if n%5 == 0 {
				s.restart()
			}
			s.browser().logIn(marie, first).retryAfter(wait)
			s.wait(wait - time.Second)
			s.browser().logIn(marie, first).retryAfter(time.Second)
			s.wait(time.Second)
			wait = min(2*wait, time.Hour)
		}
		free := began.Add(24 * time.Hour)
		s.restart()
		s.browser().logIn(marie, first).retryAfter(free.Sub(s.now()))
		s.browser().forget(marie, "email").at(code, 200)
		s.wait(free.Sub(s.now()) - time.Second)
		s.browser().logIn(marie, first).retryAfter(time.Second)
		s.wait(time.Second)
		s.browser().logIn(marie, first).at("/espace", 200)
		s.browser().logIn(marie, "faux").at("/connexion", 422) // a right one has ended the run
	})
	t.Run("a session, 15 idle minutes", func(t *testing.T) {
		s := newService(t)
		s.settle(marie, first)
		b := s.browser()
		b.logIn(marie, first).at("/espace", 200)
		s.wait(15*time.Minute - time.Second)
		s.restart()
		b.get("/espace").at("/espace", 200)
		s.wait(15 * time.Minute)
		s.restart()
		b.get("/espace").at("/connexion?etat=fin", 200)
	})
	t.Run("passwords at once: as many as cores and the queue behind; the others come back, and nothing is counted", func(t *testing.T) {
		s := newService(t, func(o *handlers.Options) { o.Hasher = keys.NewHasher(1, 1) })
		var busy, checked atomic.Int32
		atOnce(eachOf(24, func(i int) {
			id := fmt.Sprintf("X%d", i)
			p := s.browser().post("/connexion", url.Values{"identifiant": {id}, "mot_de_passe": {"faux"}})
			tried := account.Identifier{Kind: account.Tiers, Value: id}
			n := s.counted(db.LoginFailures, s.db.Keys().IdentifierKey(tried))
			switch {
			case p.status == http.StatusServiceUnavailable && p.header.Get("Retry-After") != "" && n == 0:
				busy.Add(1)
			case p.status == 422 && n == 1:
				checked.Add(1)
			default:
				t.Errorf("%d, Retry-After %q, %d failures counted: %s", p.status, p.header.Get("Retry-After"), n, p.brief())
			}
		})...)
		if busy.Load() == 0 || checked.Load() == 0 {
			t.Errorf("%d were sent away, %d checked", busy.Load(), checked.Load())
		}
	})
	t.Run("a password, 128 characters", func(t *testing.T) {
		s := newService(t)
		long := strings.Repeat("é", 100) + "Velours-Sillon7Grenouille..." // 128 characters, 228 bytes
		s.browser().logIn(marie, long).at("/connexion", 422).says("Identifiant ou mot de passe incorrect.")
		s.browser().logIn(marie, long+"x").at("/connexion", 422).says("128 caractères au plus")
		s.browser().logIn(marie, strings.ReplaceAll(long, "é", "e\u0301")).at("/connexion", 422).says("Identifiant ou mot de passe incorrect.")
		p := s.browser().logIn(marie, s.temporary(marie))
		p = p.press("Suivant", fields{"nouveau": long + "x", "confirmation": long + "x"}).at("/personnalisation/mot-de-passe", 422).says("128 caractères au plus")
		p.press("Suivant", fields{"nouveau": long, "confirmation": long}).at("/personnalisation/coordonnees", 200)
	})
	t.Run("a body, 64 KiB", func(t *testing.T) {
		s := newService(t)
		for size, want := range map[int]int{64 << 10: 422, 64<<10 + 1: 413} {
			form := url.Values{"sujet": {"a"}, "message": {""}}
			form.Set("message", strings.Repeat("a", size-len(form.Encode())))
			s.browser().post("/contact", form).at("/contact", want)
		}
	})
}

// proxied is a service behind a proxy that it trusts, with no exempt site.
func proxied(o *handlers.Options) {
	o.TrustedProxies, o.ExemptSites = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, nil
}

func TestLimitsOfAnAddress(t *testing.T) {
	const here, there = "192.0.2.7", "192.0.2.8"
	t.Run("10 identifiers in 10 minutes, the same ones as often as one likes", func(t *testing.T) {
		s := newService(t, proxied)
		for n := range 10 {
			s.from(here).asks(n, 200)
		}
		s.from(here).asks(3, 200)
		s.restart()
		s.from(here).asks(10, 429).retryAfter(10 * time.Minute)
		s.from(here).asks(9, 200)
		s.from(there).asks(10, 200)
		p := s.from(here).post("/inscription", url.Values{"identifiant": {"X11"}})
		p.at("/inscription", 429)
		s.wait(10*time.Minute - time.Second)
		s.from(here).asks(10, 429).retryAfter(time.Second)
		s.wait(time.Second)
		s.from(here).asks(10, 200)
	})
	t.Run("30 identifiers in 24 hours", func(t *testing.T) {
		s := newService(t, proxied)
		for n := range 30 {
			if n%10 == 0 {
				s.wait(10 * time.Minute)
			}
			s.from(here).asks(n, 200)
		}
		s.wait(10 * time.Minute)
		s.restart()
		s.from(here).asks(30, 429).retryAfter(24*time.Hour - 30*time.Minute)
		s.wait(24*time.Hour - 30*time.Minute - time.Second)
		s.from(here).asks(30, 429)
		s.wait(time.Second)
		s.from(here).asks(30, 200)
	})
	t.Run("an address of IPv6 is a household's, a /64", func(t *testing.T) {
		s := newService(t, proxied)
		for n := range 10 {
			s.from(fmt.Sprintf("2001:db8:1:2:%x::%x", n, n+1)).asks(n, 200)
		}
		s.restart()
		s.from("2001:db8:1:2:ffff::1").asks(10, 429)
		s.from("2001:db8:1:3::1").asks(10, 200)
		s.from("::ffff:192.0.2.7").asks(10, 200)
	})
	t.Run("a forwarded address counts from a trusted proxy only, and the nearest one that is none", func(t *testing.T) {
		s := newService(t, func(o *handlers.Options) { o.ExemptSites = nil })
		for n := range 10 {
			s.from(fmt.Sprintf("192.0.2.%d", n)).asks(n, 200)
		}
		s.from("198.51.100.1").asks(10, 429)
		s = newService(t, proxied)
		for n := range 10 {
			s.from(fmt.Sprintf("198.51.100.%d, %s", n, here)).asks(n, 200) // what stands before is the stranger's own word
		}
		s.from("203.0.113.1, "+here).asks(10, 429)
		s.from(here+", 127.0.0.1").asks(11, 429)
		s.from(here+", "+there).asks(10, 200)
	})
	t.Run("an exempt site is not limited, its neighbours are", func(t *testing.T) {
		s := newService(t, proxied, func(o *handlers.Options) { o.ExemptSites = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/29")} })
		for n := range 40 {
			s.from(here).asks(n, 200)
		}
		for n := range 10 {
			s.from(there).asks(n, 200)
		}
		s.from(there).asks(10, 429)
	})
	t.Run("15 wrong codes in 24 hours, whatever the accounts; a right one waits too, elsewhere it does not", func(t *testing.T) {
		s := newService(t, proxied)
		s.many(7, ownAddress)
		for i := range 5 {
			p := s.from(here).forget(fmt.Sprintf("M%d", i+1), "email").at(code, 200)
			p.wrong()
			p.wrong()
			p.wrong().at(code, 422)
		}
		p := s.from(here).forget("M6", "email").at(code, 200)
		s.restart()
		p.press("Valider", fields{"code": s.lastOf(db.KindCode).Secret}).retryAfter(24 * time.Hour)
		s.from(there).forget("M7", "email").press("Valider", fields{"code": s.lastOf(db.KindCode).Secret}).at(end, 200)
		s.from(here).logIn("M1", first).at("/espace", 200)
		s.wait(24*time.Hour - time.Second)
		p = s.from(here).forget("M6", "email")
		p.press("Valider", fields{"code": s.lastOf(db.KindCode).Secret}).retryAfter(time.Second)
		s.wait(time.Second)
		p.press("Valider", fields{"code": s.lastOf(db.KindCode).Secret}).at(end, 200)
	})
}

func TestLimitsOfEveryone(t *testing.T) {
	digits := func(s *service, id string) int {
		s.browser().forget(id, "email").at(code, 200)
		return len(s.lastOf(db.KindCode).Secret)
	}
	for _, c := range []struct {
		name   string
		n      int
		before func(s *service) // counts n-2 wrong codes of everyone
		window time.Duration    // after which it ends
	}{
		{"60 wrong codes in an hour", 60, func(s *service) { s.wrongElsewhere(58) }, time.Hour},
		{"200 wrong codes in 24 hours", 200, func(s *service) {
			for _, n := range []int{50, 50, 50, 48} {
				s.wrongElsewhere(n)
				s.wait(time.Hour)
			}
		}, 20 * time.Hour},
	} {
		t.Run(c.name+": codes of 8 digits and 10 minutes, one alert, the service stays up", func(t *testing.T) {
			s := newService(t)
			s.many(3, ownAddress)
			c.before(s)
			p := s.browser().forget("M1", "email").wrong().at(code, 422)
			s.restart()
			if n := digits(s, "M2"); n != 4 || kinds(s.sent())[db.KindReinforced] != 0 {
				t.Fatalf("%d digits after one wrong code less", n)
			}
			p.b.get(code).press("Valider", fields{"code": "123456"}).at(code, 422) // never right: codes have 4 digits
			if n := kinds(s.sent())[db.KindReinforced]; n != 1 {
				t.Errorf("%d alerts", n)
			}
			s.restart()
			if n := digits(s, "M2"); n != 8 {
				t.Fatalf("%d digits", n)
			}
			p.b.get(code).press("Valider", fields{"code": "123456"}).at(code, 422)
			if n := kinds(s.sent())[db.KindReinforced]; n != 0 {
				t.Errorf("%d more alerts", n)
			}
			q := s.browser().forget("M3", "email").at(code, 200).says("8 chiffres", "10 minutes")
			right := s.lastOf(db.KindCode)
			if right.To != "m3@poitou.example" {
				t.Fatalf("the code went to %s", right.To)
			}
			s.wait(10*time.Minute - time.Second)
			q = q.press("Valider", fields{"code": right.Secret}).at(end, 200)
			q = q.b.forget("M3", "email").at(code, 200)
			s.wait(10 * time.Minute)
			q.press("Valider", fields{"code": s.lastOf(db.KindCode).Secret}).at(code, 422).says("Demandez un nouveau code")
			s.browser().logIn("M1", first).at("/espace", 200)
			s.wait(c.window - 20*time.Minute)
			if n := digits(s, "M2"); n != 8 {
				t.Errorf("%d digits one second before the end", n)
			}
			s.wait(time.Second)
			if n := digits(s, "M2"); n != 4 {
				t.Errorf("%d digits after the end", n)
			}
		})
	}
	t.Run("an attack that stays around the limit alerts once an hour", func(t *testing.T) {
		s := newService(t)
		s.many(1, ownAddress)
		for range 59 {
			s.wrongElsewhere(1)
			s.wait(time.Minute)
		}
		p := s.browser().forget("M1", "email")
		for range 3 { // each one is the 60th of the hour that ends with it
			p.wrong().at(code, 422)
			s.wait(time.Minute)
		}
		if n := kinds(s.sent())[db.KindReinforced]; n != 1 {
			t.Errorf("%d alerts in 3 minutes", n)
		}
	})
}
