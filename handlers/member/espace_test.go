package member_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
)

func TestChange(t *testing.T) {
	start := "/espace/mon-compte/mot-de-passe"
	t.Run("current password, new password, confirmation; other sessions end, this one goes on under a new id", func(t *testing.T) {
		s := servicetest.NewService(t)
		b, other := s.Browser(), s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		other.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		before := b.Cookie("sesame")
		p := b.Get(start).Press("Suivant", servicetest.Fields{"actuel": servicetest.First}).At(start+"/nouveau-mot-de-passe", 200).SaysNot("temporaire")
		p = p.Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second}).At(start+"/confirmation", 200)
		p.Says("Votre mot de passe a bien été modifié.", "Vous pourrez l'utiliser lors de votre prochaine connexion.", "Accéder à Mon espace privé")
		if before == b.Cookie("sesame") {
			t.Error("the session's id stayed")
		}
		b.Get("/espace").At("/espace", 200)
		other.Get("/espace").At("/connexion?etat=fin", 200)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", 422)
		s.Browser().LogIn(servicetest.Marie, servicetest.Second).At("/espace", 200)
		told := s.Sent()
		if len(told) != 1 || told[0].Kind != db.KindPasswordChanged || told[0].To != "marie@poitou.example" {
			t.Errorf("told %+v", told)
		}
	})
	t.Run("a wrong current password is refused, and from the 5th one there is a delay", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		for range 5 {
			b.Get(start).Press("Suivant", servicetest.Fields{"actuel": "faux"}).At(start, 422)
		}
		b.Get(start).Press("Suivant", servicetest.Fields{"actuel": servicetest.First}).At(start, 429)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200) // the login is not locked by it
		s.Wait(time.Minute)
		b.Get(start).Press("Suivant", servicetest.Fields{"actuel": servicetest.First}).At(start+"/nouveau-mot-de-passe", 200)
	})
	t.Run("the password in place is refused as the new one", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		p := b.Get(start).Press("Suivant", servicetest.Fields{"actuel": servicetest.First}).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		p.At(start+"/nouveau-mot-de-passe", 422).Says("déjà le vôtre")
	})
	t.Run("a new password that only changes a digit or a tail of the current one is refused", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		p := b.Get(start).Press("Suivant", servicetest.Fields{"actuel": servicetest.First})
		for _, near := range []string{strings.Replace(servicetest.First, "7", "8", 1), servicetest.First + "!2026"} {
			p.Press("Suivant", servicetest.Fields{"nouveau": near, "confirmation": near}).At(start+"/nouveau-mot-de-passe", 422).Says("ressemble trop")
		}
	})
	t.Run("a proposed password is shown whole, is taken by one button, and works", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		p := b.Get(start).Press("Suivant", servicetest.Fields{"actuel": servicetest.First}).At(start+"/nouveau-mot-de-passe", 200)
		former := p.Doc.Find("#propose").Text()
		p = p.Press("En proposer un autre", nil).Says("Voici un autre mot de passe.")
		proposed := p.Doc.Find("#propose").Text()
		if proposed == "" || proposed == former {
			t.Errorf("%q was proposed after %q", proposed, former)
		}
		p.Press("Utiliser ce mot de passe", nil).At(start+"/confirmation", 200)
		s.Browser().LogIn(servicetest.Marie, proposed).At("/espace", 200)
	})
	t.Run("the second of two tabs finds the journey finished, and sets no second password", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		p := b.Get(start).Press("Suivant", servicetest.Fields{"actuel": servicetest.First})
		p.Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second})
		third := "Tabouret%Orage5Moisson"
		p.Press("Suivant", servicetest.Fields{"nouveau": third, "confirmation": third}).At(start+"/confirmation", 200)
		s.Browser().LogIn(servicetest.Marie, third).At("/connexion", 422)
	})
}

