package handlers_test

import (
	"sesame/handlers"

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
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

// Each limit of SECURITY.md is tested at n and at n+1, with the test's clock. The program restarts between the two: the counts
// must survive that.

func ownAddress(i int) string { return fmt.Sprintf("m%d@poitou.example", i) }

func TestLimitsOfCodes(t *testing.T) {
	t.Run("3 wrong tries of one code", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		b := s.Browser()
		right := ""
		for range 2 {
			p := b.Get(servicetest.Code)
			if p.Path != servicetest.Code {
				p = b.Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
			}
			right = s.LastOf(db.KindCode).Secret
			p.Wrong().At(servicetest.Code, 422)
		}
		s.Restart()
		p := b.Get(servicetest.Code).At(servicetest.Code, 200).Wrong().At(servicetest.Code, 422).Says("ne peut plus servir")
		s.Restart()
		p.Press("Valider", servicetest.Fields{"code": right}).At(servicetest.Code, 422).Says("Demandez un nouveau code")
		if n := s.AuditCount("temporary-password-issued", "ok"); n != 0 {
			t.Errorf("%d temporary passwords", n)
		}
	})
	t.Run("another code after 60 s, then after 120 s; 3 a journey", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		codes := kinds(s.Sent())[db.KindCode]
		resend, _ := p.Form("Renvoyer un nouveau code", nil)
		for _, wait := range s.Limits.Resend[:2] {
			s.Wait(wait - time.Second)
			s.Restart()
			p.B.Get(servicetest.Code).Press("Renvoyer un nouveau code", nil).RetryAfter(time.Second)
			s.Wait(time.Second)
			p.B.Get(servicetest.Code).Press("Renvoyer un nouveau code", nil).At(servicetest.Code, 200)
			codes += kinds(s.Sent())[db.KindCode]
		}
		s.Wait(s.Limits.Resend[2])
		s.Restart()
		_, current := p.B.Get(servicetest.Code).Form("Recevoir un mot de passe par lettre", nil)
		forged := s.Browser() // a browser that posts a form which its page does not offer
		forged.Client.Jar = p.B.Client.Jar
		forged.Post(resend, url.Values{"version": current["version"]})
		if n := kinds(s.Sent())[db.KindCode]; n != 0 {
			t.Errorf("%d codes past those of a journey", n)
		}
		p.B.Get(servicetest.Code).Press("Recevoir un mot de passe par lettre", nil).At(servicetest.End, 200)
		if codes += kinds(s.Sent())[db.KindCode]; codes != 3 {
			t.Errorf("%d codes", codes)
		}
	})
	t.Run("5 codes in 24 hours for an account, then hardened ones, a message at a time", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		for range 5 {
			s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("4 chiffres", "30 minutes")
		}
		s.Restart()
		s.Sent()
		first := s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("8 chiffres", "10 minutes", "dernier message reçu")
		message := s.LastOf(db.KindCode)
		s.Sent()
		s.Wait(10*time.Minute - time.Second)
		later := s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("8 chiffres", "10 minutes", "dernier message reçu")
		if n := kinds(s.Sent())[db.KindCode]; n != 0 {
			t.Errorf("%d messages within ten minutes", n)
		}
		first.Wrong()
		later.Press("Valider", servicetest.Fields{"code": message.Secret}).At(servicetest.End, 200)
		if m := s.LastOf(db.KindTemporary); m.To != "marie@poitou.example" {
			t.Errorf("the password went to %s", m.To)
		}
		first.Press("Valider", servicetest.Fields{"code": message.Secret}).At(servicetest.Code, 422) // the code is used up for all journeys
		s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
		if n := kinds(s.Sent())[db.KindCode]; n != 1 {
			t.Errorf("%d messages in the place of a code that was used", n)
		}
		s.Wait(time.Second)
		s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
		if n := kinds(s.Sent())[db.KindCode]; n != 1 {
			t.Errorf("%d messages after ten minutes", n)
		}
		s.Wait(24 * time.Hour)
		s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("4 chiffres").SaysNot("dernier message")
	})
	t.Run("an account that is asked all day gets few messages, and always one whose code counts", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		messages, newest := 0, ""
		for range 24 * 12 {
			for _, channel := range []string{"email", "sms"} {
				p := s.Browser().Forget(servicetest.Marie, channel).At(servicetest.Code, 200)
				for _, m := range s.Sent() {
					messages++
					if m.Channel == account.Email {
						newest = m.Secret
					}
				}
				if channel == "email" && len(newest) == 8 {
					p.Says("8 chiffres")
				}
			}
			s.Wait(5 * time.Minute)
		}
		if messages > 25 {
			t.Errorf("%d messages in a day", messages)
		}
		s.Browser().Forget(servicetest.Marie, "email").Press("Valider", servicetest.Fields{"code": newest}).At(servicetest.End, 200)
	})
	t.Run("5 codes in 24 hours to an address that several accounts have: the message stops, the screen does not", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.ImportMany(3, func(int) string { return "commun@poitou.example" })
		for i := range 5 {
			s.Browser().Forget(fmt.Sprintf("M%d", i%2+1), "email").At(servicetest.Code, 200)
		}
		newest := s.LastOf(db.KindCode).Secret // M1's code
		s.Sent()
		s.Restart()
		p := s.Browser().Forget("M1", "email").At(servicetest.Code, 200).Says("4 chiffres", "30 minutes").SaysNot("dernier message")
		if n := kinds(s.Sent())[db.KindCode]; n != 0 {
			t.Errorf("%d messages over the cap", n)
		}
		p.Press("Valider", servicetest.Fields{"code": newest}).At(servicetest.End, 200)
		s.Sent()
		p = s.Browser().Forget("M3", "email").At(servicetest.Code, 200).Says("4 chiffres") // M3 has no valid code
		p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).At(servicetest.End, 200)
	})
	t.Run("5 wrong codes in 24 hours and 7 in 30 days: for 24 hours codes have 8 digits, and those that left count on", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
		q := s.Browser().Forget(servicetest.Marie, "sms").At(servicetest.Code, 200)
		right := s.LastOf(db.KindCode).Secret
		own := s.Browser()
		for range 2 { // each one is also compared with the code of the other demand
			p = p.Wrong().At(servicetest.Code, 422)
		}
		s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("4 chiffres")
		p.Wrong()
		s.Restart()
		s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("8 chiffres", "10 minutes")
		q.Press("Valider", servicetest.Fields{"code": right}).At(servicetest.End, 200)
		own.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		s.Wait(24*time.Hour - time.Second)
		s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("8 chiffres")
		s.Wait(time.Second)
		p = s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("4 chiffres")
		p.Wrong() // the 7th at least
		s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("8 chiffres")
		s.Wait(24 * time.Hour)
		s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("4 chiffres")
	})
	t.Run("91 comparisons with short codes in a year, 8 in a day with those of 8 digits: then longer ones, at once", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		s.WrongBefore(servicetest.Marie, s.Limits.ShortPerYear()-1)
		p := s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("4 chiffres")
		right := s.LastOf(db.KindCode).Secret
		p.Wrong()
		s.Restart()
		p = p.Press("Valider", servicetest.Fields{"code": right}).At(servicetest.Code, 422).Says("Demandez un nouveau code")
		p = p.Press("Renvoyer un nouveau code", nil).At(servicetest.Code, 200).Says("8 chiffres")
		eight := s.LastOf(db.KindCode).Secret
		for n := range 8 {
			if n%3 == 0 {
				p = s.Browser().Forget(servicetest.Marie, "email")
				eight = s.LastOf(db.KindCode).Secret
			}
			p = p.Wrong().At(servicetest.Code, 422)
		}
		p = p.Press("Valider", servicetest.Fields{"code": eight}).At(servicetest.Code, 422).Says("Demandez un nouveau code")
		p = p.Press("Renvoyer un nouveau code", nil).At(servicetest.Code, 200).Says("10 chiffres")
		p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).At(servicetest.End, 200)
	})
	t.Run("3 codes more in a known browser, whatever strangers ask and try", func(t *testing.T) {
		s := servicetest.NewService(t, proxied)
		s.SetPassword(servicetest.Marie, servicetest.First)
		own := s.From("192.0.2.7")
		own.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		own.LogOut()
		for range 7 {
			p := s.From("192.0.2.7").Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
			for range 2 {
				p = p.Wrong()
			}
		}
		s.Restart()
		s.Sent()
		for range 3 {
			p := own.Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("4 chiffres", "30 minutes")
			p.Wrong().At(servicetest.Code, 422).Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).At(servicetest.End, 200)
		}
		s.Sent()
		own.Forget(servicetest.Marie, "email").At(servicetest.Code, 200).Says("10 chiffres", "dernier message") // as for a stranger
		if n := kinds(s.Sent())[db.KindCode]; n != 0 {
			t.Errorf("%d messages past those of the known browser", n)
		}
	})
	t.Run("a code, 30 minutes; a journey, 60", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		right := s.LastOf(db.KindCode).Secret
		s.Wait(30 * time.Minute)
		s.Restart()
		p.Press("Valider", servicetest.Fields{"code": right}).At(servicetest.Code, 422)
		s.Wait(30*time.Minute - time.Second)
		p.B.Get(servicetest.Code).At(servicetest.Code, 200)
		s.Wait(time.Second)
		s.Restart()
		p.B.Get(servicetest.Code).At(servicetest.Oubli+"?etat=fin", 200)
	})
}

