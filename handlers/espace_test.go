package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

func TestChange(t *testing.T) {
	start := "/espace/mon-compte/mot-de-passe"
	t.Run("current password, new password, confirmation; other sessions end, this one goes on under a new id", func(t *testing.T) {
		s := newService(t)
		b, other := s.browser(), s.browser()
		b.establish(marie, first)
		other.logIn(marie, first).at("/espace", 200)
		r, _ := http.NewRequest(http.MethodGet, s.url, nil)
		before := b.client.Jar.Cookies(r.URL)[0].Value
		p := b.get(start).press("Suivant", fields{"actuel": first}).at(start+"/nouveau-mot-de-passe", 200).silent("temporaire")
		p = p.press("Suivant", fields{"nouveau": second, "confirmation": second}).at(start+"/confirmation", 200)
		p.says("Votre mot de passe a bien été modifié.", "Vous pourrez l'utiliser lors de votre prochaine connexion.", "Accéder à Mon espace privé")
		if before == b.client.Jar.Cookies(r.URL)[0].Value {
			t.Error("the session's id stayed")
		}
		b.get("/espace").at("/espace", 200)
		other.get("/espace").at("/connexion?etat=fin", 200)
		s.browser().logIn(marie, first).at("/connexion", 422)
		s.browser().logIn(marie, second).at("/espace", 200)
		told := s.sent()
		if len(told) != 1 || told[0].Kind != db.KindPasswordChanged || told[0].To != "marie@poitou.example" {
			t.Errorf("told %+v", told)
		}
	})
	t.Run("a wrong current password is refused, and from the 5th one there is a delay", func(t *testing.T) {
		s := newService(t)
		b := s.browser()
		b.establish(marie, first)
		for range 5 {
			b.get(start).press("Suivant", fields{"actuel": "faux"}).at(start, 422)
		}
		b.get(start).press("Suivant", fields{"actuel": first}).at(start, 429)
		s.browser().logIn(marie, first).at("/espace", 200) // the login is not locked by it
		s.wait(time.Minute)
		b.get(start).press("Suivant", fields{"actuel": first}).at(start+"/nouveau-mot-de-passe", 200)
	})
	t.Run("the password in place is refused as the new one", func(t *testing.T) {
		s := newService(t)
		b := s.browser()
		b.establish(marie, first)
		p := b.get(start).press("Suivant", fields{"actuel": first}).press("Suivant", fields{"nouveau": first, "confirmation": first})
		p.at(start+"/nouveau-mot-de-passe", 422).says("déjà le vôtre")
	})
	t.Run("a new password that only changes a digit or a tail of the current one is refused", func(t *testing.T) {
		s := newService(t)
		b := s.browser()
		b.establish(marie, first)
		p := b.get(start).press("Suivant", fields{"actuel": first})
		for _, near := range []string{strings.Replace(first, "7", "8", 1), first + "!2026"} {
			p.press("Suivant", fields{"nouveau": near, "confirmation": near}).at(start+"/nouveau-mot-de-passe", 422).says("ressemble trop")
		}
	})
	t.Run("a proposed password is shown in both fields, is strong, and works", func(t *testing.T) {
		s := newService(t)
		b := s.browser()
		b.establish(marie, first)
		p := b.get(start).press("Suivant", fields{"actuel": first}).press("Proposer un mot de passe", nil)
		p.says("Voici un mot de passe", "fort")
		proposed, _ := p.doc.Find(`[name="nouveau"]`).Attr("value")
		again, _ := p.doc.Find(`[name="confirmation"]`).Attr("value")
		kind, _ := p.doc.Find(`[name="nouveau"]`).Attr("type")
		if proposed == "" || proposed != again || kind != "text" {
			t.Fatalf("proposed %q and %q in a field of type %s", proposed, again, kind)
		}
		other, _ := p.press("Proposer un mot de passe", nil).doc.Find(`[name="nouveau"]`).Attr("value")
		if other == proposed {
			t.Error("the same one was proposed twice")
		}
		p.press("Suivant", nil).at(start+"/confirmation", 200)
		s.browser().logIn(marie, proposed).at("/espace", 200)
	})
	t.Run("the second of two tabs finds the journey finished, and sets no second password", func(t *testing.T) {
		s := newService(t)
		b := s.browser()
		b.establish(marie, first)
		p := b.get(start).press("Suivant", fields{"actuel": first})
		p.press("Suivant", fields{"nouveau": second, "confirmation": second})
		third := "Tabouret%Orage5Moisson"
		p.press("Suivant", fields{"nouveau": third, "confirmation": third}).at(start+"/confirmation", 200)
		s.browser().logIn(marie, third).at("/connexion", 422)
	})
}

