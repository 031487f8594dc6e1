package member_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

func TestForgottenByCode(t *testing.T) {
	for _, channel := range []struct{ name, words, to string }{
		{"email", "par e-mail", "marie@poitou.example"}, {"sms", "par SMS", "+33639981234"},
	} {
		t.Run("a right code makes a temporary password leave by "+channel.name, func(t *testing.T) {
			s := servicetest.NewService(t)
			s.Browser().Establish(servicetest.Marie, servicetest.First)
			b := s.Browser()
			p := b.Forget(servicetest.Marie, channel.name).At("/mot-de-passe-oublie/code", 200)
			p.Says("Un code de confirmation vous a été envoyé "+channel.words).SaysNot(channel.to, "marie@", "Dupont")
			code := s.Sent()
			if len(code) != 1 || code[0].Kind != db.KindCode || code[0].To != channel.to || len(code[0].Secret) != 4 {
				t.Fatalf("sent %+v", code)
			}
			p.Says(code[0].Request)
			p = p.Press("Valider", servicetest.Fields{"code": code[0].Secret}).At("/mot-de-passe-oublie/confirmation", 200)
			p.Says("Un mot de passe temporaire vous a été envoyé " + channel.words)
			password := s.Sent()
			if len(password) != 1 || password[0].Kind != db.KindTemporary || password[0].To != channel.to || password[0].Request == code[0].Request {
				t.Fatalf("sent %+v", password)
			}
			if strings.Contains(p.Raw, password[0].Secret) {
				t.Error("the temporary password stands in the page")
			}
			if p := s.Browser().LogIn(servicetest.Marie, servicetest.First); p.Path != "/espace" {
				t.Errorf("the password in place stopped working before the temporary one was used: %s", p.Path)
			}
			after := s.Browser()
			after.LogIn(servicetest.Marie, strings.ToUpper(password[0].Secret[:1])+password[0].Secret[1:]).At("/personnalisation/mot-de-passe", 200)
			after.Get("/espace").At("/personnalisation/mot-de-passe", 200)
			if p := s.Browser().LogIn(servicetest.Marie, servicetest.First); p.Path != "/espace" {
				t.Errorf("the password in place stopped working before the temporary one was replaced: %s", p.Path)
			}
			p = after.Get("/personnalisation").Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second})
			p.At("/personnalisation/coordonnees", 200).Press("Je confirme mes coordonnées", nil).At("/personnalisation/confirmation", 200)
			s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", 422)
			s.Browser().LogIn(servicetest.Marie, password[0].Secret).At("/connexion", 422)
			s.Browser().LogIn(servicetest.Marie, servicetest.Second).At("/espace", 200)
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
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		code := s.LastOf(db.KindCode).Secret
		p = p.Press("Valider", servicetest.Fields{"code": wrong(code)}).At("/mot-de-passe-oublie/code", 422).Says("il vous reste 2 essais")
		p = p.Press("Valider", servicetest.Fields{"code": wrong(code)}).Says("il vous reste un essai")
		p = p.Press("Valider", servicetest.Fields{"code": wrong(code)}).At("/mot-de-passe-oublie/code", 422).Says("Demandez un nouveau code")
		s.Wait(61 * time.Second)
		s.Sent()
		p = p.Press("Renvoyer un nouveau code", nil).At("/mot-de-passe-oublie/code", 200)
		next := s.Sent()
		if len(next) != 1 {
			t.Fatalf("sent %+v", next)
		}
		p.Press("Valider", servicetest.Fields{"code": next[0].Secret}).At("/mot-de-passe-oublie/confirmation", 200)
	})
	t.Run("after a new code the page says when it left and that the former one is over, to a second click and after a reload too", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		const resent = "Un nouveau code est parti à 15 h 06. Le précédent ne sert plus."
		p := s.Browser().Forget(servicetest.Marie, "email").SaysNot("Un nouveau code est parti")
		former := s.LastOf(db.KindCode).Secret
		s.Wait(61 * time.Second)
		path, values := p.Form("Renvoyer un nouveau code", nil)
		p.B.Post(path, values).At("/mot-de-passe-oublie/code", 200).Says(resent)
		p.B.Post(path, values).At("/mot-de-passe-oublie/code", 200).Says(resent)
		p = p.B.Get("/mot-de-passe-oublie/code").Says(resent)
		if s.LastOf(db.KindCode).Secret == former { // once in 10,000 times
			former = servicetest.OtherCode(former, 0)
		}
		p.Press("Valider", servicetest.Fields{"code": former}).At("/mot-de-passe-oublie/code", 422).Says(resent)
	})
	t.Run("the right code after three wrong tries is refused", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		b := s.Browser()
		b.Forget(servicetest.Marie, "email")
		code := s.LastOf(db.KindCode).Secret
		form := func() *servicetest.Page { return b.Get("/mot-de-passe-oublie/code") }
		_, values := form().Form("Renvoyer un nouveau code", nil)
		for range 3 {
			values.Set("code", wrong(code))
			b.Post("/mot-de-passe-oublie/code", values)
		}
		values.Set("code", code)
		b.Post("/mot-de-passe-oublie/code", values).At("/mot-de-passe-oublie/code", 422)
	})
	t.Run("a code is dead after 30 minutes, and alive just before", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		s.Wait(30*time.Minute - time.Second)
		q := s.Browser().Forget(servicetest.Lucien, "email") // moves nothing of Marie's
		_ = q
		s.Wait(time.Second)
		_, values := p.Form("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret})
		p.B.Post("/mot-de-passe-oublie/code", values).At("/mot-de-passe-oublie/code", 422).Says("Demandez un nouveau code")
	})
	t.Run("a code is alive one second before its end", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		s.Wait(30*time.Minute - time.Second)
		p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).At("/mot-de-passe-oublie/confirmation", 200)
	})
	t.Run("another code may be asked for after 60, 120 s, and at most 3 leave in one journey", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		s.Sent()
		_, values := p.Form("Valider", nil)
		s.Wait(59 * time.Second)
		early := p.B.Post("/mot-de-passe-oublie/code/renvoi", values)
		early.At("/mot-de-passe-oublie/code/renvoi", http.StatusTooManyRequests)
		if early.Header.Get("Retry-After") != "1" || len(s.Sent()) != 0 {
			t.Errorf("Retry-After %q", early.Header.Get("Retry-After"))
		}
		s.Wait(time.Second)
		p = p.B.Post("/mot-de-passe-oublie/code/renvoi", values).At("/mot-de-passe-oublie/code", 200)
		again := len(s.Sent())
		s.Wait(120 * time.Second)
		p = p.B.Get("/mot-de-passe-oublie/code").Press("Renvoyer un nouveau code", nil).At("/mot-de-passe-oublie/code", 200)
		if again += len(s.Sent()); again != 2 {
			t.Fatalf("%d codes sent again, want 2", again)
		}
		s.Wait(time.Hour / 6)
		_, values = p.Form("Valider", nil)
		p = p.B.Post("/mot-de-passe-oublie/code/renvoi", values).At("/mot-de-passe-oublie/impasse", 200)
		p.Press("Recevoir un mot de passe par lettre", nil).At("/mot-de-passe-oublie/confirmation", 200).Says("par lettre")
		if len(s.Letters()) != 1 {
			t.Error("no letter in the queue")
		}
	})
	t.Run("who does not wait for a code gets a letter, with the first code and with the last", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		p.Press("Recevoir un mot de passe par lettre", nil).At("/mot-de-passe-oublie/confirmation", 200).Says("par lettre")
		if len(s.Letters()) != 1 {
			t.Error("no letter in the queue")
		}
	})
	t.Run("who has had all the codes of a journey gets one, too", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		for range 2 {
			s.Wait(5 * time.Minute)
			p = p.B.Get("/mot-de-passe-oublie/code").Press("Renvoyer un nouveau code", nil)
		}
		p.Press("Recevoir un mot de passe par lettre", nil).At("/mot-de-passe-oublie/confirmation", 200).Says("par lettre")
		if len(s.Letters()) != 1 {
			t.Error("no letter in the queue")
		}
	})
	t.Run("an address of a button that is typed leads to the step", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		p.B.Get("/mot-de-passe-oublie/code/renvoi").At("/mot-de-passe-oublie/code", 200)
		p.B.Get("/mot-de-passe-oublie/abandon").At("/mot-de-passe-oublie/code", 200)
	})
}

