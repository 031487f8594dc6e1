package handlers_test

import (
	"sesame/handlers"

	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
)

// After the clock was set back, or forward and back, nothing expired is valid again (SECURITY.md, promise 10), and nobody is
// locked out for the time by which it went back. Each case runs with the program running on, and with a restart under the new
// time.
func TestAClockThatGoesBack(t *testing.T) {
	for _, again := range []struct {
		name string
		back func(s *servicetest.Service, d time.Duration)
	}{
		{"while the service runs", func(s *servicetest.Service, d time.Duration) { s.Wait(-d) }},
		{"while it is stopped", func(s *servicetest.Service, d time.Duration) { s.Wait(-d); s.Restart() }},
	} {
		back := again.back
		t.Run(again.name, func(t *testing.T) {
			t.Run("an expired code stays dead; a new one leaves at once and is right", func(t *testing.T) {
				s := servicetest.NewService(t)
				s.SetPassword(servicetest.Marie, servicetest.First)
				p := s.Browser().Forget(servicetest.Marie, "email")
				right := s.LastOf(db.KindCode).Secret
				s.Wait(31 * time.Minute)
				s.Browser().LogIn(servicetest.Marie, "faux") // every request records the time
				back(s, 20*time.Minute)
				p.Press("Valider", servicetest.Fields{"code": right}).At(servicetest.Code, 422)
				s.Sent()
				p = s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
				sent := s.Sent()
				if len(sent) == 0 || sent[len(sent)-1].CreatedAt.After(s.Now()) {
					t.Fatalf("sent %+v", sent)
				}
				p.Press("Valider", servicetest.Fields{"code": sent[len(sent)-1].Secret}).At(servicetest.End, 200)
			})
			t.Run("a code of the hour that comes again is dead, and so is its journey", func(t *testing.T) {
				s := servicetest.NewService(t)
				s.SetPassword(servicetest.Marie, servicetest.First)
				p := s.Browser().Forget(servicetest.Marie, "email")
				path, form := p.Form("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret})
				back(s, time.Hour)
				for range 2 {
					if q := p.B.Post(path, form); q.Path != servicetest.Oubli+"?etat=arret" && q.Path != servicetest.Oubli+"?etat=fin" {
						t.Errorf("came to %s", q.Path)
					}
					s.Wait(time.Hour)
				}
				if n := s.AuditCount("temporary-password-issued", "ok"); n != 0 {
					t.Errorf("%d temporary passwords", n)
				}
			})
			t.Run("a session that had idled, or had lasted its hours, stays closed; one of the future is closed too", func(t *testing.T) {
				s := servicetest.NewService(t)
				s.SetPassword(servicetest.Marie, servicetest.First)
				idled := s.Browser()
				idled.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
				s.Wait(16 * time.Minute)
				fresh := s.Browser()
				fresh.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
				back(s, 10*time.Minute)
				for _, b := range []*servicetest.Browser{idled, fresh} {
					b.Get("/espace").At("/connexion?etat=fin", 200)
				}
				s.Wait(10 * time.Minute)
				for _, b := range []*servicetest.Browser{idled, fresh} {
					b.Get("/espace").At("/connexion?etat=fin", 200)
				}
			})
			t.Run("a session that goes on idles from the new time", func(t *testing.T) {
				s := servicetest.NewService(t)
				s.SetPassword(servicetest.Marie, servicetest.First)
				b := s.Browser()
				b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
				for range 6 {
					s.Wait(10 * time.Minute)
					b.Get("/espace").At("/espace", 200)
				}
				back(s, 30*time.Minute)
				b.Get("/espace").At("/espace", 200)
				s.Wait(15 * time.Minute)
				b.Get("/espace").At("/connexion?etat=fin", 200)
			})
			t.Run("an expired temporary password stays expired", func(t *testing.T) {
				s := servicetest.NewService(t)
				secret := s.Temporary(servicetest.Marie)
				s.Wait(s.Limits.LetterTTL)
				s.Browser().LogIn(servicetest.Marie, "faux")
				back(s, 10*24*time.Hour)
				s.Browser().LogIn(servicetest.Marie, secret).At("/connexion", 422)
			})
			t.Run("so does one that a letter had left good beside its own", func(t *testing.T) {
				s := servicetest.NewService(t)
				asks := func() string {
					s.Browser().Forget(servicetest.Notaire, "email").At(servicetest.End, 200)
					letters := s.Letters()
					return letters[len(letters)-1].Payload.Secret
				}
				first := asks()
				s.Wait(8 * 24 * time.Hour)
				second := asks()
				s.Browser().LogIn(servicetest.Notaire, first).At("/personnalisation/mot-de-passe", 200)
				s.Wait(s.Limits.LetterTTL - 7*24*time.Hour)
				s.Browser().LogIn(servicetest.Notaire, first).At("/connexion", 422)
				back(s, 4*24*time.Hour)
				s.Browser().LogIn(servicetest.Notaire, first).At("/connexion", 422)
				s.Browser().LogIn(servicetest.Notaire, second).At("/personnalisation/mot-de-passe", 200)
			})
			t.Run("a browser that was known is a stranger's, and a passkey's question is asked anew", func(t *testing.T) {
				s := servicetest.ByName(t, servicetest.NewService)
				b := s.Browser()
				b.Establish(servicetest.Marie, servicetest.First)
				phone := servicetest.NewAuthenticator(t, s.URL)
				phone.Adds(b)
				other := s.Browser()
				page := other.Get("/connexion").PressPasskey()
				s.Wait(6 * time.Minute)
				s.Browser().LogIn(servicetest.Lucien, "faux") // every request records the time
				back(s, 3*time.Minute)
				page.Press("Se connecter", servicetest.Fields{"reponse": phone.Sign(page.Asked())})
				other.Get("/espace").At("/connexion", 200)
				page = other.Get("/connexion").PressPasskey()
				page.Press("Se connecter", servicetest.Fields{"reponse": phone.Sign(page.Asked())}).At("/espace", 200)

				known := func() int {
					s.Browser().Get("/connexion")
					return servicetest.Number(t, s.Raw(), `SELECT count(*) FROM known_browsers WHERE expires_at > ?`, s.Now().Unix())
				}
				if n := known(); n == 0 {
					t.Fatal("no browser is known")
				}
				s.Wait(181 * 24 * time.Hour)
				s.Browser().LogIn(servicetest.Marie, "faux")
				if n := known(); n != 0 {
					t.Fatalf("%d browsers are known for ever", n)
				}
				back(s, 10*24*time.Hour)
				if n := known(); n != 0 {
					t.Errorf("%d are known again", n)
				}
			})
			t.Run("a journey that goes on has its next code after the usual minute", func(t *testing.T) {
				s := servicetest.NewService(t)
				s.SetPassword(servicetest.Marie, servicetest.First)
				p := s.Browser().Get("/mot-de-passe-oublie").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Marie})
				s.Wait(20 * time.Minute)
				p.Press("Suivant", servicetest.Fields{"canal": "email"}).At(servicetest.Code, 200)
				back(s, 10*time.Minute)
				p.B.Get(servicetest.Code).At(servicetest.Code, 200)
				s.Wait(time.Minute)
				s.Sent()
				p.B.Get(servicetest.Code).Press("Renvoyer un nouveau code", nil).At(servicetest.Code, 200)
				sent := s.Sent()
				if len(sent) != 1 {
					t.Fatalf("sent %+v", sent)
				}
				p.B.Get(servicetest.Code).Press("Valider", servicetest.Fields{"code": sent[0].Secret}).At(servicetest.End, 200)
			})
			t.Run("what was counted counts from now: it still holds, for as long as it ever would", func(t *testing.T) {
				s := servicetest.NewService(t)
				s.SetPassword(servicetest.Marie, servicetest.First)
				for range 5 {
					s.Browser().LogIn(servicetest.Marie, "faux").At("/connexion", 422)
				}
				for range 5 {
					s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
				}
				s.Browser().Forget(servicetest.Notaire, "email").At(servicetest.End, 200)
				back(s, 300*24*time.Hour)
				s.Browser().LogIn(servicetest.Marie, servicetest.First).RetryAfter(time.Minute)
				s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("8 chiffres")
				s.Wait(time.Minute)
				s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
				s.Wait(24*time.Hour - time.Minute - time.Second)
				s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("8 chiffres")
				s.Wait(time.Second)
				s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("4 chiffres")
				letters := func() int { return servicetest.Number(t, s.Raw(), `SELECT count(*) FROM letters`) }
				s.Wait(6*24*time.Hour - time.Second)
				s.Browser().Forget(servicetest.Notaire, "email").At(servicetest.End, 200)
				if n := letters(); n != 1 {
					t.Errorf("%d letters within 7 days", n)
				}
				s.Wait(time.Second)
				s.Browser().Forget(servicetest.Notaire, "email").At(servicetest.End, 200)
				if n := letters(); n != 2 {
					t.Errorf("%d letters after 7 days", n)
				}
			})
			t.Run("a message that waits is due, and one whose secret has expired is gone", func(t *testing.T) {
				s := servicetest.NewService(t)
				s.SetPassword(servicetest.Marie, servicetest.First)
				s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
				s.Wait(31 * time.Minute)
				s.Browser().Get("/contact").Press("Envoyer", servicetest.Fields{"sujet": "a", "nom": "b", "email": "c@poitou.example", "message": "d"}).At("/contact/confirmation", 200)
				back(s, 40*24*time.Hour)
				s.Browser().Get("/connexion")
				due, err := s.DB.Due(t.Context(), s.Now(), 10)
				if err != nil || len(due) != 2 || due[0].Kind != db.KindContact || due[1].Kind != db.KindContactReceived {
					t.Errorf("due %+v (%v)", due, err)
				}
			})
			t.Run("the audit log holds, and the purge takes no row of the year", func(t *testing.T) {
				s := servicetest.NewService(t)
				s.Browser().LogIn(servicetest.Marie, "faux")
				s.Wait(-50 * 365 * 24 * time.Hour) // as on a machine that starts without a clock
				s.Browser().LogIn(servicetest.Marie, "faux")
				back(s, time.Hour)
				s.Browser().LogIn(servicetest.Marie, "faux")
				s.Wait(50*365*24*time.Hour + 2*time.Hour)
				s.Browser().LogIn(servicetest.Marie, "faux")
				before := s.AuditCount("login", "refused")
				if err := s.DB.Purge(t.Context(), s.Now()); err != nil {
					t.Fatal(err)
				}
				if n := s.AuditCount("login", "refused"); n != before {
					t.Errorf("%d rows of %d are left", n, before)
				}
				if _, _, err := s.DB.VerifyAudit(t.Context()); err != nil {
					t.Error(err)
				}
			})
		})
	}
	t.Run("readings that overtake each other are no step", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		b := s.Browser()
		b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		s.Wait(-time.Second)
		b.Get("/connexion")
		s.Wait(time.Second)
		b.Get("/espace").At("/espace", 200)
	})
	t.Run("while the database cannot make good what the clock did, nothing opens", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		b := s.Browser()
		b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		x := s.Saboteur()
		x.Do(`UPDATE fault SET writes = 1`)
		s.Wait(-time.Hour)
		if p := b.Get("/espace"); p.Status != 500 {
			t.Errorf("%s (%d)", p.Path, p.Status)
		}
		x.Do(`UPDATE fault SET writes = 0`)
		b.Get("/espace").At("/connexion?etat=fin", 200)
	})
}

