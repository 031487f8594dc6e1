package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

func TestForgottenByCode(t *testing.T) {
	for _, channel := range []struct{ name, words, to string }{
		{"email", "par e-mail", "marie@poitou.example"}, {"sms", "par SMS", "+33639981234"},
	} {
		t.Run("a right code makes a temporary password leave by "+channel.name, func(t *testing.T) {
			s := newService(t)
			s.browser().establish(marie, first)
			b := s.browser()
			p := b.forget(marie, channel.name).at("/mot-de-passe-oublie/code", 200)
			p.says("Un code de confirmation vous a été envoyé "+channel.words).silent(channel.to, "marie@", "Dupont")
			code := s.sent()
			if len(code) != 1 || code[0].Kind != db.KindCode || code[0].To != channel.to || len(code[0].Secret) != 4 {
				t.Fatalf("sent %+v", code)
			}
			p.says(code[0].Request)
			p = p.press("Valider", fields{"code": code[0].Secret}).at("/mot-de-passe-oublie/confirmation", 200)
			p.says("Un mot de passe temporaire vous a été envoyé " + channel.words)
			password := s.sent()
			if len(password) != 1 || password[0].Kind != db.KindTemporary || password[0].To != channel.to || password[0].Request == code[0].Request {
				t.Fatalf("sent %+v", password)
			}
			if strings.Contains(p.raw, password[0].Secret) {
				t.Error("the temporary password stands in the page")
			}
			if p := s.browser().logIn(marie, first); p.path != "/espace" {
				t.Errorf("the password in place stopped working before the temporary one was used: %s", p.path)
			}
			after := s.browser()
			after.logIn(marie, strings.ToUpper(password[0].Secret[:1])+password[0].Secret[1:]).at("/personnalisation/mot-de-passe", 200)
			after.get("/espace").at("/personnalisation/mot-de-passe", 200)
			if p := s.browser().logIn(marie, first); p.path != "/espace" {
				t.Errorf("the password in place stopped working before the temporary one was replaced: %s", p.path)
			}
			p = after.get("/personnalisation").press("Suivant", fields{"nouveau": second, "confirmation": second})
			p.at("/personnalisation/coordonnees", 200).press("Je confirme mes coordonnées", nil).at("/personnalisation/confirmation", 200)
			s.browser().logIn(marie, first).at("/connexion", 422)
			s.browser().logIn(marie, password[0].Secret).at("/connexion", 422)
			s.browser().logIn(marie, second).at("/espace", 200)
		})
	}
}

