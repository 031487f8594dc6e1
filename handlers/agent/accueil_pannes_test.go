package agent_test

import (
	"testing"
	"time"

	"sesame/db"
	. "sesame/handlers/servicetest"
)

func TestTheHomeOfAgentsTellsWhatKeepsMessagesFromLeaving(t *testing.T) {
	s := NewService(t)
	b := s.AgentBrowser(db.RoleAgent)
	b.Get("/agent").SaysNot("ne partent pas")
	now := s.Now()
	err := s.DB.NoteTroubles(t.Context(), []db.Trouble{
		{Channel: "sms", Class: "sms-acces 401", Since: now},
		{Channel: "email", Provider: "La Poste", Class: "smtp-attente 450", Waiting: 12, Since: now.Add(-24 * time.Hour)},
	}, now)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return tx.Post(t.Context(), 0, db.Message{Kind: db.KindCode, Channel: "sms", To: "+33639981234", At: now}, now, now.Add(time.Hour))
	}); err != nil {
		t.Fatal(err)
	}
	b.Get("/agent").Says(
		"Les SMS ne partent pas depuis 15 h 05, un seul attend : la passerelle n'a pas reconnu notre compte (401).",
		"La boîte de La Poste refuse nos messages depuis hier à 15 h 05, 12 attendent.")
	if err := s.DB.NoteTroubles(t.Context(), nil, now); err != nil {
		t.Fatal(err)
	}
	b.Get("/agent").SaysNot("ne partent pas")
}
