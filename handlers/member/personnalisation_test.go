package member_test

import (
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

func TestPersonalisation(t *testing.T) {
	t.Run("the whole journey opens the private space, and only its end does", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		secret := s.Temporary(servicetest.Marie)
		p := b.LogIn(servicetest.Marie, secret).At("/personnalisation/mot-de-passe", 200)
		p.Says("Votre mot de passe est temporaire. Vous devez le personnaliser.",
			"Votre mot de passe doit contenir un minimum de 8 caractères en combinant des chiffres, des majuscules, des minuscules et des caractères spéciaux")
		for _, path := range []string{"/espace", "/espace/mon-compte", "/espace/mon-compte/email-mot-de-passe", "/espace/mon-compte/mot-de-passe", "/espace/mon-compte/adresse",
			"/personnalisation/confirmation", "/personnalisation/coordonnees"} {
			b.Get(path).At("/personnalisation/mot-de-passe", 200)
		}
		p = p.Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First}).At("/personnalisation/coordonnees", 200)
		p.Says("marie@poitou.example")
		b.Get("/espace").At("/personnalisation/coordonnees", 200)
		p = p.Press("Je confirme mes coordonnées", servicetest.Fields{"portable": "06.39.98.55.66", "fixe": "05 36 49 01 02"}).At("/personnalisation/adresse-email", 200)
		p.Says("Un code de confirmation vous a été envoyé à l'adresse", "marie@poitou.example")
		b.Get("/espace").At("/personnalisation/adresse-email", 200)
		code := s.LastOf(db.KindEmailCode)
		if code.To != "marie@poitou.example" {
			t.Fatalf("the code went to %s", code.To)
		}
		p.Press("Valider", servicetest.Fields{"code": code.Secret}).At("/personnalisation/confirmation", 200).Says("Votre adresse email a été vérifiée.")
		b.Get("/personnalisation/confirmation").At("/personnalisation/confirmation", 200)
		b.Get("/espace").At("/espace", 200).Says("Marie")
		m := s.Member(servicetest.Marie)
		if m.Contacts[db.Mobile].Value != "+33639981234" || m.Contacts[db.Landline].Value != "+33536490102" || m.Contacts[db.Email].VerifiedAt.IsZero() {
			t.Errorf("contacts %+v", m.Contacts)
		}
		b.Get("/personnalisation/confirmation").Says("Un code est parti par SMS au 06 39 98 55 66")
		b.Get("/espace/mon-compte/telephones/code").Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindMobileCode).Secret}).
			At("/espace/mon-compte/telephones/confirmation", 200)
		if c := s.Member(servicetest.Marie).Contacts[db.Mobile]; c.Value != "+33639985566" || c.VerifiedAt.IsZero() {
			t.Errorf("the proved mobile is %+v", c)
		}
		s.Browser().LogIn(servicetest.Marie, secret).At("/connexion", 422)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	})
	t.Run("weak, different and empty entries are refused and never shown back", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie))
		gauged := map[string]bool{"short": true, "without a sign": true, "her own name": true, "too long": true} // what is wrong is its own
		for name, c := range map[string]struct {
			fields servicetest.Fields
			says   string
		}{
			"empty":          {servicetest.Fields{}, "Ce champ est exigé."},
			"short":          {servicetest.Fields{"nouveau": "aA1!", "confirmation": "aA1!"}, "8 caractères"},
			"without a sign": {servicetest.Fields{"nouveau": "Velours7Sillon", "confirmation": "Velours7Sillon"}, "spécia"},
			"her own name":   {servicetest.Fields{"nouveau": "Dupont1985!", "confirmation": "Dupont1985!"}, ""},
			"different":      {servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.Second}, "Votre nouveau mot de passe – " + texts.PasswordsDiffer},
			"only once":      {servicetest.Fields{"nouveau": servicetest.First}, "Votre nouveau mot de passe – " + texts.PasswordOnce},
			"only below":     {servicetest.Fields{"confirmation": servicetest.First}, "Votre nouveau mot de passe – " + texts.PasswordOnce},
			"too long":       {servicetest.Fields{"nouveau": strings.Repeat("aA1!", 33), "confirmation": strings.Repeat("aA1!", 33)}, "128"},
		} {
			q := p.Press("Suivant", c.fields).At("/personnalisation/mot-de-passe", 422).Says(c.says)
			if level := q.Doc.Find("#jauge p").Length() > 0; level != gauged[name] {
				t.Errorf("%s: the gauge speaks of the emptied fields: %t", name, level)
			}
			for _, typed := range c.fields {
				if strings.Contains(q.Raw, typed) {
					t.Errorf("%s: the password stands in the page", name)
				}
			}
		}
		if s.Member(servicetest.Marie).PasswordHash != "" {
			t.Error("a refused password was kept")
		}
	})
	t.Run("left half-way, it goes on at the step where it was left", func(t *testing.T) {
		s := servicetest.NewService(t)
		secret, began := s.Temporary(servicetest.Marie), s.Browser()
		began.LogIn(servicetest.Marie, secret)
		p := began.LogIn(servicetest.Marie, secret).At("/personnalisation/mot-de-passe", 200)
		p.Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		p = s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/personnalisation/coordonnees", 200)
		p.Press("Je confirme mes coordonnées", servicetest.Fields{"email": "autre@poitou.example"}).At("/personnalisation/adresse-email", 200)
		s.Wait(2 * time.Hour)
		s.Sent()
		b := s.Browser()
		p = b.LogIn(servicetest.Marie, servicetest.First).At("/personnalisation/adresse-email", 200).Says("autre@poitou.example")
		sent := s.Sent()
		if len(sent) != 1 || sent[0].To != "autre@poitou.example" {
			t.Fatalf("coming back sent %+v", sent)
		}
		p.Press("Valider", servicetest.Fields{"code": sent[0].Secret}).At("/personnalisation/confirmation", 200)
		b.Get("/espace").At("/espace", 200)
	})
	t.Run("a new address counts from its code on, and the former one is told", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		p = p.Press("Je confirme mes coordonnées", servicetest.Fields{"email": "faute@poitou.exampel"}).At("/personnalisation/adresse-email", 200)
		if got := s.Member(servicetest.Marie).Contacts[db.Email].Value; got != "marie@poitou.example" {
			t.Errorf("the address counts already: %s", got)
		}
		p = p.Press("Corriger mon adresse e-mail", nil).At("/personnalisation/coordonnees", 200)
		p = p.Press("Je confirme mes coordonnées", servicetest.Fields{"email": "neuve@poitou.example"}).At("/personnalisation/adresse-email", 200)
		code := s.LastOf(db.KindEmailCode)
		s.Sent()
		p.Press("Valider", servicetest.Fields{"code": code.Secret}).At("/personnalisation/confirmation", 200)
		told := map[string]bool{}
		for _, m := range s.Sent() {
			if m.Kind == db.KindEmailChanged {
				told[m.To] = true
			}
		}
		if !told["marie@poitou.example"] || !told["neuve@poitou.example"] {
			t.Errorf("told %v", told)
		}
	})
	t.Run("an address verified before is not asked for a code again", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second})
		p.At("/personnalisation/coordonnees", 200).Press("Je confirme mes coordonnées", nil).At("/personnalisation/confirmation", 200)
	})
	t.Run("wrong coordinates are told field by field, and what was typed stays", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		p = p.Press("Je confirme mes coordonnées", servicetest.Fields{"email": "sans arobase", "portable": "05 36 49 01 02", "fax": "12"})
		p.At("/personnalisation/coordonnees", 422)
		for name, want := range map[string]string{"email": "sans arobase", "portable": "05 36 49 01 02", "fax": "12"} {
			field := p.Doc.Find(`[name="` + name + `"]`)
			if got, _ := field.Attr("value"); got != want {
				t.Errorf("%s holds %q", name, got)
			}
			if invalid, _ := field.Attr("aria-invalid"); invalid != "true" {
				t.Errorf("%s is not marked", name)
			}
		}
	})
	t.Run("abandoning ends it on the server; the temporary password still works", func(t *testing.T) {
		s := servicetest.NewService(t)
		secret := s.Temporary(servicetest.Marie)
		b := s.Browser()
		b.LogIn(servicetest.Marie, secret).Press("Abandonner", nil).At("/connexion?etat=abandon", 200)
		b.Get("/personnalisation/mot-de-passe").At("/connexion?etat=perdu", 200)
		b.LogIn(servicetest.Marie, secret).At("/personnalisation/mot-de-passe", 200)
	})
	t.Run("abandoning after the choice says that the new password counts", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		p := b.LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		p.At("/personnalisation/coordonnees", 200).Press("Abandonner", nil).At("/connexion?etat=abandon-mot-de-passe", 200).
			Says(texts.JourneyAbandonedChosen).SaysNot(texts.JourneyAbandoned)
		b.LogIn(servicetest.Marie, servicetest.First).At("/personnalisation/coordonnees", 200).
			Press("Je confirme mes coordonnées", servicetest.Fields{"email": "marie@poitou.example"}).Press("Abandonner", nil).At("/connexion?etat=abandon-mot-de-passe", 200)
	})
	t.Run("a newer temporary password closes what the older one had opened", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		p := b.LogIn(servicetest.Marie, s.Temporary(servicetest.Marie))
		s.Temporary(servicetest.Marie)
		p = p.Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		if !strings.HasPrefix(p.Path, "/connexion") || s.Member(servicetest.Marie).PasswordHash != "" {
			t.Errorf("came to %s", p.Path)
		}
	})
	t.Run("a personalised password ends every other session", func(t *testing.T) {
		s := servicetest.NewService(t)
		other := s.Browser()
		other.Establish(servicetest.Marie, servicetest.First)
		s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second})
		other.Get("/espace").At("/connexion?etat=fin", 200)
	})
	t.Run("a stranger who uses up the codes of an account does not keep its owner from confirming an address", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		for range 5 {
			s.Browser().Forget(servicetest.Marie, "email")
		}
		p := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second})
		p = p.Press("Je confirme mes coordonnées", servicetest.Fields{"email": "neuve@poitou.example"})
		p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindEmailCode).Secret}).At("/personnalisation/confirmation", 200)
	})
}