func TestForgottenCodeLimits(t *testing.T) {
	wrong := func(right string) string {
		if right == "0000" {
			return "1111"
		}
		return "0000"
	}
	t.Run("three wrong tries spend a code; the right one then opens nothing, a new one does", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		p := s.browser().forget(marie, "email")
		code := s.lastOf(db.KindCode).Secret
		p = p.press("Valider", fields{"code": wrong(code)}).at("/mot-de-passe-oublie/code", 422).says("il vous reste 2 essais")
		p = p.press("Valider", fields{"code": wrong(code)}).says("il vous reste un essai")
		p = p.press("Valider", fields{"code": wrong(code)}).at("/mot-de-passe-oublie/code", 422).says("Demandez un nouveau code")
		s.wait(61 * time.Second)
		s.sent()
		p = p.press("Renvoyer un nouveau code", nil).at("/mot-de-passe-oublie/code", 200)
		next := s.sent()
		if len(next) != 1 {
			t.Fatalf("sent %+v", next)
		}
		p.press("Valider", fields{"code": next[0].Secret}).at("/mot-de-passe-oublie/confirmation", 200)
	})
	t.Run("the right code after three wrong tries is refused", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		b := s.browser()
		b.forget(marie, "email")
		code := s.lastOf(db.KindCode).Secret
		form := func() *page { return b.get("/mot-de-passe-oublie/code") }
		_, values := form().form("Renvoyer un nouveau code", nil)
		for range 3 {
			values.Set("code", wrong(code))
			b.post("/mot-de-passe-oublie/code", values)
		}
		values.Set("code", code)
		b.post("/mot-de-passe-oublie/code", values).at("/mot-de-passe-oublie/code", 422)
	})
	t.Run("a code is dead after 30 minutes, and alive just before", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		p := s.browser().forget(marie, "email")
		s.wait(30*time.Minute - time.Second)
		q := s.browser().forget(lucien, "email") // moves nothing of Marie's
		_ = q
		s.wait(time.Second)
		_, values := p.form("Valider", fields{"code": s.lastOf(db.KindCode).Secret})
		p.b.post("/mot-de-passe-oublie/code", values).at("/mot-de-passe-oublie/code", 422).says("Demandez un nouveau code")
	})
	t.Run("a code is alive one second before its end", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		p := s.browser().forget(marie, "email")
		s.wait(30*time.Minute - time.Second)
		p.press("Valider", fields{"code": s.lastOf(db.KindCode).Secret}).at("/mot-de-passe-oublie/confirmation", 200)
	})
	t.Run("another code may be asked for after 60, 120 s, and at most 3 leave in one journey", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		p := s.browser().forget(marie, "email")
		s.sent()
		_, values := p.form("Valider", nil)
		s.wait(59 * time.Second)
		early := p.b.post("/mot-de-passe-oublie/code/renvoi", values)
		early.at("/mot-de-passe-oublie/code/renvoi", http.StatusTooManyRequests)
		if early.header.Get("Retry-After") != "1" || len(s.sent()) != 0 {
			t.Errorf("Retry-After %q", early.header.Get("Retry-After"))
		}
		s.wait(time.Second)
		p = p.b.post("/mot-de-passe-oublie/code/renvoi", values).at("/mot-de-passe-oublie/code", 200)
		s.wait(120 * time.Second)
		p = p.b.get("/mot-de-passe-oublie/code").press("Renvoyer un nouveau code", nil).at("/mot-de-passe-oublie/code", 200)
		if n := len(s.sent()); n != 2 {
			t.Fatalf("%d codes sent again, want 2", n)
		}
		s.wait(time.Hour / 6)
		_, values = p.form("Valider", nil)
		p = p.b.post("/mot-de-passe-oublie/code/renvoi", values).at("/mot-de-passe-oublie/impasse", 200)
		p.press("Recevoir un mot de passe par courrier", nil).at("/mot-de-passe-oublie/confirmation", 200).says("par courrier")
		if len(s.letters()) != 1 {
			t.Error("no letter in the queue")
		}
	})
	t.Run("who has had all the codes of a journey may have a letter instead; who has not may not", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		p := s.browser().forget(marie, "email")
		_, values := p.form("Valider", nil)
		p.b.post("/mot-de-passe-oublie/code/courrier", values).at("/mot-de-passe-oublie/code/courrier", 404)
		for range 2 {
			s.wait(5 * time.Minute)
			p = p.b.get("/mot-de-passe-oublie/code").press("Renvoyer un nouveau code", nil)
		}
		p.press("Recevoir un mot de passe par courrier", nil).at("/mot-de-passe-oublie/confirmation", 200).says("par courrier")
		if len(s.letters()) != 1 {
			t.Error("no letter in the queue")
		}
	})
	t.Run("an address of a button that is typed leads to the step", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		p := s.browser().forget(marie, "email")
		p.b.get("/mot-de-passe-oublie/code/renvoi").at("/mot-de-passe-oublie/code", 200)
		p.b.get("/mot-de-passe-oublie/abandon").at("/mot-de-passe-oublie/code", 200)
	})
	t.Run("5 codes in 24 hours, then a neutral sentence; login stays open; the 6th leaves a day later", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		for range 5 {
			s.browser().forget(marie, "email").at("/mot-de-passe-oublie/code", 200)
			s.wait(time.Hour)
		}
		s.browser().forget(marie, "email").at("/mot-de-passe-oublie/impasse", 200)
		s.browser().logIn(marie, first).at("/espace", 200)
		s.wait(19*time.Hour - time.Second)
		s.browser().forget(marie, "email").at("/mot-de-passe-oublie/impasse", 200)
		s.wait(time.Second)
		s.browser().forget(marie, "email").at("/mot-de-passe-oublie/code", 200)
	})
}