// Codes of a logged-in member who verifies an address do not get longer: further codes have to wait.
func TestLimitsOfOwnCodes(t *testing.T) {
	const address = "/espace/mon-compte/adresse"
	// asks begins the change of an address, logged in.
	asks := func(s *servicetest.Service, n int) *servicetest.Page {
		b := s.Browser()
		b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		return b.Get(address).Press("Suivant", servicetest.Fields{"actuel": servicetest.First, "email": fmt.Sprintf("neuve%d@poitou.example", n)}).At(address+"/code", 200)
	}
	t.Run("5 codes in 24 hours and 10 in 30 days", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		began, asked := s.Now(), 0
		sent := func(want int) {
			t.Helper()
			s.Restart()
			asks(s, asked)
			asked++
			if n := kinds(s.Sent())[db.KindEmailCode]; n != want {
				t.Errorf("%d codes of demand %d", n, asked)
			}
		}
		for range 2 {
			for range 5 {
				sent(1)
			}
			sent(0)
			s.Wait(24*time.Hour - time.Second)
			sent(0)
			s.Wait(time.Second)
		}
		sent(0)
		s.Wait(began.Add(30*24*time.Hour - time.Second).Sub(s.Now()))
		sent(0)
		s.Wait(time.Second)
		sent(1)
	})
	t.Run("5 wrong codes in 24 hours and 7 in 30 days", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		began, asked := s.Now(), 0
		try := func(wrong int) (p *servicetest.Page, right string) {
			t.Helper()
			p = asks(s, asked)
			asked++
			right = s.LastOf(db.KindEmailCode).Secret
			for i := range wrong {
				p = p.Press("Valider", servicetest.Fields{"code": servicetest.OtherCode(right, i)}).At(address+"/code", 422)
			}
			s.Restart()
			return p, right
		}
		first, one := try(3)
		second, two := try(2)
		second.Press("Valider", servicetest.Fields{"code": two}).RetryAfter(24 * time.Hour)
		first.Press("Valider", servicetest.Fields{"code": one}).RetryAfter(24 * time.Hour)
		s.Wait(24 * time.Hour)
		p, right := try(1)
		p.Press("Valider", servicetest.Fields{"code": servicetest.OtherCode(right, 5)}).At(address+"/code", 422)
		p.Press("Valider", servicetest.Fields{"code": right}).RetryAfter(began.Add(30 * 24 * time.Hour).Sub(s.Now()))
	})
}