func TestEmailAndPassword(t *testing.T) {
	const screen = "/espace/mon-compte/email-mot-de-passe"
	t.Run("a new address needs the current password and a code; the old and the new one are told", func(t *testing.T) {
		s := newService(t)
		b := s.browser()
		b.establish(marie, first)
		start := "/espace/mon-compte/adresse"
		b.get(start).press("Suivant", fields{"actuel": "faux", "email": "neuve@poitou.example"}).at(start, 422)
		b.get(start).press("Suivant", fields{"actuel": first, "email": "neuve"}).at(start, 422)
		p := b.get(start).press("Suivant", fields{"actuel": first, "email": "Neuve@Poitou.Example"}).at(start+"/code", 200)
		sent := s.sent()
		if len(sent) != 1 || sent[0].Kind != db.KindEmailCode || !strings.HasSuffix(sent[0].To, "@poitou.example") {
			t.Fatalf("sent %+v", sent)
		}
		b.get(screen).says("marie@poitou.example")
		p.press("Valider", fields{"code": sent[0].Secret}).at(start+"/confirmation", 200)
		told := map[string]bool{}
		for _, m := range s.sent() {
			told[m.Kind+" "+strings.ToLower(m.To)] = true
		}
		if !told["email-changed marie@poitou.example"] || !told["email-changed neuve@poitou.example"] {
			t.Errorf("told %v", told)
		}
	})
	t.Run("phones change after the current password; the old and the new mobile are told", func(t *testing.T) {
		s := newService(t)
		b := s.browser()
		b.establish(marie, first)
		b.get(screen).press("Enregistrer mes numéros", fields{"portable": "06 39 98 77 88", "mot_de_passe_actuel": "faux"}).
			at("/espace/mon-compte/telephones", 422)
		b.get(screen).press("Enregistrer mes numéros", fields{"portable": "06 39 98 77 88", "mot_de_passe_actuel": first}).
			at(screen+"?etat=telephones", 200)
		if got := s.member(marie).Contacts[db.Mobile].Value; got != "+33639987788" {
			t.Errorf("the mobile is %s", got)
		}
		told := map[string]bool{}
		for _, m := range s.sent() {
			told[m.Kind+" "+m.To] = true
		}
		for _, want := range []string{"phone-changed +33639981234", "phone-changed +33639987788", "phone-changed marie@poitou.example"} {
			if !told[want] {
				t.Errorf("not told: %s among %v", want, told)
			}
		}
	})
	t.Run("another open session can be closed, and is dead on its next request", func(t *testing.T) {
		s := newService(t)
		b, other, stranger := s.browser(), s.browser(), s.browser()
		b.establish(marie, first)
		other.logIn(marie, first)
		stranger.establish(lucien, first)
		p := b.get(screen).says("cette session", "Dernières connexions")
		action, found := p.doc.Find(`form[action$="/fermeture"]`).First().Attr("action") // newest first: the other browser's
		if !found {
			t.Fatal("no session to close")
		}
		stranger.post(action, nil)
		other.get("/espace").at("/espace", 200)
		b.post(action, nil).at(screen+"?etat=session", 200)
		b.get("/espace").at("/espace", 200)
		other.get("/espace").at("/connexion?etat=fin", 200)
	})
}