func TestForgottenByQuestion(t *testing.T) {
	for _, m := range []struct{ identifier, nature, right, wrong, channel, to string }{
		{marie, "vitale", "8000 1234 5678 901", "800012345678902", "sms", "+33639981234"},
		{marie, "prestation", "412.50 €", "412,51", "email", "marie@poitou.example"},
		{lucien, "", "1234,56", "1234,65", "email", "lucien@poitou.example"},
		{ferme, "", "15 870", "15870,01", "sms", "+33639982233"},
		{jardin, "", "312,40 €", "31,24", "sms", "+33639984455"},
	} {
		answer := func(p *page, reply string) *page {
			typed := fields{"reponse": reply}
			if m.nature != "" {
				typed["nature"] = m.nature
			}
			return p.press("Suivant", typed)
		}
		t.Run(m.identifier+" "+m.nature+": right, the temporary password leaves by the chosen channel", func(t *testing.T) {
			s := newService(t)
			p := answer(s.browser().forget(m.identifier, m.channel).at("/mot-de-passe-oublie/question", 200), m.right)
			p.at("/mot-de-passe-oublie/confirmation", 200).silent("courrier vous")
			got := s.sent()
			if len(got) != 1 || got[0].Kind != db.KindTemporary || got[0].To != m.to {
				t.Fatalf("sent %+v", got)
			}
			s.browser().logIn(m.identifier, got[0].Secret).at("/personnalisation/mot-de-passe", 200)
		})
		t.Run(m.identifier+" "+m.nature+": wrong, a letter and its notice", func(t *testing.T) {
			s := newService(t)
			p := answer(s.browser().forget(m.identifier, m.channel), m.wrong)
			p.at("/mot-de-passe-oublie/confirmation", 200).says("par courrier")
			got, letters := s.sent(), s.letters()
			if len(got) != 1 || got[0].Kind != db.KindLetterNotice || got[0].To != m.to || got[0].Secret != "" {
				t.Fatalf("sent %+v", got)
			}
			if len(letters) != 1 || len(letters[0].Payload.Secret) != 12 {
				t.Fatalf("letters %+v", letters)
			}
			s.wait(29 * 24 * time.Hour)
			s.browser().logIn(m.identifier, letters[0].Payload.Secret).at("/personnalisation/mot-de-passe", 200)
		})
	}
	t.Run("one answer in 30 days: a right one after a wrong one makes no password leave, and no second letter", func(t *testing.T) {
		s := newService(t)
		s.browser().forget(lucien, "email").press("Suivant", fields{"reponse": "1,00"})
		s.sent()
		s.wait(24 * time.Hour)
		p := s.browser().forget(lucien, "email").press("Suivant", fields{"reponse": "1234,56"})
		p.at("/mot-de-passe-oublie/confirmation", 200).says("par courrier")
		if got := s.sent(); len(got) != 0 || len(s.letters()) != 1 {
			t.Errorf("sent %+v, %d letters", got, len(s.letters()))
		}
	})
	t.Run("an answer that is no amount is refused, kept to itself and costs nothing", func(t *testing.T) {
		s := newService(t)
		p := s.browser().forget(lucien, "email").press("Suivant", fields{"reponse": "beaucoup"}).at("/mot-de-passe-oublie/question", 422)
		p.press("Suivant", fields{"reponse": "1234,56"}).at("/mot-de-passe-oublie/confirmation", 200).says("par e-mail")
	})
}

func TestForgottenByLetter(t *testing.T) {
	t.Run("a tiers who never logged in gets a letter and a notice", func(t *testing.T) {
		s := newService(t)
		s.browser().forget(notaire, "email").at("/mot-de-passe-oublie/confirmation", 200).says("par courrier")
		got := s.sent()
		if len(got) != 1 || got[0].Kind != db.KindLetterNotice || len(s.letters()) != 1 {
			t.Errorf("sent %+v", got)
		}
	})
	t.Run("whoever the caisse cannot reach gets a letter", func(t *testing.T) {
		s := newService(t)
		s.browser().forget(silence, "sms").at("/mot-de-passe-oublie/confirmation", 200).says("par courrier")
		if len(s.sent()) != 0 || len(s.letters()) != 1 {
			t.Error("want a letter and no message")
		}
	})
	t.Run("one letter in 7 days and three in 90, on the same screen", func(t *testing.T) {
		s := newService(t)
		letters := func() int {
			s.browser().forget(notaire, "email").at("/mot-de-passe-oublie/confirmation", 200).says("par courrier")
			return len(s.sent())
		}
		for day, want := range map[int]int{0: 1} {
			_ = day
			if got := letters(); got != want {
				t.Fatalf("first: %d notices", got)
			}
		}
		s.wait(7*24*time.Hour - time.Second)
		if letters() != 0 {
			t.Error("a second letter within 7 days")
		}
		s.wait(time.Second)
		if letters() != 1 {
			t.Error("no second letter after 7 days")
		}
		s.wait(7 * 24 * time.Hour)
		if letters() != 1 {
			t.Error("no third letter after 14 days")
		}
		s.wait(7 * 24 * time.Hour)
		if letters() != 0 {
			t.Error("a fourth letter within 90 days")
		}
	})
}

