package member_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

// typingAddress are the members' forms with an e-mail address, each opened up to the address. done is where an accepted address
// leads, with the following steps.
var typingAddress = map[string]func(s *servicetest.Service) (p *servicetest.Page, button string, others servicetest.Fields, done string){
	"coordonnées": func(s *servicetest.Service) (*servicetest.Page, string, servicetest.Fields, string) {
		p := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		return p, "Je confirme mes coordonnées", servicetest.Fields{"portable": "06 39 98 55 66"}, "/personnalisation/adresse-email"
	},
	"changement d'adresse": func(s *servicetest.Service) (*servicetest.Page, string, servicetest.Fields, string) {
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		return b.Get("/espace/mon-compte/adresse"), "Suivant", servicetest.Fields{"actuel": servicetest.First}, "/espace/mon-compte/adresse/code"
	},
	"contact": func(s *servicetest.Service) (*servicetest.Page, string, servicetest.Fields, string) {
		return s.Browser().Get("/contact"), "Envoyer", servicetest.Fields{"sujet": "Mon dossier", "nom": "Marie", "message": "Bonjour"}, "/contact/confirmation"
	},
}

func with(others servicetest.Fields, name, value string) servicetest.Fields {
	all := servicetest.Fields{}
	maps.Copy(all, others)
	all[name] = value
	return all
}

// refusedFor makes another field invalid.
func refusedFor(others servicetest.Fields) servicetest.Fields {
	for name, wrong := range map[string]string{"actuel": "", "message": "", "portable": "12"} {
		if others[name] != "" {
			return with(others, name, wrong)
		}
	}
	panic("nothing to refuse")
}

func TestAnAddressIsReadAsPeopleTypeItAndASlipIsAskedAboutOnce(t *testing.T) {
	for name, open := range typingAddress {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewService(t)
			p, button, others, done := open(s)
			s.Sent()
			before := s.Rows()
			for typed, c := range map[string]struct {
				meant   string
				keeping bool // what was typed is an address too
			}{
				"jean.dupont@gmial.com":  {"jean.dupont@gmail.com", true},
				"jean.dupont@wanado.fr":  {"jean.dupont@wanadoo.fr", true},
				"jean.dupont@orange,fr":  {"jean.dupont@orange.fr", false},
				"jean.dupont@orange..fr": {"jean.dupont@orange.fr", false},
			} {
				q := p.Press(button, with(others, "email", typed)).At(p.Path, 422).Says(texts.EmailMeant(c.meant))
				if got, _ := q.Doc.Find(`[name="email"]`).Attr("value"); got != typed {
					t.Errorf("%q became %q", typed, got)
				}
				if kept := strings.Contains(q.Text(), texts.EmailKeep); kept != c.keeping {
					t.Errorf("%q may be kept: %v", typed, kept)
				}
			}
			if after := s.Rows(); after != before {
				t.Errorf("before %s, after %s", before, after)
			}
			p.Press(button, with(others, "email", "\u200b mailto:Jean.Dupont@\u00a0Orange.fr.,")).At(done, 200)
			if name == "contact" {
				return
			}
			if got := s.LastOf(db.KindEmailCode).To; got != "Jean.Dupont@orange.fr" {
				t.Errorf("the code goes to %s", got)
			}
		})
		t.Run(name+", kept as typed", func(t *testing.T) {
			s := servicetest.NewService(t)
			p, button, others, done := open(s)
			q := p.Press(button, with(others, "email", "jean@gmial.com")).At(p.Path, 422)
			q.Press(texts.EmailKeep, others).At(done, 200)
		})
		t.Run(name+", corrected, and something else refused meanwhile", func(t *testing.T) {
			s := servicetest.NewService(t)
			p, button, others, done := open(s)
			bad := refusedFor(others)
			q := p.Press(button, with(bad, "email", "jean@gmial.com")).At(p.Path, 422)
			q = q.Press(texts.EmailCorrect("jean@gmail.com"), bad).At(p.Path, 422).SaysNot(texts.EmailKeep)
			if got, _ := q.Doc.Find(`[name="email"]`).Attr("value"); got != "jean@gmail.com" {
				t.Errorf("the field holds %q", got)
			}
			q.Press(button, others).At(done, 200)
		})
		t.Run(name+", kept, and something else refused meanwhile", func(t *testing.T) {
			s := servicetest.NewService(t)
			p, button, others, done := open(s)
			bad := refusedFor(others)
			q := p.Press(button, with(bad, "email", "jean@gmial.com")).At(p.Path, 422)
			q = q.Press(texts.EmailKeep, bad).At(p.Path, 422).SaysNot(texts.EmailKeep)
			q = q.Press(button, with(bad, "email", "jean@wanado.fr")).At(p.Path, 422).Says(texts.EmailMeant("jean@wanadoo.fr"))
			q.Press(button, with(others, "email", "jean@gmial.com")).At(p.Path, 422).
				Press(texts.EmailKeep, others).At(done, 200)
		})
	}
}

