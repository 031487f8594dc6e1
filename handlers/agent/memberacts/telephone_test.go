package memberacts_test

import (
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/texts"
)

// Each button of a call's page keeps the content of the other fields.
func TestACallsPageLosesNothing(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	_, agent := s.NewAgent(db.RoleAgent)
	call := s.Sheet(servicetest.Marie) + "/telephone"
	typed := servicetest.Fields{"envoi": "code-email", "motif": servicetest.Motive}
	stays := func(p *servicetest.Page) *servicetest.Page {
		t.Helper()
		if got := p.Doc.Find("[name=motif]").AttrOr("value", ""); got != servicetest.Motive {
			t.Errorf("the reason is %q", got)
		}
		if p.Doc.Find("[name=envoi][value=code-email][checked]").Length() != 1 {
			t.Error("the message is chosen no more")
		}
		return p
	}
	p := agent.Get(call).Press("Commencer l'appel", servicetest.Fields{"envoi": "code-email", "raison": "code-missing"}).At(call+"?etat=appel", 200).Says(texts.CallBegun)
	if p.Doc.Find("[name=envoi][value=code-email][checked], [name=raison][value=code-missing][checked]").Length() != 2 {
		t.Error("what was chosen without a word is chosen no more")
	}
	p = stays(p.Press("Commencer un autre appel", typed).At(call+"?etat=appel", 200))
	wrong := servicetest.Fields{"nature": "vitale", "reponse": "800012345678902"}
	stays(p.Press("Vérifier la réponse", wrong).At(call+"/question", 422))
}

// The key Enter in a field submits the act of that field.
func TestEnterOnACallsPage(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	_, agent := s.NewAgent(db.RoleAgent)
	call := s.Sheet(servicetest.Marie) + "/telephone"
	first := agent.Get(call).Doc.Find("form:has([name=envoi]) button").First()
	if label := first.Text(); label != "Valider" || first.AttrOr("formaction", "") != "" {
		t.Errorf("Enter presses « %s »", label)
	}
	agent.Get(call).Press("Valider", servicetest.Fields{"envoi": "code-email", "motif": servicetest.Motive}).At(call+"?etat=envoye", 200)
	code := s.LastOf(db.KindCallCode).Secret
	sent := len(s.Sent())
	agent.Get(call).Press("Vérifier le code", servicetest.Fields{"envoi": "code-email", "motif": servicetest.Motive}).At(call, 422)
	if n := len(s.Sent()); sent == 0 || n != 0 {
		t.Errorf("%d messages, then %d", sent, n)
	}
	answer := servicetest.Fields{"nature": "vitale", "reponse": "800012345678901"}
	agent.Get(call).Press("Valider", servicetest.Fields{"nature": "vitale", "reponse": "800012345678902", "motif": servicetest.Motive}).At(call, 422).Says(texts.PressForAnswer)
	agent.Get(call).Press("Valider", answer).At(call+"?etat=juste", 200).
		Press("Valider", servicetest.Fields{"code": code}).At(s.Sheet(servicetest.Marie)+"?etat=prouve", 200)
}

// A page that is loaded again later says only what is still true.
func TestWhatAPageHasSaidIsNotSaidOnceItIsOver(t *testing.T) {
	s := servicetest.NewService(t)
	s.Browser().Establish(servicetest.Marie, servicetest.First)
	_, agent := s.NewAgent(db.RoleAgent)
	call, counter := s.Sheet(servicetest.Marie)+"/telephone", s.Sheet(servicetest.Marie)+"/guichet"
	agent.Get(call).Press("Commencer l'appel", nil).Says(texts.CallBegun)
	agent.Get(counter).Press("Vérifier la réponse", servicetest.Fields{"nature": "prestation", "reponse": "412,50"}).At(counter+"?etat=juste", 200).Says(texts.SlipAnswered)
	for range 6 {
		s.Wait(6 * time.Minute)
		agent.Get("/agent").At("/agent", 200)
	}
	agent.Get(call + "?etat=appel").SaysNot(texts.CallBegun)
	agent.Get(counter + "?etat=juste").SaysNot(texts.SlipAnswered)
}
