package handlers_test

import (
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

// A letter is printed only if it was queued at the instant at which its password was issued. Instants are whole seconds, and an
// act may begin in one second and end in the next.
func TestALetterIsPrintedHoweverManySecondsItsActHasTaken(t *testing.T) {
	for name, asks := range map[string]func(*servicetest.Service) *servicetest.Page{
		"« oubli »": func(s *servicetest.Service) *servicetest.Page {
			p := s.Browser().Get("/mot-de-passe-oublie").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Notaire})
			s.TickClock(time.Second)
			return p.Press("Suivant", servicetest.Fields{"canal": "email"}).At("/mot-de-passe-oublie/confirmation", 200)
		},
		"an agent's reset": func(s *servicetest.Service) *servicetest.Page {
			p := s.AgentBrowser(db.RoleAgent).Get(s.Sheet(servicetest.Marie) + "/reinitialisation")
			s.TickClock(time.Second)
			return p.Press("Réinitialiser le mot de passe", servicetest.Fields{"voie": "courrier", "motif": servicetest.Motive})
		},
		"a letter that an agent lets leave": func(s *servicetest.Service) *servicetest.Page {
			m := s.Member(servicetest.Marie)
			if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
				return tx.AskLetter(t.Context(), db.LetterRequest{SubjectKey: m.IdentifierKey, MemberID: m.ID, Request: "KTR-482", Channel: account.Email, Why: db.WaitsQuarter,
					AskedAt: s.Now(), ExpiresAt: s.Now().Add(time.Hour)})
			}); err != nil {
				t.Fatal(err)
			}
			p := s.AgentBrowser(db.RoleAgent).Get("/agent/en-attente")
			s.TickClock(time.Second)
			return p.Press("Tout faire partir (1)", servicetest.Fields{"raison": string(events.MotiveAttack)})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.NewService(t)
			asks(s)
			s.TickClock(0)
			if n := len(s.Letters()); n != 1 {
				t.Errorf("%d letters wait to be printed", n)
			}
		})
	}
}

// The message with a member's temporary password is found for agents by its instant, which is that of the password.
func TestAMessageThatDidNotArriveIsToldHoweverManySecondsItsActHasTaken(t *testing.T) {
	s := servicetest.NewService(t)
	s.SetPassword(servicetest.Marie, servicetest.First)
	p := s.AgentBrowser(db.RoleAgent).Get(s.Sheet(servicetest.Marie) + "/reinitialisation")
	s.TickClock(time.Second)
	p.Press("Réinitialiser le mot de passe", servicetest.Fields{"voie": "email", "motif": servicetest.Motive})
	s.TickClock(0)
	m := s.Member(servicetest.Marie)
	sent, err := s.DB.SentMessages(t.Context(), m.ID, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, message := range sent {
		if message.Kind == db.KindTemporary && message.CreatedAt.Equal(m.Temporary.IssuedAt) {
			return
		}
	}
	t.Errorf("the password was issued at %s, and no message at that instant: %+v", m.Temporary.IssuedAt, sent)
}

// The message of a cancelled request is not sent; it is found by the instant of its code.
func TestAMessageOfACancelledDemandIsWithdrawnHoweverManySecondsItsActHasTaken(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	p := s.Browser().Get("/mot-de-passe-oublie").Press("Suivant", servicetest.Fields{"identifiant": servicetest.Marie})
	s.TickClock(time.Second)
	p.Press("Suivant", servicetest.Fields{"canal": "email"}).At(servicetest.Code, 200)
	s.TickClock(0)
	b.Get("/espace/mon-compte/email-mot-de-passe").Press("Annuler la demande", nil).Says("La demande est annulée.")
	for _, waiting := range s.Sent() {
		if waiting.Kind == db.KindCode {
			t.Errorf("it leaves after all: %+v", waiting)
		}
	}
}
