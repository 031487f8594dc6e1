package handlers_test

import (
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers"
)

// A clock that is set back, or forward and back, opens nothing (security.md, promise 10), and shuts nobody out for as
// long as it went back. Every case is tried with the program running on, and with it started again under the new time.
func TestAClockThatGoesBack(t *testing.T) {
	for _, again := range []struct {
		name string
		back func(s *service, d time.Duration)
	}{
		{"while the service runs", func(s *service, d time.Duration) { s.wait(-d) }},
		{"while it is stopped", func(s *service, d time.Duration) { s.wait(-d); s.restart() }},
	} {
		back := again.back
		t.Run(again.name, func(t *testing.T) {
			t.Run("an expired code stays dead; a new one leaves at once and is right", func(t *testing.T) {
				s := newService(t)
				s.settle(marie, first)
				p := s.browser().forget(marie, "email")
				right := s.lastOf(db.KindCode).Secret
				s.wait(31 * time.Minute)
				s.browser().logIn(marie, "faux") // time is noted by whoever comes
				back(s, 20*time.Minute)
				p.press("Valider", fields{"code": right}).at(code, 422)
				s.sent()
				p = s.browser().forget(marie, "email").at(code, 200)
				sent := s.sent()
				if len(sent) == 0 || sent[len(sent)-1].CreatedAt.After(s.now()) {
					t.Fatalf("sent %+v", sent)
				}
				p.press("Valider", fields{"code": sent[len(sent)-1].Secret}).at(end, 200)
			})
			t.Run("a code of the hour that comes again is dead, and so is its journey", func(t *testing.T) {
				s := newService(t)
				s.settle(marie, first)
				p := s.browser().forget(marie, "email")
				path, form := p.form("Valider", fields{"code": s.lastOf(db.KindCode).Secret})
				back(s, time.Hour)
				for range 2 {
					if q := p.b.post(path, form); q.path != oubli && q.path != oubli+"?etat=fin" {
						t.Errorf("came to %s", q.path)
					}
					s.wait(time.Hour)
				}
				if n := s.noted("temporary-password-issued", "ok"); n != 0 {
					t.Errorf("%d temporary passwords", n)
				}
			})
			t.Run("a session that had idled, or had lasted its hours, stays closed; one of the future is closed too", func(t *testing.T) {
				s := newService(t)
				s.settle(marie, first)
				idled := s.browser()
				idled.logIn(marie, first).at("/espace", 200)
				s.wait(16 * time.Minute)
				fresh := s.browser()
				fresh.logIn(marie, first).at("/espace", 200)
				back(s, 10*time.Minute)
				for _, b := range []*browser{idled, fresh} {
					b.get("/espace").at("/connexion?etat=fin", 200)
				}
				s.wait(10 * time.Minute)
				for _, b := range []*browser{idled, fresh} {
					b.get("/espace").at("/connexion?etat=fin", 200)
				}
			})
			t.Run("a session that goes on idles from the new time", func(t *testing.T) {
				s := newService(t)
				s.settle(marie, first)
				b := s.browser()
				b.logIn(marie, first).at("/espace", 200)
				for range 6 {
					s.wait(10 * time.Minute)
					b.get("/espace").at("/espace", 200)
				}
				back(s, 30*time.Minute)
				b.get("/espace").at("/espace", 200)
				s.wait(15 * time.Minute)
				b.get("/espace").at("/connexion?etat=fin", 200)
			})
			t.Run("an expired temporary password stays expired", func(t *testing.T) {
				s := newService(t)
				secret := s.temporary(marie)
				s.wait(s.limits.LetterTTL)
				s.browser().logIn(marie, "faux")
				back(s, 10*24*time.Hour)
				s.browser().logIn(marie, secret).at("/connexion", 422)
			})
			t.Run("what was counted counts from now: it still holds, for as long as it ever would", func(t *testing.T) {
				s := newService(t)
				s.settle(marie, first)
				for range 5 {
					s.browser().logIn(marie, "faux").at("/connexion", 422)
				}
				for range 5 {
					s.browser().forget(marie, "email").at(code, 200)
				}
				s.browser().forget(notaire, "email").at(end, 200)
				back(s, 300*24*time.Hour)
				s.browser().logIn(marie, first).retryAfter(time.Minute)
				s.browser().forget(marie, "email").at(impasse, 200)
				s.wait(time.Minute)
				s.browser().logIn(marie, first).at("/espace", 200)
				s.wait(24*time.Hour - time.Minute - time.Second)
				s.browser().forget(marie, "email").at(impasse, 200)
				s.wait(time.Second)
				s.browser().forget(marie, "email").at(code, 200)
				letters := func() int { return number(t, s.raw(), `SELECT count(*) FROM letters`) }
				s.wait(6*24*time.Hour - time.Second)
				s.browser().forget(notaire, "email").at(end, 200)
				if n := letters(); n != 1 {
					t.Errorf("%d letters within 7 days", n)
				}
				s.wait(time.Second)
				s.browser().forget(notaire, "email").at(end, 200)
				if n := letters(); n != 2 {
					t.Errorf("%d letters after 7 days", n)
				}
			})
			t.Run("a message that waits is due, and one whose secret has expired is gone", func(t *testing.T) {
				s := newService(t)
				s.settle(marie, first)
				s.browser().forget(marie, "email").at(code, 200)
				s.wait(31 * time.Minute)
				s.browser().get("/contact").press("Envoyer", fields{"sujet": "a", "nom": "b", "email": "c@poitou.example", "message": "d"}).at("/contact/confirmation", 200)
				back(s, 40*24*time.Hour)
				s.browser().get("/connexion")
				due, err := s.db.Due(t.Context(), s.now(), 10)
				if err != nil || len(due) != 1 || due[0].Kind != db.KindContact {
					t.Errorf("due %+v (%v)", due, err)
				}
			})
			t.Run("the audit log holds, and the purge takes no row of the year", func(t *testing.T) {
				s := newService(t)
				s.browser().logIn(marie, "faux")
				s.wait(-50 * 365 * 24 * time.Hour) // as after a start without a clock
				s.browser().logIn(marie, "faux")
				back(s, time.Hour)
				s.browser().logIn(marie, "faux")
				s.wait(50*365*24*time.Hour + 2*time.Hour)
				s.browser().logIn(marie, "faux")
				before := s.noted("login", "refused")
				if err := s.db.Purge(t.Context(), s.now()); err != nil {
					t.Fatal(err)
				}
				if n := s.noted("login", "refused"); n != before {
					t.Errorf("%d rows of %d are left", n, before)
				}
				if _, _, err := s.db.VerifyAudit(t.Context()); err != nil {
					t.Error(err)
				}
			})
		})
	}
	t.Run("readings that overtake each other are no step", func(t *testing.T) {
		s := newService(t)
		s.settle(marie, first)
		b := s.browser()
		b.logIn(marie, first).at("/espace", 200)
		s.wait(-time.Second)
		b.get("/connexion")
		s.wait(time.Second)
		b.get("/espace").at("/espace", 200)
	})
	t.Run("while the database cannot make good what the clock did, nothing opens", func(t *testing.T) {
		s := newService(t)
		s.settle(marie, first)
		b := s.browser()
		b.logIn(marie, first).at("/espace", 200)
		x := s.saboteur()
		x.do(`UPDATE fault SET writes = 1`)
		s.wait(-time.Hour)
		if p := b.get("/espace"); p.status != 503 {
			t.Errorf("%s (%d)", p.path, p.status)
		}
		x.do(`UPDATE fault SET writes = 0`)
		b.get("/espace").at("/connexion?etat=fin", 200)
	})
}