func TestEmailAndPassword(t *testing.T) {
	const (
		screen  = "/espace/mon-compte/email-mot-de-passe"
		numbers = "/espace/mon-compte/telephones"
	)
	t.Run("a new address needs the current password and a code; the old and the new one are told", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		start := "/espace/mon-compte/adresse"
		b.Get(start).Press("Suivant", servicetest.Fields{"actuel": "faux", "email": "neuve@poitou.example"}).At(start, 422)
		b.Get(start).Press("Suivant", servicetest.Fields{"actuel": servicetest.First, "email": "neuve"}).At(start, 422)
		p := b.Get(start).Press("Suivant", servicetest.Fields{"actuel": servicetest.First, "email": "Neuve@Poitou.Example"}).At(start+"/code", 200)
		sent := s.Sent()
		if len(sent) != 1 || sent[0].Kind != db.KindEmailCode || !strings.HasSuffix(sent[0].To, "@poitou.example") {
			t.Fatalf("sent %+v", sent)
		}
		b.Get(screen).Says("marie@poitou.example")
		p.Press("Valider", servicetest.Fields{"code": sent[0].Secret}).At(start+"/confirmation", 200)
		told := map[string]bool{}
		for _, m := range s.Sent() {
			told[m.Kind+" "+strings.ToLower(m.To)] = true
		}
		if !told["email-changed marie@poitou.example"] || !told["email-changed neuve@poitou.example"] {
			t.Errorf("told %v", told)
		}
	})
	t.Run("phones change after the current password; the old and the new mobile are told", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		b.Get(numbers).Press("Enregistrer mes numéros", servicetest.Fields{"portable": "06 39 98 77 88", "mot_de_passe_actuel": "faux"}).
			At(numbers, 422)
		b.Get(numbers).Press("Enregistrer mes numéros", servicetest.Fields{"portable": "06 39 98 77 88", "mot_de_passe_actuel": servicetest.First}).
			At(numbers+"/code", 200)
		if got := s.Member(servicetest.Marie).Contacts[db.Mobile].Value; got != "+33639981234" {
			t.Fatalf("the mobile counts before its code: %s", got)
		}
		b.Get(screen).Says("Un code est parti par SMS au 06 39 98 77 88")
		code := s.LastOf(db.KindMobileCode)
		if code.To != "+33639987788" {
			t.Fatalf("the code went to %s", code.To)
		}
		s.Sent()
		b.Get(numbers+"/code").Press("Valider", servicetest.Fields{"code": code.Secret}).At(numbers+"/confirmation", 200)
		if got := s.Member(servicetest.Marie).Contacts[db.Mobile].Value; got != "+33639987788" {
			t.Errorf("the mobile is %s", got)
		}
		told := map[string]bool{}
		for _, m := range s.Sent() {
			told[m.Kind+" "+m.To] = true
		}
		for _, want := range []string{"phone-changed +33639981234", "phone-changed +33639987788", "phone-changed marie@poitou.example"} {
			if !told[want] {
				t.Errorf("not told: %s among %v", want, told)
			}
		}
	})
}

