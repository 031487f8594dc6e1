package agent_test

import (
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

// A caller asks whether a message is the caisse's. A valid number leads to its member; for any other the search says that the
// message is not the caisse's and what to tell the caller, and the agent records it.
func TestAMessageThatIsNotOursIsToldAndNoted(t *testing.T) {
	s := servicetest.NewService(t)
	agent := s.AgentBrowser(db.RoleAgent)
	agent.Resets(servicetest.Marie, "email")
	ours := s.Sent()[0].Request
	finds := func(text string) *servicetest.Page {
		return agent.Get("/agent/adherents").Press("Chercher", servicetest.Fields{"recherche": text})
	}
	finds(ours).At(s.Sheet(servicetest.Marie), 200)
	unknown := "BCD-234"
	if ours == unknown {
		unknown = "BCD-235"
	}
	form := finds("message "+unknown).Says("Aucun message de la caisse ne porte le numéro "+unknown, "ne vient pas de la caisse", "33700").
		Follow("Noter ce message suspect").At("/agent/message-suspect", 200).Says("n'ouvrez ni lien ni pièce jointe")
	if got := form.Doc.Find("#champ-numero").AttrOr("value", ""); got != unknown {
		t.Errorf("the form has the number %q", got)
	}
	form.Press("Noter ce message suspect", nil).At("/agent/message-suspect", 422).Says("Dites comment le message est arrivé.")
	form.Press("Noter ce message suspect", servicetest.Fields{"voie": "sms", "numero": ours}).At("/agent/message-suspect", 422).Says("un message de la caisse le porte")
	for range 2 { // pressed twice
		form.Press("Noter ce message suspect", servicetest.Fields{"voie": "sms"}).At("/agent/message-suspect?etat=note", 200).Says("C'est noté.")
	}
	form.Press("Noter ce message suspect", servicetest.Fields{"voie": "email", "numero": ""}).At("/agent/message-suspect?etat=note", 200)
	finds("message "+unknown).Follow("Noter ce message suspect").Press("Noter ce message suspect", servicetest.Fields{"voie": "sms"}).At("/agent/message-suspect?etat=note", 200)
	rows := s.Audited("suspect-reported")
	if len(rows) != 3 || rows[0].Channel != "sms" || rows[0].Request != unknown || rows[0].Target != "" || rows[1].Channel != "email" || rows[1].Request != "" {
		t.Errorf("audited %+v", rows)
	}
	for channel, want := range map[string]int{"sms": 2, "email": 1} {
		if n := servicetest.Number(t, s.Raw(), `SELECT COALESCE(sum(n), 0) FROM figures WHERE name = '`+events.FigureSuspect+`' AND detail = '`+channel+`'`); n != want {
			t.Errorf("%s: counted %d times, want %d", channel, n, want)
		}
	}
	s.AgentBrowser(db.RoleMailroom).Get("/agent/message-suspect").At("/agent/message-suspect", 403)
}

// A person who invents a number does not know which letters and digits the caisse uses.
func TestANumberThatTheCaisseCannotHaveGivenIsNobodys(t *testing.T) {
	s := servicetest.NewService(t)
	agent := s.AgentBrowser(db.RoleAgent)
	for text, unknown := range map[string]string{"ABC-234": "ABC-234", "abc234": "ABC-234", "message QUI 101": "QUI-101", "n° AEI\u2011000": "AEI-000",
		"SMS-482": "SMS-482", "sms SMS-483": "SMS-483",
		"lot 123": "", "roy 974": "", "ABCD-234": "", "234-ABC": ""} {
		p := agent.Get("/agent/adherents").Press("Chercher", servicetest.Fields{"recherche": text})
		if unknown == "" {
			p.SaysNot("Aucun message de la caisse")
			continue
		}
		form := p.Says("Aucun message de la caisse ne porte le numéro " + unknown).Follow("Noter ce message suspect")
		if got := form.Doc.Find("#champ-numero").AttrOr("value", ""); got != unknown {
			t.Errorf("%s: the form has the number %q", text, got)
		}
		form.Press("Noter ce message suspect", servicetest.Fields{"voie": "sms"}).At("/agent/message-suspect?etat=note", 200)
	}
	agent.Get("/agent/message-suspect").Press("Noter ce message suspect", servicetest.Fields{"voie": "email", "numero": "abc 567"}).At("/agent/message-suspect?etat=note", 200)
	if rows := s.Audited("suspect-reported"); rows[len(rows)-1].Request != "ABC-567" {
		t.Errorf("audited %+v", rows)
	}
}

// The serial number of a carte Vitale is stored only as a hash that includes the member's identifier: the search says what else
// to ask for.
func TestTheSerialNumberOfACarteVitaleLeadsToNobodyAndIsSaid(t *testing.T) {
	s := servicetest.NewService(t)
	agent := s.AgentBrowser(db.RoleAgent)
	const said = "Un numéro de série de carte Vitale ne mène à personne."
	for text, want := range map[string]bool{"8000 1234 5678 901": true, "80250000100123456789": true, "06 39 98 12 99": false, "inconnu": false, "PSK-827": false, "2 85 07 86 123 457": false} {
		p := agent.Get("/agent/adherents").Press("Chercher", servicetest.Fields{"recherche": text})
		if want {
			p.Says(said, "la date de naissance")
		} else {
			p.SaysNot(said)
		}
	}
}