func TestLimitsOfQuestionsAndLetters(t *testing.T) {
	t.Run("after a stranger's wrong answer a code comes first for 7 days, and opens the question", func(t *testing.T) {
		const question = servicetest.Oubli + "/question"
		s := servicetest.NewService(t)
		open := s.Browser().Forget(servicetest.Lucien, "email").At(question, 200)
		s.Browser().Forget(servicetest.Lucien, "email").Answer(servicetest.Fields{"montant": "1,00"}).At(servicetest.End, 200).Says("par lettre")
		byCode := func(p *servicetest.Page) *servicetest.Page {
			t.Helper()
			return p.At(servicetest.Code, 200).Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).At(question, 200)
		}
		byCode(open.Answer(servicetest.Fields{"montant": "1234,56"})).Answer(servicetest.Fields{"montant": "1234,56"}).At(servicetest.End, 200).Says("par e-mail")
		s.Browser().LogIn(servicetest.Lucien, s.LastOf(db.KindTemporary).Secret).At("/personnalisation/mot-de-passe", 200)
		s.Wait(7*24*time.Hour - time.Second)
		s.Restart()
		byCode(s.Browser().Forget(servicetest.Lucien, "email")).Answer(servicetest.Fields{"montant": "1,00"}).At(servicetest.End, 200).Says("par lettre")
		byCode(s.Browser().Forget(servicetest.Lucien, "email")).Answer(servicetest.Fields{"montant": "1234,56"}).At(servicetest.End, 200).Says("par lettre") // a member who has given a code has one wrong answer too
		s.Wait(time.Second)
		s.Restart()
		s.Browser().Forget(servicetest.Lucien, "email").At(question, 200).Answer(servicetest.Fields{"montant": "1234,56"}).At(servicetest.End, 200).Says("par e-mail")
	})
	t.Run("at inscription too", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Forget(servicetest.Lucien, "email").Answer(servicetest.Fields{"montant": "1,00"}).At(servicetest.End, 200)
		p := s.Browser().Get("/inscription").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Lucien}).At("/inscription/canal", 200)
		p = p.Press("Suivant", servicetest.Fields{"canal": "email"}).At("/inscription/code", 200)
		p = p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).At("/inscription/question", 200)
		p.Answer(servicetest.Fields{"montant": "1234,56"}).At("/inscription/confirmation", 200).Says("par e-mail")
	})
	t.Run("a letter leaves a living temporary password alone, and a newer one by proof ends both", func(t *testing.T) {
		s := servicetest.NewService(t)
		right := func() string {
			t.Helper()
			s.Browser().Forget(servicetest.Lucien, "email").Answer(servicetest.Fields{"montant": "1234,56"}).At(servicetest.End, 200)
			return s.LastOf(db.KindTemporary).Secret
		}
		mine := right()
		own := s.Browser()
		own.LogIn(servicetest.Lucien, mine).At("/personnalisation/mot-de-passe", 200)
		s.Browser().Forget(servicetest.Lucien, "email").Answer(servicetest.Fields{"montant": "1,00"}).At(servicetest.End, 200)
		letter := s.Letters()[0].Payload.Secret
		own.Get("/personnalisation/mot-de-passe").At("/personnalisation/mot-de-passe", 200)
		for _, secret := range []string{mine, letter} {
			own.LogIn(servicetest.Lucien, secret).At("/personnalisation/mot-de-passe", 200)
		}
		s.Wait(7 * 24 * time.Hour)
		s.Browser().LogIn(servicetest.Lucien, mine).At("/connexion", 422) // it has expired after a day
		mine = right()
		s.Browser().LogIn(servicetest.Lucien, letter).At("/connexion", 422)
		p := s.Browser().LogIn(servicetest.Lucien, mine).At("/personnalisation/mot-de-passe", 200)
		s.Browser().Forget(servicetest.Lucien, "email").Answer(servicetest.Fields{"montant": "1,00"}).At(servicetest.End, 200)
		letter = s.Letters()[0].Payload.Secret
		p.Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First}).At("/personnalisation/coordonnees", 200)
		for _, secret := range []string{mine, letter} {
			s.Browser().LogIn(servicetest.Lucien, secret).At("/connexion", 422)
		}
	})
	t.Run("a letter that does not leave is said", func(t *testing.T) {
		for _, id := range []string{servicetest.Notaire, "X999"} { // a member, and an unknown identifier
			s := servicetest.NewService(t)
			s.Browser().Forget(id, "email").At(servicetest.End, 200).Says("vous a été envoyé par lettre")
			s.Browser().Forget(id, "email").At(servicetest.End, 200).Says("vous a déjà été envoyé par lettre le 23 novembre 2026", "une semaine après")
			for range 2 {
				s.Wait(7 * 24 * time.Hour)
				s.Browser().Forget(id, "email").At(servicetest.End, 200).Says("vous a été envoyé par lettre")
			}
			s.Wait(7 * 24 * time.Hour)
			s.Browser().Forget(id, "email").At(servicetest.End, 200).Says("demandée le 14 décembre 2026 attend l'accord d'un agent", "Trois lettres sont déjà parties en 90 jours")
			s.Wait(24 * time.Hour)
			s.Browser().Forget(id, "email").At(servicetest.End, 200).Says("demandée le 14 décembre 2026 attend l'accord d'un agent")
		}
	})
	t.Run("5 right answers in 24 hours, then the letter", func(t *testing.T) {
		s := servicetest.NewService(t)
		answer := func() *servicetest.Page {
			return s.Browser().Forget(servicetest.Lucien, "email").Answer(servicetest.Fields{"montant": "1234,56"}).At(servicetest.End, 200)
		}
		for range 5 {
			answer().Says("par e-mail")
		}
		s.Wait(24*time.Hour - time.Second)
		s.Restart()
		answer().Says("par lettre")
		s.Wait(time.Second)
		answer().Says("par e-mail")
	})
	t.Run("1 letter in 7 days, 3 in 90", func(t *testing.T) {
		s := servicetest.NewService(t)
		file := s.Raw()
		want, at := 0, time.Duration(0)
		for _, c := range []struct {
			at   time.Duration
			more int
		}{
			{0, 1}, {7*24*time.Hour - time.Second, 0}, {7 * 24 * time.Hour, 1}, {14*24*time.Hour - time.Second, 0}, {14 * 24 * time.Hour, 1},
			{40 * 24 * time.Hour, 0}, {90*24*time.Hour - time.Second, 0}, {90 * 24 * time.Hour, 1}, {97*24*time.Hour - time.Second, 0}, {97 * 24 * time.Hour, 1},
		} {
			s.Wait(c.at - at)
			at, want = c.at, want+c.more
			s.Restart()
			s.Browser().Forget(servicetest.Notaire, "email").At(servicetest.End, 200).Says("lettre")
			if n := servicetest.Number(t, file, `SELECT count(*) FROM letters`); n != want {
				t.Fatalf("%d letters after %v, want %d", n, c.at, want)
			}
		}
	})
	t.Run("a temporary password, 24 hours by e-mail and 30 days by letter", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Forget(servicetest.Lucien, "email").Answer(servicetest.Fields{"montant": "1234,56"}).At(servicetest.End, 200)
		s.Browser().Forget(servicetest.Notaire, "email").At(servicetest.End, 200)
		mailed, printed := s.LastOf(db.KindTemporary).Secret, s.Letters()[0].Payload.Secret
		s.Wait(24*time.Hour - time.Second)
		s.Browser().LogIn(servicetest.Lucien, mailed).At("/personnalisation/mot-de-passe", 200)
		s.Wait(time.Second)
		s.Restart()
		s.Browser().LogIn(servicetest.Lucien, mailed).At("/connexion", 422)
		s.Wait(29*24*time.Hour - time.Second)
		s.Browser().LogIn(servicetest.Notaire, printed).At("/personnalisation/mot-de-passe", 200)
		s.Wait(time.Second)
		s.Browser().LogIn(servicetest.Notaire, printed).At("/connexion", 422)
	})
}