func TestForgottenByQuestion(t *testing.T) {
	for _, m := range []struct{ identifier, nature, right, wrong, channel, to string }{
		{servicetest.Marie, "vitale", "8000 1234 5678 901", "800012345678902", "sms", "+33639981234"},
		{servicetest.Marie, "prestation", "412.50 €", "412,51", "email", "marie@poitou.example"},
		{servicetest.Lucien, "", "1234,56", "1234,65", "email", "lucien@poitou.example"},
		{servicetest.Ferme, "", "15 870,00", "15870,01", "sms", "+33639982233"},
		{servicetest.Jardin, "", "312,40 €", "31,24", "sms", "+33639984455"},
	} {
		answer := func(p *servicetest.Page, reply string) *servicetest.Page {
			typed := servicetest.Fields{"montant": reply}
			switch m.nature {
			case "vitale":
				typed = servicetest.Fields{"nature": m.nature, "carte": reply}
			case "prestation":
				typed["nature"] = m.nature
			}
			return p.Answer(typed)
		}
		t.Run(m.identifier+" "+m.nature+": right, the temporary password leaves by the chosen channel", func(t *testing.T) {
			s := servicetest.NewService(t)
			p := answer(s.Browser().Forget(m.identifier, m.channel).At("/mot-de-passe-oublie/question", 200), m.right)
			p.At("/mot-de-passe-oublie/confirmation", 200).SaysNot("lettre vous")
			got := s.Sent()
			if len(got) != 1 || got[0].Kind != db.KindTemporary || got[0].To != m.to {
				t.Fatalf("sent %+v", got)
			}
			s.Browser().LogIn(m.identifier, got[0].Secret).At("/personnalisation/mot-de-passe", 200)
		})
		t.Run(m.identifier+" "+m.nature+": wrong, a letter and its notice", func(t *testing.T) {
			s := servicetest.NewService(t)
			p := answer(s.Browser().Forget(m.identifier, m.channel), m.wrong)
			p.At("/mot-de-passe-oublie/confirmation", 200).Says("par lettre")
			got, letters := s.Sent(), s.Letters()
			if len(got) != 1 || got[0].Kind != db.KindLetterNotice || got[0].To != m.to || got[0].Secret != "" {
				t.Fatalf("sent %+v", got)
			}
			if len(letters) != 1 || len(letters[0].Payload.Secret) != 12 {
				t.Fatalf("letters %+v", letters)
			}
			s.Wait(29 * 24 * time.Hour)
			s.Browser().LogIn(m.identifier, letters[0].Payload.Secret).At("/personnalisation/mot-de-passe", 200)
		})
	}
	t.Run("an answer that is no amount is refused, kept to itself and costs nothing", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().Forget(servicetest.Lucien, "email")
		for typed, says := range map[string]string{
			"": texts.Required, "beaucoup": texts.AmountUnread, "1 234": texts.AmountWithoutCents, "1235 €": texts.AmountWithoutCents, "1 234,5": texts.AmountWithoutCents,
			"8000 1234 5678 901": texts.AmountIsSerial,
		} {
			p = p.Press("Suivant", servicetest.Fields{"montant": typed}).At("/mot-de-passe-oublie/question", 422).Says(says)
		}
		p.Answer(servicetest.Fields{"montant": "1234,56"}).At("/mot-de-passe-oublie/confirmation", 200).Says("par e-mail")
	})
	t.Run("an answer to the other question, or a part of one, is refused and costs nothing", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().Forget(servicetest.Marie, "email")
		for _, c := range []struct{ nature, typed, says string }{
			{"vitale", "412,50", texts.SerialIsAmount}, {"vitale", "5678 901", texts.SerialLength(7)}, {"vitale", servicetest.Marie, texts.SerialIsNIR},
			{"vitale", "2 85 07 86 123 456", texts.SerialIsNIR}, {"vitale", "06 39 98 12 34", texts.SerialLength(10)},
			{"prestation", "8000 1234 5678 901", texts.AmountIsSerial}, {"prestation", "412", texts.AmountWithoutCents},
		} {
			p = p.Press("Suivant", servicetest.Fields{"nature": c.nature, map[string]string{"vitale": "carte", "prestation": "montant"}[c.nature]: c.typed}).At("/mot-de-passe-oublie/question", 422).Says(c.says)
		}
		p.Answer(servicetest.Fields{"nature": "vitale", "carte": "8OOO-1234 5678/901"}).At("/mot-de-passe-oublie/confirmation", 200).Says("par e-mail")
	})
}

