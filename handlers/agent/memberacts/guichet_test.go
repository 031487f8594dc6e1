package memberacts_test

import (
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

// Each button of the counter's page keeps the content of the other fields, with or without a reason typed by the agent.
func TestTheCountersPageLosesNothing(t *testing.T) {
	for _, motive := range []string{servicetest.Motive, ""} {
		t.Run("motive "+motive, func(t *testing.T) {
			s := servicetest.NewService(t)
			s.Browser().Establish(servicetest.Marie, servicetest.First)
			_, agent := s.NewAgent(db.RoleAgent)
			counter := s.Sheet(servicetest.Marie) + "/guichet"
			typed := servicetest.Fields{"piece": "oui", "raison": "counter", "motif": motive}
			with := func(more servicetest.Fields) servicetest.Fields {
				for name, value := range typed {
					more[name] = value
				}
				return more
			}
			stays := func(p *servicetest.Page) *servicetest.Page {
				t.Helper()
				if got := p.Doc.Find("[name=motif]").AttrOr("value", ""); got != motive {
					t.Errorf("the reason is %q", got)
				}
				if p.Doc.Find("form:has(.principal) [name=piece][checked]").Length() != 1 || p.Doc.Find("[name=raison][value=counter][checked]").Length() != 1 {
					t.Error("what was ticked is ticked no more")
				}
				return p
			}
			if n := agent.Get(counter).Doc.Find("main form").Length(); n != 1 {
				t.Errorf("the page has %d forms", n)
			}
			p := stays(agent.Get(counter).Press("Demander l'accord d'un second agent", typed).At(counter+"/accord", 422))
			p = stays(p.Press("Demander l'accord d'un second agent", with(servicetest.Fields{"motif_accord": servicetest.Motive})).At(counter+"?etat=accord", 200).Says("Une demande attend", texts.AgreementAsked))
			p = stays(p.Press("Vérifier la réponse", typed).At(counter+"/question", 422))
			stays(p.Press("Vérifier la réponse", with(servicetest.Fields{"nature": "prestation", "reponse": "412,50"})).At(counter+"?etat=juste", 200))
		})
	}
}

// The key Enter in a field submits the act of that field.
func TestEnterOnTheCountersPage(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	_, agent := s.NewAgent(db.RoleAgent)
	counter := s.Sheet(servicetest.Marie) + "/guichet"
	first := func() (label, action string) {
		b := agent.Get(counter).Doc.Find("form:has([name=piece]) button").First()
		return b.Text(), b.AttrOr("formaction", "")
	}
	if label, action := first(); label != "Valider" || action != "" {
		t.Errorf("Enter presses « %s »", label)
	}
	slip := servicetest.Fields{"piece": "oui", "motif": servicetest.Motive}
	agent.Get(counter).Press("Valider", slip).At(counter, 422).Says("il faut d'abord un code lu par l'adhérent")
	for _, beside := range []string{"motif", "raison", "motif_accord", "piece"} {
		agent.Get(counter).Press("Valider", servicetest.Fields{"nature": "prestation", "reponse": "1,23", beside: servicetest.Motive}).At(counter, 422).Says(texts.PressForAnswer)
	}
	agent.Get(counter).Press("Valider", servicetest.Fields{"motif_accord": servicetest.Motive}).At(counter+"?etat=accord", 200).Says("Une demande attend", texts.AgreementAsked)
	both := servicetest.Fields{"nature": "prestation", "reponse": "412,50"}
	agent.Get(counter).Press(slipButton, both).At(counter, 422).Says("pièce d'identité")
	agent.Get(counter).Press("Valider", both).At(counter+"?etat=juste", 200)
	if label, _ := first(); label != slipButton {
		t.Errorf("Enter presses « %s » once it is proved who is there", label)
	}
	if p := agent.Get(counter).Press(slipButton, slip); p.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("answered %d:\n%s", p.Status, p.Brief())
	}
}

const slipButton = "Réinitialiser et obtenir la feuille"