// A clock that jumps ahead expires codes, sessions and passwords, and they stay expired when the clock comes back.
func TestAClockThatJumpsAhead(t *testing.T) {
	s := servicetest.NewService(t, func(o *handlers.Options) { o.ExemptSites = nil })
	s.SetPassword(servicetest.Marie, servicetest.First)
	inside, p := s.Browser(), s.Browser().Forget(servicetest.Marie, "email")
	inside.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	secret := s.Temporary(servicetest.Lucien)
	right := s.LastOf(db.KindCode).Secret
	s.Wait(40 * 365 * 24 * time.Hour)
	closed := func() {
		t.Helper()
		if q := inside.Get("/espace"); !strings.HasPrefix(q.Path, "/connexion") {
			t.Errorf("came to %s", q.Path)
		}
	}
	closed()
	p.B.Get(servicetest.Code).At(servicetest.Oubli+"?etat=fin", 200)
	s.Browser().LogIn(servicetest.Lucien, secret).At("/connexion", 422)
	for range 4 {
		s.Browser().LogIn(servicetest.Marie, "faux").At("/connexion", 422)
	}
	s.Wait(-40 * 365 * 24 * time.Hour)
	closed()
	path, form := p.Form("Valider", servicetest.Fields{"code": right})
	if q := p.B.Post(path, form); !strings.HasPrefix(q.Path, servicetest.Oubli) || s.AuditCount("temporary-password-issued", "ok") != 0 {
		t.Errorf("came to %s", q.Path)
	}
	s.Browser().LogIn(servicetest.Lucien, secret).At("/connexion", 422)
	s.Browser().LogIn(servicetest.Marie, "faux").At("/connexion", 422)
	s.Browser().LogIn(servicetest.Marie, servicetest.First).RetryAfter(time.Minute)
	s.Wait(time.Minute)
	s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
}