func TestAnAnswerIsReadAgainBeforeItCounts(t *testing.T) {
	s := servicetest.NewService(t)
	p := s.Browser().Forget(servicetest.Lucien, "email").Press("Suivant", servicetest.Fields{"montant": "1204,00"})
	p = p.At("/mot-de-passe-oublie/question", 200).Says("1 204,00 €", "C'est votre seul essai").Press("Corriger ma réponse", nil)
	p.At("/mot-de-passe-oublie/question", 200).SaysNot("seul essai")
	if typed := p.Doc.Find(`[name="montant"]`).AttrOr("value", ""); typed != "1204,00" {
		t.Errorf("the field holds %q", typed)
	}
	path, form := p.Press("Suivant", servicetest.Fields{"montant": "1204,00"}).Form("Envoyer ma réponse", nil)
	form.Set("montant", "1205,00") // not what was read
	p = p.B.Post(path, form).At("/mot-de-passe-oublie/question", 200).Says("1 205,00 €")
	if n := s.AuditCount("question-answered", "refused"); n != 0 {
		t.Errorf("%d answers counted", n)
	}
	p.Press("Corriger ma réponse", nil).Answer(servicetest.Fields{"montant": "1234,56"}).At(servicetest.End, 200).Says("par e-mail")
}

func TestAFilledFieldIsTheChoice(t *testing.T) {
	s := servicetest.NewService(t)
	p := s.Browser().Forget(servicetest.Marie, "email")
	p.Press("Suivant", servicetest.Fields{"carte": "8000 1234 5678 901"}).Says("8000 1234 5678 901", "C'est votre seul essai")
	p.Press("Suivant", servicetest.Fields{"montant": "412,50"}).Says("412,50 €", "C'est votre seul essai")
	p.Press("Suivant", servicetest.Fields{"carte": "8000 1234 5678 901", "montant": "412,50"}).At("/mot-de-passe-oublie/question", 422).Says(texts.ChooseQuestion)
}

