package handlers_test

import (
	"strings"
	"testing"
	"time"

	"sesame/db"
)

func TestPersonalisation(t *testing.T) {
	t.Run("the whole journey opens the private space, and only its end does", func(t *testing.T) {
		s := newService(t)
		b := s.browser()
		secret := s.temporary(marie)
		p := b.logIn(marie, secret).at("/personnalisation/mot-de-passe", 200)
		p.says("Votre mot de passe est temporaire. Vous devez le personnaliser.",
			"Votre mot de passe doit contenir un minimum de 8 caractères en combinant des chiffres, des majuscules, des minuscules et des caractères spéciaux")
		for _, path := range []string{"/espace", "/espace/mon-compte", "/espace/mon-compte/email-mot-de-passe", "/espace/mon-compte/mot-de-passe", "/espace/mon-compte/adresse",
			"/personnalisation/confirmation", "/personnalisation/coordonnees"} {
			b.get(path).at("/personnalisation/mot-de-passe", 200)
		}
		p = p.press("Suivant", fields{"nouveau": first, "confirmation": first}).at("/personnalisation/coordonnees", 200)
		p.says("marie@poitou.example")
		b.get("/espace").at("/personnalisation/coordonnees", 200)
		p = p.press("Je confirme mes coordonnées", fields{"portable": "06.39.98.55.66", "fixe": "05 36 49 01 02"}).at("/personnalisation/adresse-email", 200)
		p.says("Un code de confirmation vous a été envoyé à l'adresse", "marie@poitou.example")
		b.get("/espace").at("/personnalisation/adresse-email", 200)
		code := s.lastOf(db.KindEmailCode)
		if code.To != "marie@poitou.example" {
			t.Fatalf("the code went to %s", code.To)
		}
		p.press("Valider", fields{"code": code.Secret}).at("/personnalisation/confirmation", 200).says("Votre adresse email a été vérifiée.")
		b.get("/personnalisation/confirmation").at("/personnalisation/confirmation", 200)
		b.get("/espace").at("/espace", 200).says("Marie")
		m := s.member(marie)
		if m.Contacts[db.Mobile].Value != "+33639985566" || m.Contacts[db.Landline].Value != "+33536490102" || m.Contacts[db.Email].VerifiedAt.IsZero() {
			t.Errorf("contacts %+v", m.Contacts)
		}
		s.browser().logIn(marie, secret).at("/connexion", 422)
		s.browser().logIn(marie, first).at("/espace", 200)
	})
	t.Run("weak, different and empty entries are refused and never shown back", func(t *testing.T) {
		s := newService(t)
		p := s.browser().logIn(marie, s.temporary(marie))
		for name, c := range map[string]struct {
			fields fields
			says   string
		}{
			"empty":          {fields{}, "Ce champ est exigé."},
			"short":          {fields{"nouveau": "aA1!", "confirmation": "aA1!"}, "8 caractères"},
			"without a sign": {fields{"nouveau": "Velours7Sillon", "confirmation": "Velours7Sillon"}, "spécia"},
			"her own name":   {fields{"nouveau": "Dupont1985!", "confirmation": "Dupont1985!"}, ""},
			"different":      {fields{"nouveau": first, "confirmation": second}, "ne sont pas les mêmes"},
			"too long":       {fields{"nouveau": strings.Repeat("aA1!", 33), "confirmation": strings.Repeat("aA1!", 33)}, "128"},
		} {
			q := p.press("Suivant", c.fields).at("/personnalisation/mot-de-passe", 422).says(c.says)
			for _, typed := range c.fields {
				if strings.Contains(q.raw, typed) {
					t.Errorf("%s: the password stands in the page", name)
				}
			}
		}
		if s.member(marie).PasswordHash != "" {
			t.Error("a refused password was kept")
		}
	})
	t.Run("left half-way, it goes on at the step where it was left", func(t *testing.T) {
		s := newService(t)
		secret := s.temporary(marie)
		s.browser().logIn(marie, secret)
		p := s.browser().logIn(marie, secret).at("/personnalisation/mot-de-passe", 200)
		p.press("Suivant", fields{"nouveau": first, "confirmation": first})
		p = s.browser().logIn(marie, first).at("/personnalisation/coordonnees", 200)
		p.press("Je confirme mes coordonnées", fields{"email": "autre@poitou.example"}).at("/personnalisation/adresse-email", 200)
		s.wait(2 * time.Hour)
		s.sent()
		b := s.browser()
		p = b.logIn(marie, first).at("/personnalisation/adresse-email", 200).says("autre@poitou.example")
		sent := s.sent()
		if len(sent) != 1 || sent[0].To != "autre@poitou.example" {
			t.Fatalf("coming back sent %+v", sent)
		}
		p.press("Valider", fields{"code": sent[0].Secret}).at("/personnalisation/confirmation", 200)
		b.get("/espace").at("/espace", 200)
	})
	t.Run("a new address counts from its code on, and the former one is told", func(t *testing.T) {
		s := newService(t)
		p := s.browser().logIn(marie, s.temporary(marie)).press("Suivant", fields{"nouveau": first, "confirmation": first})
		p = p.press("Je confirme mes coordonnées", fields{"email": "faute@poitou.exampel"}).at("/personnalisation/adresse-email", 200)
		if got := s.member(marie).Contacts[db.Email].Value; got != "marie@poitou.example" {
			t.Errorf("the address counts already: %s", got)
		}
		p = p.press("Corriger mon adresse email", nil).at("/personnalisation/coordonnees", 200)
		p = p.press("Je confirme mes coordonnées", fields{"email": "neuve@poitou.example"}).at("/personnalisation/adresse-email", 200)
		code := s.lastOf(db.KindEmailCode)
		s.sent()
		p.press("Valider", fields{"code": code.Secret}).at("/personnalisation/confirmation", 200)
		told := map[string]bool{}
		for _, m := range s.sent() {
			if m.Kind == db.KindEmailChanged {
				told[m.To] = true
			}
		}
		if !told["marie@poitou.example"] || !told["neuve@poitou.example"] {
			t.Errorf("told %v", told)
		}
	})
	t.Run("an address verified before is not asked for a code again", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		p := s.browser().logIn(marie, s.temporary(marie)).press("Suivant", fields{"nouveau": second, "confirmation": second})
		p.at("/personnalisation/coordonnees", 200).press("Je confirme mes coordonnées", nil).at("/personnalisation/confirmation", 200)
	})
	t.Run("wrong coordinates are told field by field, and what was typed stays", func(t *testing.T) {
		s := newService(t)
		p := s.browser().logIn(marie, s.temporary(marie)).press("Suivant", fields{"nouveau": first, "confirmation": first})
		p = p.press("Je confirme mes coordonnées", fields{"email": "sans arobase", "portable": "05 36 49 01 02", "fax": "12"})
		p.at("/personnalisation/coordonnees", 422)
		for name, want := range map[string]string{"email": "sans arobase", "portable": "05 36 49 01 02", "fax": "12"} {
			field := p.doc.Find(`[name="` + name + `"]`)
			if got, _ := field.Attr("value"); got != want {
				t.Errorf("%s holds %q", name, got)
			}
			if invalid, _ := field.Attr("aria-invalid"); invalid != "true" {
				t.Errorf("%s is not marked", name)
			}
		}
	})
	t.Run("abandoning ends it on the server; the temporary password still works", func(t *testing.T) {
		s := newService(t)
		secret := s.temporary(marie)
		b := s.browser()
		b.logIn(marie, secret).press("Abandonner", nil).at("/connexion?etat=abandon", 200)
		b.get("/personnalisation/mot-de-passe").at("/connexion", 200)
		b.logIn(marie, secret).at("/personnalisation/mot-de-passe", 200)
	})
	t.Run("a newer temporary password closes what the older one had opened", func(t *testing.T) {
		s := newService(t)
		b := s.browser()
		p := b.logIn(marie, s.temporary(marie))
		s.temporary(marie)
		p = p.press("Suivant", fields{"nouveau": first, "confirmation": first})
		if !strings.HasPrefix(p.path, "/connexion") || s.member(marie).PasswordHash != "" {
			t.Errorf("came to %s", p.path)
		}
	})
	t.Run("a personalised password ends every other session", func(t *testing.T) {
		s := newService(t)
		other := s.browser()
		other.establish(marie, first)
		s.browser().logIn(marie, s.temporary(marie)).press("Suivant", fields{"nouveau": second, "confirmation": second})
		other.get("/espace").at("/connexion?etat=fin", 200)
	})
	t.Run("a stranger who uses up the codes of an account does not keep its owner from confirming an address", func(t *testing.T) {
		s := newService(t)
		s.browser().establish(marie, first)
		for range 5 {
			s.browser().forget(marie, "email")
		}
		p := s.browser().logIn(marie, s.temporary(marie)).press("Suivant", fields{"nouveau": second, "confirmation": second})
		p = p.press("Je confirme mes coordonnées", fields{"email": "neuve@poitou.example"})
		p.press("Valider", fields{"code": s.lastOf(db.KindEmailCode).Secret}).at("/personnalisation/confirmation", 200)
	})
}
