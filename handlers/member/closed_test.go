package member_test

import (
	"strings"
	"testing"
	"time"

	"sesame/handlers/servicetest"
)

// A closed account behaves everywhere like an unknown identifier.
func TestAClosedAccountIsNobodys(t *testing.T) {
	const noPayments = "identifiant;nature;date;montant\n"
	ends := func(day string) string {
		return "identifiant;categorie;nom;adresse6;fin\n" + servicetest.Marie + ";particulier;Dupont;86000 POITIERS;" + day + "\n"
	}
	s := servicetest.NewService(t)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	b.Get("/espace").At("/espace", 200)
	way, _ := s.StrangerWalk(servicetest.Marie, "email")
	s.Sent()
	s.ImportFiles(ends("25/11/2026"), noPayments)
	b.Get("/espace").At("/espace", 200)
	s.Wait(36 * time.Hour)
	b = s.Browser()
	b.LogIn(servicetest.Marie, servicetest.First).At("/connexion", 422)

	s.ImportFiles(ends(""), noPayments)
	b = s.Browser()
	b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
	s.ImportFiles(ends("25/11/2026"), noPayments)
	b.Get("/espace").At("/connexion?etat=fin", 200)

	known := s.Browser().LogIn(servicetest.Marie, servicetest.First).At("/connexion", 422).Says("Identifiant ou mot de passe incorrect.")
	unknown := s.Browser().LogIn(servicetest.Nobody, servicetest.First).At("/connexion", 422)
	if strings.ReplaceAll(known.Raw, servicetest.Marie, "") != strings.ReplaceAll(unknown.Raw, servicetest.Nobody, "") {
		t.Error("the login tells a closed account from nobody's")
	}
	_, letters := s.Sent(), len(s.Letters())
	for _, channel := range []string{"email", "sms"} {
		s.Wait(31 * 24 * time.Hour) // so that no limit of the codes is in the way
		if after, _ := s.StrangerWalk(servicetest.Marie, channel); after != way {
			t.Errorf("strangers saw%s before the end, and see%s after it", way, after)
		}
	}
	if sent := s.Sent(); len(sent) > 0 {
		t.Errorf("%d messages left", len(sent))
	}
	if n := len(s.Letters()); n != letters {
		t.Errorf("%d letters wait", n-letters)
	}
}
