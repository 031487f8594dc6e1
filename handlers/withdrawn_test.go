package handlers_test

import (
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	. "sesame/handlers/servicetest"
)

// A relay that works again delivers one code of a demand, the newest, and one temporary password.
func TestWhatANewerCodeReplacesDoesNotLeave(t *testing.T) {
	s := NewService(t)
	s.SetPassword(Marie, First)
	_, agent := s.NewAgent(db.RoleAgent)
	down(s, t, account.Email)
	p := s.Browser().Forget(Marie, "email")
	for range 2 {
		s.Wait(3 * time.Minute)
		p = p.B.Get(codeStep).Press("Renvoyer un nouveau code", nil).At(codeStep, 200)
	}
	newest := s.LastOf(db.KindCode)
	if waiting := kinds(s.Sent()); waiting[db.KindCode] != 1 {
		t.Errorf("waiting: %v", waiting)
	}
	agent.Get(s.Sheet(Marie)).Says("pas parti : un message plus récent l'a remplacé le 23 novembre 2026 à 15 h 08")
	other := s.Browser().Forget(Marie, "email") // another demand: both codes are accepted
	if waiting := kinds(s.Sent()); waiting[db.KindCode] != 1 {
		t.Errorf("the other demand: %v", waiting)
	}
	up(s, t)
	other.Press("Valider", Fields{"code": s.LastOf(db.KindCode).Secret}).At("/mot-de-passe-oublie/confirmation", 200)
	p.Press("Valider", Fields{"code": newest.Secret}).At("/mot-de-passe-oublie/confirmation", 200)
	if waiting := kinds(s.Sent()); waiting[db.KindTemporary] != 1 {
		t.Errorf("temporary passwords: %v", waiting)
	}
}