func TestContact(t *testing.T) {
	whole := servicetest.Fields{"sujet": "Mon identifiant", "nom": "Marie Dupont", "identifiant": servicetest.Marie, "email": "marie@poitou.example", "message": "Où le trouver ?"}
	t.Run("reaches the caisse's mailbox, without the identifier, and shows a number", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().Get("/contact").Press("Envoyer", whole).At("/contact/confirmation", 200)
		sent := s.Sent()
		if len(sent) != 2 || sent[0].Kind != db.KindContact || sent[0].To != s.Caisse.ContactEmail || sent[1].Kind != db.KindContactReceived {
			t.Fatalf("sent %+v", sent)
		}
		p.Says(sent[0].Request)
		for _, v := range sent[0].Fields {
			if strings.Contains(v, servicetest.Marie) {
				t.Error("the identifier leaves by e-mail")
			}
		}
	})
	t.Run("an unknown identifier gets the same page", func(t *testing.T) {
		s := servicetest.NewService(t)
		unknown := servicetest.Fields{}
		for k, v := range whole {
			unknown[k] = v
		}
		unknown["identifiant"] = servicetest.Nobody
		s.Browser().Get("/contact").Press("Envoyer", unknown).At("/contact/confirmation", 200)
	})
	t.Run("blanks around what is typed are dropped, and each field has a bound", func(t *testing.T) {
		s := servicetest.NewService(t)
		spaced := servicetest.Fields{}
		for name, value := range whole {
			spaced[name] = " \u00a0" + value + "\t "
		}
		s.Browser().Get("/contact").Press("Envoyer", spaced).At("/contact/confirmation", 200)
		if f := s.LastOf(db.KindContact).Fields; f["subject"] != whole["sujet"] || f["name"] != whole["nom"] || f["email"] != whole["email"] || f["message"] != whole["message"] {
			t.Errorf("%+v", f)
		}
		for name, most := range map[string]int{"sujet": 120, "nom": 120, "identifiant": 40, "message": 5000} {
			long := maps.Clone(whole)
			long[name] = strings.Repeat("é", most+1)
			s.Browser().Get("/contact").Press("Envoyer", long).At("/contact", 422).Says(fmt.Sprint(most))
		}
	})
	t.Run("what is missing or malformed is told, and nothing typed is lost", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().Get("/contact").Press("Envoyer", servicetest.Fields{"nom": "Marie", "email": "marie", "message": "Bonjour"}).At("/contact", 422)
		p.Says("Ce champ est exigé.")
		if got := p.Doc.Find(`[name="message"]`).Text(); strings.TrimSpace(got) != "Bonjour" {
			t.Errorf("the message was lost: %q", got)
		}
		if len(s.Sent()) != 0 {
			t.Error("something was sent")
		}
	})
}

func TestRegistration(t *testing.T) {
	t.Run("identifier, question, channel, temporary password", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().Get("/inscription").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Marie}).At("/inscription/question", 200)
		p = p.Answer(servicetest.Fields{"nature": "vitale", "carte": "800012345678901"}).At("/inscription/canal", 200)
		p.Press("Suivant", servicetest.Fields{"canal": "sms"}).At("/inscription/confirmation", 200).Says("par SMS")
		sent := s.Sent()
		if len(sent) != 1 || sent[0].Kind != db.KindTemporary || sent[0].To != "+33639981234" {
			t.Fatalf("sent %+v", sent)
		}
	})
	t.Run("a wrong answer leads to a letter", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().Get("/inscription").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Lucien})
		p = p.Answer(servicetest.Fields{"montant": "12,00"}).At("/inscription/canal", 200)
		p.Press("Suivant", servicetest.Fields{"canal": "email"}).At("/inscription/confirmation", 200).Says("par lettre")
		if len(s.Letters()) != 1 {
			t.Error("no letter")
		}
	})
	t.Run("nothing leaves for an identifier that nobody has", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().Get("/inscription").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Nobody})
		for i := 0; p.Path != "/inscription/confirmation" && i < 3; i++ {
			if p.Path == "/inscription/question" {
				typed := servicetest.Fields{"montant": "12,00"}
				if p.Doc.Find(`[name="nature"]`).Length() > 0 {
					typed["nature"] = "prestation"
				}
				p = p.Answer(typed)
				continue
			}
			p = p.Press("Suivant", servicetest.Fields{"canal": "email"})
		}
		p.At("/inscription/confirmation", 200).Says("par lettre")
		if len(s.Sent()) != 0 || len(s.Letters()) != 0 {
			t.Error("something leaves")
		}
	})
}

func TestGauge(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.Browser()
	for password, level := range map[string]string{"abc": "faible", servicetest.First: "fort"} {
		p := b.Post("/jauge", map[string][]string{"nouveau": {password}}).At("/jauge", 200)
		if !strings.Contains(p.Text(), level) || strings.Contains(p.Raw, password) || strings.Contains(p.Raw, "<html") {
			t.Errorf("%s: %s", level, p.Raw)
		}
	}
}