func TestADomainThatIsCommonAmongTheMembersIsSuggested(t *testing.T) {
	s := servicetest.NewService(t)
	s.ImportMany(39, func(i int) string {
		if i <= 20 {
			return fmt.Sprintf("etude%d@notaires-du-bocage.example", i)
		}
		return fmt.Sprintf("etude%d@petite-coop.example", i)
	})
	s.Browser().Get("/contact").Press("Envoyer", servicetest.Fields{"email": "jean@notaire-du-bocage.example"}).SaysNot("Vouliez-vous dire")
	if err := s.DB.CountDomains(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Browser().Get("/contact").Press("Envoyer", servicetest.Fields{"email": "jean@petites-coop.example"}).SaysNot("Vouliez-vous dire")
	s.Browser().Get("/contact").Press("Envoyer", servicetest.Fields{"email": "jean@notaire-du-bocage.example"}).
		Says(texts.EmailMeant("jean@notaires-du-bocage.example"))
}

func TestOtherCapitalsAreNoOtherAddress(t *testing.T) {
	t.Run("at the personalisation: no code", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second})
		s.Sent()
		p.Press("Je confirme mes coordonnées", servicetest.Fields{"email": "MARIE@Poitou.example"}).At("/personnalisation/confirmation", 200)
		if sent := s.Sent(); len(sent) > 0 {
			t.Errorf("sent %+v", sent)
		}
	})
	t.Run("at the change of address: it is the same already", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		b.Get("/espace/mon-compte/adresse").Press("Suivant", servicetest.Fields{"actuel": servicetest.First, "email": "Marie@poitou.example"}).
			At("/espace/mon-compte/adresse", 422).Says(texts.EmailYours)
	})
	t.Run("one that the file gave: the code comes, and no notice of a change", func(t *testing.T) {
		s := servicetest.NewService(t)
		p := s.Browser().LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		p = p.Press("Je confirme mes coordonnées", servicetest.Fields{"email": "Marie@poitou.example"}).At("/personnalisation/adresse-email", 200)
		code := s.LastOf(db.KindEmailCode).Secret
		s.Sent()
		p.Press("Valider", servicetest.Fields{"code": code}).At("/personnalisation/confirmation", 200)
		for _, m := range s.Sent() {
			if m.Kind == db.KindEmailChanged {
				t.Errorf("%s was told of a change", m.To)
			}
		}
	})
}

func TestAnAccentedDomainIsShownAsPeopleWriteIt(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.Browser()
	p := b.LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
	p = p.Press("Je confirme mes coordonnées", servicetest.Fields{"email": "marie@Été-Agricole.example"}).Says("marie@été-agricole.example").SaysNot("xn--")
	p = p.Press("Corriger mon adresse e-mail", nil)
	if got, _ := p.Doc.Find(`[name="email"]`).Attr("value"); got != "marie@été-agricole.example" || p.Doc.Find("details.crayon").Length() > 0 {
		t.Errorf("the field to correct holds %q, or is closed", got)
	}
	p = p.Press("Je confirme mes coordonnées", nil)
	sent := s.LastOf(db.KindEmailCode)
	if !strings.HasPrefix(sent.To, "marie@xn--") {
		t.Errorf("sent to %s", sent.To)
	}
	p.Press("Valider", servicetest.Fields{"code": sent.Secret}).At("/personnalisation/confirmation", 200)
	b.Get("/espace/mon-compte/email-mot-de-passe").Says("marie@été-agricole.example").SaysNot("xn--")
}