func TestContact(t *testing.T) {
	whole := fields{"sujet": "Mon identifiant", "nom": "Marie Dupont", "identifiant": marie, "email": "marie@poitou.example", "message": "Où le trouver ?"}
	t.Run("reaches the caisse's mailbox, without the identifier, and shows a number", func(t *testing.T) {
		s := newService(t)
		p := s.browser().get("/contact").press("Envoyer", whole).at("/contact/confirmation", 200)
		sent := s.sent()
		if len(sent) != 1 || sent[0].Kind != db.KindContact || sent[0].To != s.caisse.ContactEmail {
			t.Fatalf("sent %+v", sent)
		}
		p.says(sent[0].Request)
		for _, v := range sent[0].Fields {
			if strings.Contains(v, marie) {
				t.Error("the identifier leaves by e-mail")
			}
		}
	})
	t.Run("an unknown identifier gets the same page", func(t *testing.T) {
		s := newService(t)
		unknown := fields{}
		for k, v := range whole {
			unknown[k] = v
		}
		unknown["identifiant"] = nobody
		s.browser().get("/contact").press("Envoyer", unknown).at("/contact/confirmation", 200)
	})
	t.Run("what is missing or malformed is told, and nothing typed is lost", func(t *testing.T) {
		s := newService(t)
		p := s.browser().get("/contact").press("Envoyer", fields{"nom": "Marie", "email": "marie", "message": "Bonjour"}).at("/contact", 422)
		p.says("Ce champ est exigé.")
		if got := p.doc.Find(`[name="message"]`).Text(); strings.TrimSpace(got) != "Bonjour" {
			t.Errorf("the message was lost: %q", got)
		}
		if len(s.sent()) != 0 {
			t.Error("something was sent")
		}
	})
}

func TestRegistration(t *testing.T) {
	t.Run("identifier, question, channel, temporary password", func(t *testing.T) {
		s := newService(t)
		p := s.browser().get("/inscription").press("Suivant", fields{"identifiant": marie}).at("/inscription/question", 200)
		p = p.press("Suivant", fields{"nature": "vitale", "reponse": "800012345678901"}).at("/inscription/canal", 200)
		p.press("Suivant", fields{"canal": "sms"}).at("/inscription/confirmation", 200).says("par SMS")
		sent := s.sent()
		if len(sent) != 1 || sent[0].Kind != db.KindTemporary || sent[0].To != "+33639981234" {
			t.Fatalf("sent %+v", sent)
		}
	})
	t.Run("a wrong answer leads to a letter", func(t *testing.T) {
		s := newService(t)
		p := s.browser().get("/inscription").press("Suivant", fields{"identifiant": lucien})
		p = p.press("Suivant", fields{"reponse": "12"}).at("/inscription/canal", 200)
		p.press("Suivant", fields{"canal": "email"}).at("/inscription/confirmation", 200).says("par courrier")
		if len(s.letters()) != 1 {
			t.Error("no letter")
		}
	})
	t.Run("nothing leaves for an identifier that nobody has", func(t *testing.T) {
		s := newService(t)
		p := s.browser().get("/inscription").press("Suivant", fields{"identifiant": nobody})
		for i := 0; p.path != "/inscription/confirmation" && i < 3; i++ {
			if p.path == "/inscription/question" {
				typed := fields{"reponse": "12"}
				if p.doc.Find(`[name="nature"]`).Length() > 0 {
					typed["nature"] = "prestation"
				}
				p = p.press("Suivant", typed)
				continue
			}
			p = p.press("Suivant", fields{"canal": "email"})
		}
		p.at("/inscription/confirmation", 200).says("par courrier")
		if len(s.sent()) != 0 || len(s.letters()) != 0 {
			t.Error("something leaves")
		}
	})
}

func TestGauge(t *testing.T) {
	s := newService(t)
	b := s.browser()
	for password, level := range map[string]string{"abc": "faible", first: "fort"} {
		p := b.post("/jauge", map[string][]string{"nouveau": {password}}).at("/jauge", 200)
		if !strings.Contains(p.text(), level) || strings.Contains(p.raw, password) || strings.Contains(p.raw, "<html") {
			t.Errorf("%s: %s", level, p.raw)
		}
	}
}