func TestLimitsOfLogins(t *testing.T) {
	t.Run("from the 5th failure a delay of 60 s that doubles up to one hour; 25 failures in 24 hours", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		began := s.Now()
		wait := time.Minute
		for n := 1; n <= 25; n++ {
			s.Browser().LogIn(servicetest.Marie, "faux").At("/connexion", 422)
			if n < 5 || n == 25 {
				continue
			}
			if n%5 == 0 {
				s.Restart()
			}
			s.Browser().LogIn(servicetest.Marie, servicetest.First).RetryAfter(wait)
			if s.AuditCount("login", events.Blocked) == 0 {
				t.Error("no blocked login is noted")
			}
			s.Wait(wait - time.Second)
			s.Browser().LogIn(servicetest.Marie, servicetest.First).RetryAfter(time.Second)
			s.Wait(time.Second)
			wait = min(2*wait, time.Hour)
		}
		free := began.Add(24 * time.Hour)
		s.Restart()
		s.Browser().LogIn(servicetest.Marie, servicetest.First).RetryAfter(free.Sub(s.Now()))
		s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
		s.Wait(free.Sub(s.Now()) - time.Second)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).RetryAfter(time.Second)
		s.Wait(time.Second)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		s.Browser().LogIn(servicetest.Marie, "faux").At("/connexion", 422) // a right one has ended the series of failures
	})
	t.Run("a session, 15 idle minutes", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.SetPassword(servicetest.Marie, servicetest.First)
		b := s.Browser()
		b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		s.Wait(15*time.Minute - time.Second)
		s.Restart()
		b.Get("/espace").At("/espace", 200)
		s.Wait(15 * time.Minute)
		s.Restart()
		b.Get("/espace").At("/connexion?etat=fin", 200)
	})
	t.Run("passwords at once: as many as cores and the queue behind; the others come back, and nothing is counted", func(t *testing.T) {
		s := servicetest.NewService(t, func(o *handlers.Options) { o.Hasher = keys.NewHasher(1, 1).WithCost(64, 3000) }) // slow enough for a queue
		var busy, checked atomic.Int32
		servicetest.AtOnce(servicetest.EachOf(24, func(i int) {
			id := fmt.Sprintf("X%d", i)
			p := s.Browser().Post("/connexion", url.Values{"identifiant": {id}, "mot_de_passe": {"faux"}})
			tried := account.Identifier{Kind: account.Tiers, Value: id}
			n := s.LimitCount(db.LoginFailures, s.DB.Keys().IdentifierKey(tried))
			switch {
			case p.Status == http.StatusServiceUnavailable && p.Header.Get("Retry-After") != "" && n == 0:
				busy.Add(1)
			case p.Status == 422 && n == 1:
				checked.Add(1)
			default:
				t.Errorf("%d, Retry-After %q, %d failures counted: %s", p.Status, p.Header.Get("Retry-After"), n, p.Brief())
			}
		})...)
		if busy.Load() == 0 || checked.Load() == 0 {
			t.Errorf("%d were sent away, %d checked", busy.Load(), checked.Load())
		}
	})
	t.Run("a password, 128 characters", func(t *testing.T) {
		s := servicetest.NewService(t)
		long := strings.Repeat("é", 100) + "Velours-Sillon7Grenouille..." // 128 characters, 228 bytes
		s.Browser().LogIn(servicetest.Marie, long).At("/connexion", 422).Says("Identifiant ou mot de passe incorrect.")
		s.Browser().LogIn(servicetest.Marie, long+"x").At("/connexion", 422).Says("128 caractères au plus")
		s.Browser().LogIn(servicetest.Marie, strings.ReplaceAll(long, "é", "e\u0301")).At("/connexion", 422).Says("Identifiant ou mot de passe incorrect.")
		p := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie))
		p = p.Press("Suivant", servicetest.Fields{"nouveau": long + "x", "confirmation": long + "x"}).At("/personnalisation/mot-de-passe", 422).Says("128 caractères au plus")
		p.Press("Suivant", servicetest.Fields{"nouveau": long, "confirmation": long}).At("/personnalisation/coordonnees", 200)
	})
	t.Run("a body, 64 KiB", func(t *testing.T) {
		s := servicetest.NewService(t)
		for size, want := range map[int]int{64 << 10: 422, 64<<10 + 1: 413} {
			form := url.Values{"sujet": {"a"}, "message": {""}}
			form.Set("message", strings.Repeat("a", size-len(form.Encode())))
			s.Browser().Post("/contact", form).At("/contact", want)
		}
	})
}

