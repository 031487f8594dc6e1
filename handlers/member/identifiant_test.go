package member_test

import (
	"strings"
	"testing"

	"sesame/handlers"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

// numbered is a tiers whose number looks like a NIR with a digit missing.
const numbered = "285078612345"

func withNumbered(t *testing.T, change ...func(*handlers.Options)) *servicetest.Service {
	s := servicetest.NewService(t, change...)
	s.ImportFiles("identifiant;categorie;raison_sociale;adresse6;email\n"+numbered+";tiers;Étude Morin;86000 POITIERS;etude@morin.example\n", "identifiant;nature;date;montant\n")
	s.SetPassword(numbered, servicetest.First)
	return s
}

func TestWhatIsMostLikelyMistypedIsToldAtNoCost(t *testing.T) {
	doors := map[string]func(*servicetest.Browser, string) *servicetest.Page{
		"/connexion": func(b *servicetest.Browser, id string) *servicetest.Page { return b.LogIn(id, "Mauvais-mot7passe") },
		"/mot-de-passe-oublie": func(b *servicetest.Browser, id string) *servicetest.Page {
			return b.Get("/mot-de-passe-oublie").Press("Suivant", servicetest.Fields{"identifiant": id})
		},
		"/inscription": func(b *servicetest.Browser, id string) *servicetest.Page {
			return b.Get("/inscription").Press("Suivant", servicetest.Fields{"identifiant": id})
		},
		"/contact": func(b *servicetest.Browser, id string) *servicetest.Page {
			return b.Get("/contact").Press("Envoyer", servicetest.Fields{"sujet": "Mon dossier", "nom": "Marie", "identifiant": id, "email": "marie@poitou.example", "message": "Bonjour"})
		},
	}
	for path, enter := range doors {
		t.Run(path, func(t *testing.T) {
			s := withNumbered(t)
			b := s.Browser()
			b.Get(path)
			before := s.Rows()
			for typed, c := range map[string]struct {
				says      string
				confirmed bool // the caisse may have given it to a tiers
			}{
				numbered:                    {texts.IdentifierLength(12), true}, // somebody's
				"285078612346":              {texts.IdentifierLength(12), true}, // nobody's
				"2 85 13 86 123 456":        {texts.IdentifierMonth, true},
				"285078612345650":           {texts.IdentifierKey, true},
				"732 829 320 00075":         {texts.IdentifierSIRETWrong, true},
				"06 39 98 12 34":            {texts.IdentifierIsNoPhone, true},
				"Dupont":                    {texts.IdentifierWithoutDigits, true},
				"marie@poitou.example":      {texts.IdentifierIsNoEmail, false},
				"285078612345628507861234":  {texts.IdentifierTooLong, false},
				"2850786123456 ou 15204791": {texts.IdentifierTooLong, false},
			} {
				p := enter(b, typed).At(path, 422).Says(c.says).SaysNot("incorrect")
				if got, _ := p.Doc.Find(`[name="identifiant"]`).Attr("value"); got != typed {
					t.Errorf("%q: what was typed became %q", typed, got)
				}
				if offered := strings.Contains(p.Text(), texts.IdentifierConfirm); offered != c.confirmed {
					t.Errorf("%q: going on is offered: %v", typed, offered)
				}
			}
			if after := s.Rows(); after != before {
				t.Errorf("before %s, after %s", before, after)
			}
		})
	}
}

func TestATiersGoesOnWithANumberThatLooksMistyped(t *testing.T) {
	t.Run("at the log-in, once for this entry", func(t *testing.T) {
		s := withNumbered(t)
		b := s.Browser()
		p := b.LogIn(numbered, servicetest.First).At("/connexion", 422)
		p = p.Press(texts.IdentifierConfirm, nil).At("/connexion", 422).Says(texts.Required).SaysNot(texts.IdentifierConfirm)
		p = p.Press("Se connecter", servicetest.Fields{"mot_de_passe": "Mauvais-mot7passe"}).At("/connexion", 422).Says(texts.LoginIncorrect)
		p = p.Press("Se connecter", servicetest.Fields{"identifiant": "28507861234", "mot_de_passe": servicetest.First}).At("/connexion", 422).Says(texts.IdentifierLength(11))
		p.Press("Se connecter", servicetest.Fields{"identifiant": numbered, "mot_de_passe": servicetest.First}).At("/connexion", 422).
			Press(texts.IdentifierConfirm, servicetest.Fields{"mot_de_passe": servicetest.First}).At("/espace", 200)
	})
	t.Run("in « oubli » and « inscription »", func(t *testing.T) {
		s := withNumbered(t)
		for _, path := range []string{"/mot-de-passe-oublie", "/inscription"} {
			p := s.Browser().Get(path).Press("Suivant", servicetest.Fields{"identifiant": numbered}).At(path, 422)
			p.Press(texts.IdentifierConfirm, nil).At(path+"/canal", 200)
		}
	})
	t.Run("in the contact form", func(t *testing.T) {
		s := withNumbered(t)
		p := s.Browser().Get("/contact").Press("Envoyer", servicetest.Fields{"sujet": "Mon dossier", "nom": "Étude Morin", "identifiant": numbered, "email": "etude@gmial.com", "message": "Bonjour"})
		p = p.At("/contact", 422).Says(texts.IdentifierLength(12), texts.EmailMeant("etude@gmail.com"))
		p = p.Press(texts.IdentifierConfirm, nil).At("/contact", 422).SaysNot(texts.IdentifierLength(12)).Says(texts.EmailMeant("etude@gmail.com"))
		p.Press(texts.EmailKeep, nil).At("/contact/confirmation", 200)
	})
	t.Run("without being asked, where the caisse gives numbers of this length", func(t *testing.T) {
		s := withNumbered(t, func(o *handlers.Options) { o.TiersDigits = []int{len(numbered)} })
		s.Browser().LogIn(numbered, servicetest.First).At("/espace", 200)
		s.Browser().LogIn(numbered[1:], servicetest.First).At("/connexion", 422).Says(texts.IdentifierLength(11))
	})
}