func TestForgottenElsewhere(t *testing.T) {
	t.Run("the chosen channel is not known: the message goes by the other one and says so there", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(lucien, first)
		p := s.browser().forget(lucien, "sms").at("/mot-de-passe-oublie/code", 200)
		p.says("Un code de confirmation vous a été envoyé par SMS").silent("e-mail à")
		got := s.sent()
		if len(got) != 1 || got[0].Channel != "email" || got[0].Instead != "sms" {
			t.Fatalf("sent %+v", got)
		}
		p.press("Valider", fields{"code": got[0].Secret}).at("/mot-de-passe-oublie/confirmation", 200).says("par SMS")
		if got := s.sent(); len(got) != 1 || got[0].Kind != db.KindTemporary || got[0].Instead != "sms" {
			t.Fatalf("sent %+v", got)
		}
	})
	t.Run("nothing leaves for an identifier that nobody has, on screens that a member could have", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		for i := range 20 {
			id := fmt.Sprintf("299128612%04d", i)
			p := s.browser().forget(id, "email")
			switch p.path {
			case "/mot-de-passe-oublie/code":
				p.press("Valider", fields{"code": "1234"}).at("/mot-de-passe-oublie/code", 422)
			case "/mot-de-passe-oublie/question", "/mot-de-passe-oublie/confirmation":
			default:
				t.Errorf("%s came to %s", id, p.path)
			}
			if again := s.browser().forget(id, "email"); again.path != p.path {
				t.Errorf("%s took %s, then %s", id, p.path, again.path)
			}
		}
		if got := s.sent(); len(got) != 0 || len(s.letters()) != 0 {
			t.Errorf("sent %+v", got)
		}
	})
	t.Run("two presses on the channel send one code", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		p := s.browser().get("/mot-de-passe-oublie").press("Suivant", fields{"identifiant": marie})
		path, values := p.form("Suivant", fields{"canal": "email"})
		together(10, func() { p.b.post(path, values) })
		if n := len(s.sent()); n != 1 {
			t.Errorf("%d codes sent", n)
		}
	})
	t.Run("fifty posts of a wrong code at once count three tries; parallel right ones issue one password", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		p := s.browser().forget(marie, "email")
		code := s.lastOf(db.KindCode).Secret
		path, values := p.form("Valider", fields{"code": code})
		s.sent()
		together(10, func() { p.b.post(path, values) })
		issued := 0
		for _, m := range s.sent() {
			if m.Kind == db.KindTemporary {
				issued++
			}
		}
		if issued != 1 {
			t.Errorf("%d temporary passwords from one code", issued)
		}
		p.b.get("/mot-de-passe-oublie/code").at("/mot-de-passe-oublie/confirmation", 200)
	})
	t.Run("« Abandonner » ends the journey on the server", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		p := s.browser().forget(marie, "email")
		path, values := p.form("Valider", fields{"code": s.lastOf(db.KindCode).Secret})
		p.press("Abandonner", nil).at("/connexion", 200)
		p.b.post(path, values).at("/mot-de-passe-oublie", 200)
		if got := s.sent(); len(got) != 1 || got[0].Kind != db.KindCode {
			t.Errorf("sent %+v", got)
		}
	})
	t.Run("a journey ends after 60 minutes, and may be begun again", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		p := s.browser().forget(marie, "email")
		s.wait(time.Hour)
		p.b.get("/mot-de-passe-oublie/code").at("/mot-de-passe-oublie?etat=fin", 200).says("recommencer")
	})
}