// A clock that jumps ahead ends what it passes, and what it ended stays so when it comes back.
func TestAClockThatJumpsAhead(t *testing.T) {
	s := newService(t, func(o *handlers.Options) { o.ExemptSites = nil })
	s.settle(marie, first)
	inside, p := s.browser(), s.browser().forget(marie, "email")
	inside.logIn(marie, first).at("/espace", 200)
	secret := s.temporary(lucien)
	right := s.lastOf(db.KindCode).Secret
	s.wait(40 * 365 * 24 * time.Hour)
	closed := func() {
		t.Helper()
		if q := inside.get("/espace"); !strings.HasPrefix(q.path, "/connexion") {
			t.Errorf("came to %s", q.path)
		}
	}
	closed()
	p.b.get(code).at(oubli, 200)
	s.browser().logIn(lucien, secret).at("/connexion", 422)
	for range 4 {
		s.browser().logIn(marie, "faux").at("/connexion", 422)
	}
	s.wait(-40 * 365 * 24 * time.Hour)
	closed()
	path, form := p.form("Valider", fields{"code": right})
	if q := p.b.post(path, form); !strings.HasPrefix(q.path, oubli) || s.noted("temporary-password-issued", "ok") != 0 {
		t.Errorf("came to %s", q.path)
	}
	s.browser().logIn(lucien, secret).at("/connexion", 422)
	s.browser().logIn(marie, "faux").at("/connexion", 422)
	s.browser().logIn(marie, first).retryAfter(time.Minute)
	s.wait(time.Minute)
	s.browser().logIn(marie, first).at("/espace", 200)
}
