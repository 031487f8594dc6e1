package member_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/handlers/servicetest"
)

func TestHistory(t *testing.T) {
	const screen = "/espace/mon-compte/historique"
	lines := func(p *servicetest.Page) (said []string) {
		for _, line := range strings.Split(p.Doc.Find(".historique").Text(), "\n") {
			if line = strings.TrimSpace(line); line != "" {
				said = append(said, line)
			}
		}
		return said
	}
	t.Run("each event once, newest first, ten on a page", func(t *testing.T) {
		s := servicetest.NewService(t)
		b := s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		for range 12 {
			s.Wait(time.Minute)
			b.Post("/deconnexion", nil)
			b.LogIn(servicetest.Marie, servicetest.First).At("/espace", 200)
		}
		p := b.Get(screen)
		newest := lines(p)
		if len(newest) != 10 || !strings.Contains(newest[0], "connexion par mot de passe – ") {
			t.Fatalf("the first page: %q", newest)
		}
		all := newest
		for n := 0; p.Doc.Find(`a:contains("Plus ancien")`).Length() == 1; n++ {
			if n > 9 {
				t.Fatal("the pages do not end")
			}
			next, _ := p.Doc.Find(`a:contains("Plus ancien")`).Attr("href")
			p = b.Get(next).At(next, 200)
			all = append(all, lines(p)...)
		}
		if in, out := count(all, "connexion par"), count(all, "déconnexion"); in < 12 || out != 12 {
			t.Errorf("%d log-ins and %d log-outs in %d lines", in, out, len(all))
		}
		if _, back := p.Doc.Find(`a:contains("Le plus récent")`).Attr("href"); !back {
			t.Error("no way back to the newest")
		}
	})
	t.Run("a page that nobody has made is the newest, and shows nothing of others", func(t *testing.T) {
		s := servicetest.NewService(t)
		b, other := s.Browser(), s.Browser()
		b.Establish(servicetest.Marie, servicetest.First)
		other.Establish(servicetest.Lucien, servicetest.First)
		if got, want := lines(b.Get(screen+"?avant=x")), lines(b.Get(screen)); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		b.Get(screen+"?avant=0").At(screen+"?avant=0", 200).Says("Rien pour l'instant.")
	})
}

func count(lines []string, part string) (n int) {
	for _, line := range lines {
		if strings.Contains(line, part) {
			n++
		}
	}
	return n
}
