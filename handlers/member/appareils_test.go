package member_test

import (
	"strings"
	"testing"
	"time"

	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

func TestDevices(t *testing.T) {
	const screen = "/espace/mon-compte/appareils"
	t.Run("another open session can be closed, and is dead on its next request", func(t *testing.T) {
		s := servicetest.NewService(t)
		b, other, stranger := s.Browser(), s.Browser(), s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		other.LogIn(servicetest.Marie, servicetest.First)
		stranger.Establish(servicetest.Lucien, servicetest.First)
		p := b.Get(screen).Says("Cet appareil")
		action, found := p.Doc.Find(`li:not(:contains("Cet appareil")) form[action$="/fermeture"]`).Attr("action")
		if !found {
			t.Fatal("no session to close")
		}
		stranger.Post(action, nil)
		other.Get("/espace").At("/espace", 200)
		if n := s.AuditCount("session-closed", events.OK); n != 0 {
			t.Errorf("the log tells of %d closings before any", n)
		}
		for range 2 { // from two tabs
			b.Post(action, nil).At(screen+"?etat=session", 200)
		}
		if n := s.AuditCount("session-closed", events.OK); n != 1 {
			t.Errorf("the log tells of one closing %d times", n)
		}
		b.Get("/espace").At("/espace", 200)
		other.Get("/espace").At("/connexion?etat=fin", 200)
	})
	t.Run("all others are closed at once, and those of other members stay", func(t *testing.T) {
		s := servicetest.NewService(t)
		b, stranger := s.Browser(), s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		stranger.Establish(servicetest.Lucien, servicetest.First)
		var others []*servicetest.Browser
		for range 12 {
			other := s.Browser()
			other.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
			others = append(others, other)
		}
		b.Get("/espace/mon-compte/email-mot-de-passe").Says("Votre espace est ouvert aussi sur 12 autres appareils.")
		b.Get(screen).Says("(n° 12)").Press("Fermer tous les autres appareils", nil).At(screen+"?etat=autres", 200).
			Says("Tous les autres appareils sont déconnectés.").SaysNot("Fermer toutes les autres")
		for _, other := range others {
			other.Get("/espace").At("/connexion?etat=fin", 200)
		}
		b.Get("/espace").At("/espace", 200)
		stranger.Get("/espace").At("/espace", 200)
	})
	t.Run("each is told in words: what it is, when and how it came in", func(t *testing.T) {
		s := servicetest.NewService(t)
		b, phone := s.Browser(), s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		phone.Header.Set("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1")
		phone.LogIn(servicetest.Marie, servicetest.First)
		s.Wait(5 * time.Minute)
		p := b.Get(screen)
		other := strings.Join(strings.Fields(p.Doc.Find(`li:contains("Téléphone, Safari sur iPhone")`).First().Text()), " ")
		if !strings.Contains(other, "Ouvert aujourd'hui à") || !strings.Contains(other, "par mot de passe") || !strings.Contains(other, "il y a 5 minutes") || strings.Contains(other, "n°") {
			t.Errorf("the other device is: %s", other)
		}
	})
}
