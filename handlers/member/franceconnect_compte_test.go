package member_test

import (
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

func TestAnotherAccountOfFranceConnectForTheSameIdentityIsRefused(t *testing.T) {
	fc := servicetest.NewProvider(t, people)
	s := fc.Service(t, nil)
	s.Browser().FranceConnect("marie").At("/espace", 200)
	s.Browser().FranceConnect("marie").At("/espace", 200)
	s.Browser().FranceConnect("marie, another account").At("/connexion?etat=franceconnect-compte", 200).Says("sous un autre compte que la première fois", s.Caisse.Phone)
	s.Browser().FranceConnect("marie").At("/espace", 200)
	rows := s.Audited("login")
	if last := rows[len(rows)-2]; string(last.Details.Cause) != "other-subject" || last.Result != events.Refused {
		t.Errorf("the audit log holds %+v", last)
	}
	agent := s.AgentBrowser(db.RoleAgent)
	agent.Get(s.Sheet(servicetest.Marie)).Says("un autre compte FranceConnect que la première fois")
	agent.Get(s.Sheet(servicetest.Marie)+"/reinitialisation").Press("Réinitialiser le mot de passe", servicetest.Fields{"voie": "courrier", "motif": servicetest.Motive})
	s.Browser().FranceConnect("marie, another account").At("/espace", 200)
	s.Browser().FranceConnect("marie").At("/connexion?etat=franceconnect-compte", 200)
}
