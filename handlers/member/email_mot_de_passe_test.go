package member_test

import (
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

func TestADemandThatTheMemberDidNotMakeIsCancelled(t *testing.T) {
	const screen, told = "/espace/mon-compte/email-mot-de-passe", "Une demande de mot de passe est en cours depuis"
	cancelled := func(s *servicetest.Service) int { return s.AuditCount(events.DemandsCancelled.Name(), events.OK) }
	t.Run("in progress: it ends, and its code opens nothing", func(t *testing.T) {
		s := servicetest.NewService(t)
		b, stranger := s.Browser(), s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		b.Get(screen).SaysNot(told)
		code := stranger.Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
		secret := s.LastOf(db.KindCode).Secret
		b.Get("/espace").Says(told)
		b.Get(screen).Says(told).Press("Annuler la demande", nil).At(screen+"?etat=annulee", 200).Says("La demande est annulée.").SaysNot(told)
		if p := code.Press("Valider", servicetest.Fields{"code": secret}); p.Path == servicetest.End || len(s.Sent()) != 0 {
			t.Errorf("the demand goes on at %s", p.Path)
		}
		if n := cancelled(s); n != 1 {
			t.Errorf("noted %d times", n)
		}
	})
	t.Run("a temporary password that waits, and what somebody has begun with it, end as well", func(t *testing.T) {
		s := servicetest.NewService(t)
		b, thief := s.Browser(), s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
		p.Press("Valider", servicetest.Fields{"code": s.LastOf(db.KindCode).Secret}).At(servicetest.End, 200)
		secret := s.LastOf(db.KindTemporary).Secret
		begun := thief.LogIn(servicetest.Marie, secret).At("/personnalisation/mot-de-passe", 200)
		b.Get("/espace").Says(told).Press("Annuler la demande", nil).At("/espace?etat=annulee", 200).Says("La demande est annulée.").SaysNot(told)
		begun.Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second})
		s.Browser().LogIn(servicetest.Marie, secret).At("/connexion", 422).Says("la demande a été annulée")
		s.Browser().LogIn(servicetest.Marie, servicetest.Second).At("/connexion", 422)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		b.Get("/espace").At("/espace", 200)
	})
	t.Run("a letter that was not printed does not leave", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		secret, at, until := s.Temporary(servicetest.Marie), s.Now(), s.Now().Add(s.Limits.LetterTTL)
		if err := s.DB.InTx(t.Context(), func(tx *db.Tx) error {
			return tx.QueueLetter(t.Context(), s.Member(servicetest.Marie).ID, db.LetterPayload{Secret: secret, At: at, Until: until})
		}); err != nil {
			t.Fatal(err)
		}
		if len(s.Letters()) != 1 {
			t.Fatal("no letter waits")
		}
		b.Get(screen).Says(told).Press("Annuler la demande", nil).SaysNot(told)
		if len(s.Letters()) != 0 {
			t.Error("the letter still waits")
		}
	})
	t.Run("a second click notes nothing, and other members' demands stay", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		s.Temporary(servicetest.Marie)
		others := s.Temporary(servicetest.Lucien)
		p := b.Get(screen)
		for range 2 {
			p.Press("Annuler la demande", nil).At(screen+"?etat=annulee", 200)
		}
		if n := cancelled(s); n != 1 {
			t.Errorf("noted %d times", n)
		}
		s.Browser().LogIn(servicetest.Lucien, others).At("/personnalisation/mot-de-passe", 200)
	})
	t.Run("one whose time is over is not spoken of", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		s.Browser().Forget(servicetest.Marie, "email").At(servicetest.Code, 200)
		for range 6 { // the session is used meanwhile
			s.Wait(10 * time.Minute)
			b.Get("/espace").At("/espace", 200)
		}
		b.Get(screen).At(screen, 200).SaysNot(told)
	})
}