// proxied configures a service behind a trusted proxy, without exempt networks.
func proxied(o *handlers.Options) {
	o.TrustedProxies, o.ExemptSites = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, nil
}

func TestLimitsOfAnAddress(t *testing.T) {
	const here, there = "192.0.2.7", "192.0.2.8"
	t.Run("10 identifiers in 10 minutes, and the same ones again", func(t *testing.T) {
		s := servicetest.NewService(t, proxied)
		for n := range 10 {
			s.From(here).Asks(n, 200)
		}
		s.From(here).Asks(3, 200)
		s.Restart()
		s.From(here).Asks(10, 429).RetryAfter(10 * time.Minute)
		s.From(here).Asks(9, 200)
		s.From(there).Asks(10, 200)
		p := s.From(here).Post("/inscription", url.Values{"identifiant": {"X11"}})
		p.At("/inscription", 429)
		s.Wait(10*time.Minute - time.Second)
		s.From(here).Asks(10, 429).RetryAfter(time.Second)
		s.Wait(time.Second)
		s.From(here).Asks(10, 200)
	})
	t.Run("30 identifiers in 24 hours", func(t *testing.T) {
		s := servicetest.NewService(t, proxied)
		for n := range 30 {
			if n%10 == 0 {
				s.Wait(10 * time.Minute)
			}
			s.From(here).Asks(n, 200)
		}
		s.Wait(10 * time.Minute)
		s.Restart()
		s.From(here).Asks(30, 429).RetryAfter(24*time.Hour - 30*time.Minute)
		s.Wait(24*time.Hour - 30*time.Minute - time.Second)
		s.From(here).Asks(30, 429)
		s.Wait(time.Second)
		s.From(here).Asks(30, 200)
	})
	t.Run("an address of IPv6 is a household's, a /64", func(t *testing.T) {
		s := servicetest.NewService(t, proxied)
		for n := range 10 {
			s.From(fmt.Sprintf("2001:db8:1:2:%x::%x", n, n+1)).Asks(n, 200)
		}
		s.Restart()
		s.From("2001:db8:1:2:ffff::1").Asks(10, 429)
		s.From("2001:db8:1:3::1").Asks(10, 200)
		s.From("::ffff:192.0.2.7").Asks(10, 200)
	})
	t.Run("a forwarded address counts from a trusted proxy only, and the nearest one that is none", func(t *testing.T) {
		s := servicetest.NewService(t, func(o *handlers.Options) { o.ExemptSites = nil })
		for n := range 10 {
			s.From(fmt.Sprintf("192.0.2.%d", n)).Asks(n, 200)
		}
		s.From("198.51.100.1").Asks(10, 429)
		s = servicetest.NewService(t, proxied)
		for n := range 10 {
			s.From(fmt.Sprintf("198.51.100.%d, %s", n, here)).Asks(n, 200) // the addresses before the last one are sent by the stranger
		}
		s.From("203.0.113.1, "+here).Asks(10, 429)
		s.From(here+", 127.0.0.1").Asks(11, 429)
		s.From(here+", "+there).Asks(10, 200)
	})
	t.Run("a proxy that writes ports, quotes and brackets makes nobody share", func(t *testing.T) {
		s := servicetest.NewService(t, proxied)
		for n := range 13 {
			s.From(fmt.Sprintf("192.0.2.%d:5100%d", n, n%10)).Asks(n, 200)
			s.From(fmt.Sprintf(`"[2001:db8:1:%x::1]:51007"`, n)).Asks(n, 200)
		}
		for n := range 10 {
			s.From(fmt.Sprintf("192.0.2.77:5100%d", n)).Asks(n, 200)
		}
		s.From("192.0.2.77").Asks(10, 429)
	})
	t.Run("an exempt site is not limited, its neighbours are", func(t *testing.T) {
		s := servicetest.NewService(t, proxied, func(o *handlers.Options) { o.ExemptSites = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/29")} })
		for n := range 40 {
			s.From(here).Asks(n, 200)
		}
		for n := range 10 {
			s.From(there).Asks(n, 200)
		}
		s.From(there).Asks(10, 429)
	})
	t.Run("15 wrong codes in 24 hours, whatever the accounts; a right one waits too, elsewhere it does not", func(t *testing.T) {
		s := servicetest.NewService(t, proxied)
		s.ImportMany(7, ownAddress)
		for i := range 5 {
			p := s.From(here).Forget(fmt.Sprintf("M%d", i+1), "email").At(servicetest.Code, 200)
			p.Wrong()
			p.Wrong()
			p.Wrong().At(servicetest.Code, 422)
		}
		p := s.From(here).Forget("M6", "email").At(servicetest.Code, 200)
		s.Restart()
		p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).RetryAfter(24 * time.Hour)
		s.From(there).Forget("M7", "email").Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).At(servicetest.End, 200)
		s.From(here).LogIn("M1", servicetest.First).At("/espace", 200)
		s.Wait(24*time.Hour - time.Second)
		p = s.From(here).Forget("M6", "email")
		p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).RetryAfter(time.Second)
		s.Wait(time.Second)
		p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).At(servicetest.End, 200)
	})
}

