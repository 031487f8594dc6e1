package memberacts_test

import (
	"testing"

	"sesame/db"
	. "sesame/handlers/servicetest"
)

func TestAnAgentIsWarnedOfAWayThatDoesNotWork(t *testing.T) {
	s := NewService(t)
	b := s.AgentBrowser(db.RoleAgent)
	form := s.Sheet(Marie) + "/reinitialisation"
	b.Get(form).SaysNot("en panne", "refuse nos messages")
	for name, c := range map[string]struct {
		trouble db.Trouble
		says    string
	}{
		"e-mail":             {db.Trouble{Channel: "email", Class: "smtp-connexion"}, "L'e-mail est en panne depuis 15 h 05 : choisissez une autre voie"},
		"SMS":                {db.Trouble{Channel: "sms", Class: "sms-acces 401"}, "Le SMS est en panne depuis 15 h 05"},
		"her provider":       {db.Trouble{Channel: "email", Provider: "poitou.example", Class: "smtp-refus 550"}, "Cette boîte refuse nos messages depuis 15 h 05"},
		"another's provider": {db.Trouble{Channel: "email", Provider: "La Poste", Class: "smtp-refus 550"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.trouble.Since = s.Now()
			if err := s.DB.NoteTroubles(t.Context(), []db.Trouble{c.trouble}, s.Now()); err != nil {
				t.Fatal(err)
			}
			if p := b.Get(form); c.says != "" {
				p.Says(c.says)
			} else {
				p.SaysNot("refuse nos messages", "en panne")
			}
		})
	}
}
