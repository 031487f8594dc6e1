package agent_test

import (
	"testing"

	"sesame/db"
	"sesame/handlers/servicetest"
)

func TestTheSearchStandsInTheHeader(t *testing.T) {
	s := servicetest.NewService(t)
	_, agent := s.NewAgent(db.RoleAgent)
	own := agent.Get("/agent/mon-acces")
	own.Press("Trouver", servicetest.Fields{"recherche": "Dupont"}).At("/agent/adherents", 200).Says("Un adhérent trouvé", "Marie Dupont")
	for _, path := range []string{"/agent", "/agent/adherents"} { // their own field is the one
		if n := agent.Get(path).Doc.Find(`[name="recherche"]`).Length(); n != 1 {
			t.Errorf("%s has %d search fields", path, n)
		}
	}
	_, mailroom := s.NewAgent(db.RoleMailroom)
	if n := mailroom.Get("/agent/mon-acces").Doc.Find(`[name="recherche"]`).Length(); n != 0 {
		t.Errorf("who may find nobody has %d search fields", n)
	}
}

func TestKeysThatActAloneAreTurnedOff(t *testing.T) {
	s := servicetest.NewService(t)
	_, agent := s.NewAgent(db.RoleAgent)
	_, other := s.NewAgent(db.RoleAgent)
	off := func(p *servicetest.Page) bool { return p.Doc.Find("header[data-touches=non]").Length() == 1 }
	p := agent.Get("/agent/mon-acces").Says("Au clavier", "Ces touches agissent seules")
	if off(p) {
		t.Error("they are off from the start")
	}
	p = p.Press("Couper ces touches", nil).At("/agent/mon-acces?etat=sans-touches", 200).Says("Les touches seules n'agissent plus", "vous les avez coupées")
	if !off(p) || !off(agent.Get("/agent/adherents")) {
		t.Error("they are still on")
	}
	if off(other.Get("/agent")) {
		t.Error("another agent's are off, too")
	}
	p = agent.Get("/agent/mon-acces").Press("Remettre ces touches", nil).At("/agent/mon-acces?etat=touches", 200)
	if off(p) {
		t.Error("they are still off")
	}
}