func TestLimitsOfEveryone(t *testing.T) {
	digits := func(s *servicetest.Service, id string) int {
		s.Browser().Forget(id, "email").At(servicetest.Code, 200)
		return len(s.LastOf(db.KindCode).Secret)
	}
	for _, c := range []struct {
		name   string
		n      int
		before func(s *servicetest.Service) // counts n-2 wrong codes of everyone
		window time.Duration                // duration after which the limit ends
	}{
		{"60 wrong codes in an hour", 60, func(s *servicetest.Service) { s.WrongElsewhere(58) }, time.Hour},
		{"200 wrong codes in 24 hours", 200, func(s *servicetest.Service) {
			for _, n := range []int{50, 50, 50, 48} {
				s.WrongElsewhere(n)
				s.Wait(time.Hour)
			}
		}, 20 * time.Hour},
	} {
		t.Run(c.name+": codes of 8 digits and 10 minutes, one alert, the service stays up", func(t *testing.T) {
			s := servicetest.NewService(t)
			s.ImportMany(3, ownAddress)
			c.before(s)
			p := s.Browser().Forget("M1", "email").Wrong().At(servicetest.Code, 422)
			wrong := servicetest.Fields{"code": servicetest.OtherCode(s.LastOf(db.KindCode).Secret, 0)}
			s.Restart()
			if n := digits(s, "M2"); n != 4 || kinds(s.Sent())[db.KindReinforced] != 0 {
				t.Fatalf("%d digits after one wrong code less", n)
			}
			p.B.Get(servicetest.Code).Press("Valider", wrong).At(servicetest.Code, 422)
			if n := kinds(s.Sent())[db.KindReinforced]; n != 1 {
				t.Errorf("%d alerts", n)
			}
			s.Restart()
			if n := digits(s, "M2"); n != 8 {
				t.Fatalf("%d digits", n)
			}
			p.B.Get(servicetest.Code).Press("Valider", wrong).At(servicetest.Code, 422)
			if n := kinds(s.Sent())[db.KindReinforced]; n != 0 {
				t.Errorf("%d more alerts", n)
			}
			q := s.Browser().Forget("M3", "email").At(servicetest.Code, 200).Says("8 chiffres", "10 minutes")
			right := s.LastOf(db.KindCode)
			if right.To != "m3@poitou.example" {
				t.Fatalf("the code went to %s", right.To)
			}
			s.Wait(10*time.Minute - time.Second)
			q = q.Press("Valider", servicetest.Fields{"code": right.Secret}).At(servicetest.End, 200)
			q = q.B.Forget("M3", "email").At(servicetest.Code, 200)
			s.Wait(10 * time.Minute)
			q.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).At(servicetest.Code, 422).Says("Demandez un nouveau code")
			s.Browser().LogIn("M1", servicetest.First).At("/espace", 200)
			s.Wait(c.window - 20*time.Minute)
			if n := digits(s, "M2"); n != 8 {
				t.Errorf("%d digits one second before the end", n)
			}
			s.Wait(time.Second)
			if n := digits(s, "M2"); n != 4 {
				t.Errorf("%d digits after the end", n)
			}
		})
	}
	t.Run("an attack that stays around the limit alerts once an hour", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.ImportMany(1, ownAddress)
		for range 59 {
			s.WrongElsewhere(1)
			s.Wait(time.Minute)
		}
		p := s.Browser().Forget("M1", "email")
		for range 3 { // each one is the 60th of the hour that ends with it
			p.Wrong().At(servicetest.Code, 422)
			s.Wait(time.Minute)
		}
		if n := kinds(s.Sent())[db.KindReinforced]; n != 1 {
			t.Errorf("%d alerts in 3 minutes", n)
		}
	})
}