func TestWhoHasNoAnswerAtHandMayHaveALetter(t *testing.T) {
	for _, of := range []struct{ start, end string }{{"/mot-de-passe-oublie", servicetest.End}, {"/inscription", "/inscription/confirmation"}} {
		s := servicetest.NewService(t)
		p := s.Browser().Get(of.start).Press("Suivant", servicetest.Fields{"identifiant": servicetest.Lucien})
		for p.Path != of.end {
			if p.Path == of.start+"/canal" {
				p = p.Press("Suivant", servicetest.Fields{"canal": "email"})
			} else {
				p = p.At(of.start+"/question", 200).Press("Recevoir un mot de passe par lettre", nil)
			}
		}
		p.Says("par lettre")
		if len(s.Letters()) != 1 || s.AuditCount("question-answered", "refused") != 0 {
			t.Errorf("%s: %d letters, an answer counted %d times", of.start, len(s.Letters()), s.AuditCount("question-answered", "refused"))
		}
		s.Browser().Forget(servicetest.Lucien, "email").Answer(servicetest.Fields{"montant": "1234,56"}).At(servicetest.End, 200).Says("par e-mail")
	}
}

func TestForgottenByLetter(t *testing.T) {
	t.Run("a tiers who never logged in gets a letter and a notice", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Forget(servicetest.Notaire, "email").At("/mot-de-passe-oublie/confirmation", 200).Says("par lettre")
		got := s.Sent()
		if len(got) != 1 || got[0].Kind != db.KindLetterNotice || len(s.Letters()) != 1 {
			t.Errorf("sent %+v", got)
		}
	})
	t.Run("whoever the caisse cannot reach gets a letter", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Forget(servicetest.Silence, "sms").At("/mot-de-passe-oublie/confirmation", 200).Says("par lettre")
		if len(s.Sent()) != 0 || len(s.Letters()) != 1 {
			t.Error("want a letter and no message")
		}
	})
	t.Run("one letter in 7 days and three in 90, on the same screen", func(t *testing.T) {
		s := servicetest.NewService(t)
		letters := func() int {
			s.Browser().Forget(servicetest.Notaire, "email").At("/mot-de-passe-oublie/confirmation", 200).Says("lettre")
			return len(s.Sent())
		}
		for day, want := range map[int]int{0: 1} {
			_ = day
			if got := letters(); got != want {
				t.Fatalf("first: %d notices", got)
			}
		}
		s.Wait(7*24*time.Hour - time.Second)
		if letters() != 0 {
			t.Error("a second letter within 7 days")
		}
		s.Wait(time.Second)
		if letters() != 1 {
			t.Error("no second letter after 7 days")
		}
		s.Wait(7 * 24 * time.Hour)
		if letters() != 1 {
			t.Error("no third letter after 14 days")
		}
		s.Wait(7 * 24 * time.Hour)
		if letters() != 0 {
			t.Error("a fourth letter within 90 days")
		}
	})
}

