package member_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/servicetest"
)

// untilSent goes through « oubli » by code to its confirmation, with the right code.
func untilSent(t *testing.T, s *servicetest.Service, b *servicetest.Browser, identifier string) *servicetest.Page {
	t.Helper()
	p := b.Forget(identifier, "email").At("/mot-de-passe-oublie/code", 200)
	codes := s.Codes()
	return p.Press("Valider", servicetest.Fields{"code": codes[len(codes)-1]}).At(servicetest.End, 200)
}

// nobodyByCode is an unknown identifier for which « oubli » goes by code.
func nobodyByCode(t *testing.T, s *servicetest.Service) string {
	t.Helper()
	for i := range 100 {
		id := fmt.Sprintf("29912861%05d", i)
		if s.Browser().Forget(id, "email").Path == "/mot-de-passe-oublie/code" {
			return id
		}
	}
	t.Fatal("no decoy goes by code")
	return ""
}

func TestTheTemporaryPasswordIsTypedWhereItsDemandHasEnded(t *testing.T) {
	typed := func(secret string) servicetest.Fields { return servicetest.Fields{"mot_de_passe": secret} }
	t.Run("it leads to the personalisation, without the identifier", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		b := s.Browser()
		p := untilSent(t, s, b, servicetest.Marie)
		p.Press("Se connecter", typed("")).At(servicetest.End, http.StatusUnprocessableEntity)
		p = p.Press("Se connecter", typed(" "+s.LastOf(db.KindTemporary).Secret)).At("/personnalisation/mot-de-passe", 200)
		p.Press("Suivant", servicetest.Fields{"nouveau": servicetest.Second, "confirmation": servicetest.Second}).At("/personnalisation/coordonnees", 200)
	})
	t.Run("another browser that has typed it first makes this one prove itself", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := untilSent(t, s, s.Browser(), servicetest.Marie)
		secret := s.LastOf(db.KindTemporary).Secret
		s.Browser().LogIn(servicetest.Marie, secret).At("/personnalisation/mot-de-passe", 200)
		p.Press("Se connecter", typed(secret)).At("/personnalisation/code", 200)
	})
	t.Run("a letter is days away: nothing asks for its password", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := s.Browser().Forget(servicetest.Marie, "email").Press("Recevoir un mot de passe par lettre", nil).At(servicetest.End, 200)
		if p.Doc.Find(`[name="mot_de_passe"]`).Length() != 0 {
			t.Error("it asks")
		}
	})
	t.Run("an hour later it is typed at the login page", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		p := untilSent(t, s, s.Browser(), servicetest.Marie)
		s.Wait(s.Limits.JourneyTTL)
		p.Press("Se connecter", typed(s.LastOf(db.KindTemporary).Secret)).At("/connexion?etat=repondue", 200)
	})
	t.Run("an identifier that nobody has gets the same answers, and the same end of tries", func(t *testing.T) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		s.CatchUpDecoys()
		nobody := nobodyByCode(t, s)
		member, other := untilSent(t, s, s.Browser(), servicetest.Marie), untilSent(t, s, s.Browser(), nobody)
		wrong := account.NewTemporaryPassword()
		last := 0
		for range 20 {
			m, o := member.Press("Se connecter", typed(wrong)), other.Press("Se connecter", typed(wrong))
			if m.Trace(servicetest.Marie) != o.Trace(nobody) {
				t.Fatalf("a member: %s\nnobody: %s", m.Trace(servicetest.Marie), o.Trace(nobody))
			}
			if last = m.Status; last == http.StatusTooManyRequests {
				break
			}
			m.At(servicetest.End, http.StatusUnprocessableEntity)
			s.Wait(time.Second)
		}
		if last != http.StatusTooManyRequests {
			t.Error("no limit was reached")
		}
		member.Press("Se connecter", typed(s.LastOf(db.KindTemporary).Secret)).At(servicetest.End, http.StatusTooManyRequests)
	})
}
