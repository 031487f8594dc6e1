package member_test

import (
	"testing"

	"sesame/handlers/servicetest"
)

// openLogins counts a member's open sessions.
func openLogins(t *testing.T, s *servicetest.Service, identifier string) int {
	t.Helper()
	return servicetest.Number(t, s.Raw(), `SELECT count(*) FROM logins WHERE member_id = ? AND ended_at IS NULL`, s.Member(identifier).ID)
}

func TestASecondPersonInTheSameBrowser(t *testing.T) {
	const (
		asks = "/connexion/autre-personne"
		goOn = "Continuer avec l'autre personne"
		stay = "Rester connecté"
	)
	settled := func(t *testing.T) (*servicetest.Service, *servicetest.Browser, *servicetest.Page) {
		s := servicetest.NewService(t)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		s.Browser().Establish(servicetest.Lucien, servicetest.Second)
		b := s.Browser()
		tab := b.Get("/connexion")
		b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		return s, b, tab
	}
	second := servicetest.Fields{"identifiant": servicetest.Lucien, "mot_de_passe": servicetest.Second}

	t.Run("is told who is logged in, and replaces nobody without an answer", func(t *testing.T) {
		_, b, tab := settled(t)
		tab.Press("Se connecter", second).At(asks, 200).Says("Une personne est déjà connectée sous le nom de Mme Marie Dupont")
		b.Get("/espace").At("/espace", 200).Says("Bonjour Mme Marie Dupont")
		b.Get(asks).At(asks, 200) // a reload
	})
	t.Run("« Rester connecté » ends the second login and nothing else", func(t *testing.T) {
		s, b, tab := settled(t)
		before := openLogins(t, s, servicetest.Lucien)
		asked := tab.Press("Se connecter", second)
		asked.Press(stay, nil).At("/espace", 200).Says("Bonjour Mme Marie Dupont")
		if n := openLogins(t, s, servicetest.Lucien); n != before {
			t.Errorf("%d sessions of the second person, want %d", n, before)
		}
		asked.Press(goOn, nil).At("/espace", 200).Says("Bonjour Mme Marie Dupont")
		b.Get(asks).At("/espace", 200)
	})
	t.Run("« Continuer » logs out the first person, clears the browser and lets in the second under a new session", func(t *testing.T) {
		s, b, tab := settled(t)
		before, cookie, browser := openLogins(t, s, servicetest.Marie), b.Cookie("sesame"), b.Cookie("sesame-navigateur")
		asked := tab.Press("Se connecter", second)
		asked.Press(goOn, nil).At("/espace", 200).Says("Bonjour M. Lucien").SaysNot("Marie")
		if n := openLogins(t, s, servicetest.Marie); n != before-1 {
			t.Errorf("%d sessions of the first person, want %d", n, before-1)
		}
		if b.Cookie("sesame") == cookie {
			t.Error("the session of the first person lives on")
		}
		if b.Cookie("sesame-navigateur") != browser {
			t.Error("what the second person was on the way to is lost with the browser's cookie")
		}
		asked.Press(stay, nil).At("/espace", 200).Says("Bonjour M. Lucien") // a click in another tab
	})
	t.Run("the same person is not asked", func(t *testing.T) {
		_, _, tab := settled(t)
		tab.Press("Se connecter", servicetest.Fields{"identifiant": servicetest.Marie, "mot_de_passe": servicetest.First}).At("/espace", 200)
	})
	t.Run("an answer that comes too late lets in nobody", func(t *testing.T) {
		s, b, tab := settled(t)
		asked := tab.Press("Se connecter", second)
		for range 2 { // the first person goes on, the second login idles
			s.Wait(s.Limits.SessionIdle * 2 / 3)
			b.Get("/espace").At("/espace", 200)
		}
		asked.Press(goOn, nil).At("/espace", 200).Says("Bonjour Mme Marie Dupont")
	})
	t.Run("a temporary password shows no name, and its personalisation outlives the question", func(t *testing.T) {
		s, b, _ := settled(t)
		b.Get("/espace").Press("Se déconnecter", nil)
		tab := b.Get("/connexion")
		b.LogIn(servicetest.Marie, s.Temporary(servicetest.Marie)).At("/personnalisation/mot-de-passe", 200)
		secret := s.Temporary(servicetest.Lucien)
		temporary := servicetest.Fields{"identifiant": servicetest.Lucien, "mot_de_passe": secret}
		tab.Press("Se connecter", temporary).At(asks, 200).Says("Une personne est déjà connectée avec un mot de passe temporaire").SaysNot("Marie", "Dupont").
			Press(stay, nil).At("/personnalisation/mot-de-passe", 200)
		tab.Press("Se connecter", temporary).Press(goOn, nil).At("/personnalisation/mot-de-passe", 200).
			Press("Suivant", servicetest.Fields{"nouveau": servicetest.First, "confirmation": servicetest.First})
		s.Browser().LogIn(servicetest.Lucien, secret).At("/connexion", 422)
		s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	})
}

func TestASecondPersonComesByFranceConnect(t *testing.T) {
	fc := servicetest.NewProvider(t, people)
	const asks = "/connexion/autre-personne"
	t.Run("and is asked, and who stays is logged out there", func(t *testing.T) {
		s := fc.Service(t, nil)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		b := s.Browser()
		there := b.Get("/connexion/franceconnect")
		b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		asked := there.Choose("ahmed").At(asks, 200).Says("sous le nom de Mme Marie Dupont")
		leaving(t, asked.Press("Rester connecté", nil))
		b.Get("/espace").Says("Bonjour Mme Marie Dupont").Press("Se déconnecter", nil).At("/connexion?etat=deconnecte", 200)
	})
	t.Run("and goes on: the log-out ends that person's session there", func(t *testing.T) {
		s := fc.Service(t, nil)
		s.Browser().Establish(servicetest.Marie, servicetest.First)
		b := s.Browser()
		there := b.Get("/connexion/franceconnect")
		b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		p := there.Choose("ahmed").Press("Continuer avec l'autre personne", nil).At("/espace", 200).Says("Bonjour M. Ahmed Benali")
		leaving(t, p.Press("Se déconnecter", nil))
	})
	t.Run("the first person's session there ends when a second one goes on by password", func(t *testing.T) {
		s := fc.Service(t, nil)
		secret := s.Temporary(servicetest.Marie)
		b := s.Browser()
		tab := b.Get("/connexion")
		b.FranceConnect("ahmed").At("/espace", 200)
		leaving(t, tab.Press("Se connecter", servicetest.Fields{"identifiant": servicetest.Marie, "mot_de_passe": secret}).
			At(asks, 200).Press("Continuer avec l'autre personne", nil))
		b.Get("/connexion?etat=deconnecte").At("/personnalisation/mot-de-passe", 200) // where FranceConnect leads back to
	})
}