func TestForgottenElsewhere(t *testing.T) {
	t.Run("the chosen channel is not known: the message goes by the other one and says so there", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Lucien, servicetest.First)
		p := s.Browser().Forget(servicetest.Lucien, "sms").At("/mot-de-passe-oublie/code", 200)
		p.Says("Un code de confirmation vous a été envoyé par SMS").SaysNot("e-mail à")
		got := s.Sent()
		if len(got) != 1 || got[0].Channel != "email" || got[0].Instead != "sms" {
			t.Fatalf("sent %+v", got)
		}
		p.Press("Valider", servicetest.Fields{"code": got[0].Secret}).At("/mot-de-passe-oublie/confirmation", 200).Says("par SMS")
		if got := s.Sent(); len(got) != 1 || got[0].Kind != db.KindTemporary || got[0].Instead != "sms" {
			t.Fatalf("sent %+v", got)
		}
	})
	t.Run("nothing leaves for an identifier that nobody has, on screens that a member could have", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		s.CatchUpDecoys()
		s.Sent()
		for i := range 20 {
			id := fmt.Sprintf("299128612%04d", i)
			p := s.Browser().Forget(id, "email")
			switch p.Path {
			case "/mot-de-passe-oublie/code":
				p.Press("Valider", servicetest.Fields{"code": s.NotTheCode()}).At("/mot-de-passe-oublie/code", 422)
			case "/mot-de-passe-oublie/question", "/mot-de-passe-oublie/confirmation":
			default:
				t.Errorf("%s came to %s", id, p.Path)
			}
			if again := s.Browser().Forget(id, "email"); again.Path != p.Path {
				t.Errorf("%s took %s, then %s", id, p.Path, again.Path)
			}
		}
		if got := s.Sent(); len(got) != 0 || len(s.Letters()) != 0 {
			t.Errorf("sent %+v", got)
		}
	})
	t.Run("two presses on the channel send one code", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Get("/mot-de-passe-oublie").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Marie})
		path, values := p.Form("Suivant", servicetest.Fields{"canal": "email"})
		servicetest.Together(10, func() { p.B.Post(path, values) })
		if n := len(s.Sent()); n != 1 {
			t.Errorf("%d codes sent", n)
		}
	})
	t.Run("fifty posts of a wrong code at once count three tries; parallel right ones issue one password", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		code := s.LastOf(db.KindCode).Secret
		path, values := p.Form("Valider", servicetest.Fields{"code": code})
		s.Sent()
		servicetest.Together(10, func() { p.B.Post(path, values) })
		issued := 0
		for _, m := range s.Sent() {
			if m.Kind == db.KindTemporary {
				issued++
			}
		}
		if issued != 1 {
			t.Errorf("%d temporary passwords from one code", issued)
		}
		p.B.Get("/mot-de-passe-oublie/code").At("/mot-de-passe-oublie/confirmation", 200)
	})
	t.Run("« Abandonner » ends the journey on the server", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		path, values := p.Form("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret})
		p.Press("Abandonner", nil).At("/connexion?etat=abandon-demande", 200)
		p.B.Post(path, values).At("/mot-de-passe-oublie?etat=arret", 200)
		if got := s.Sent(); len(got) != 1 || got[0].Kind != db.KindCode {
			t.Errorf("sent %+v", got)
		}
	})
	t.Run("a journey ends after 60 minutes, and may be begun again", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email")
		s.Wait(time.Hour)
		p.B.Get("/mot-de-passe-oublie/code").At("/mot-de-passe-oublie?etat=fin", 200).Says("recommencer")
	})
}
