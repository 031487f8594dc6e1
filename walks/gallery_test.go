package walks

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"
)

// TestGallery shows each screen in each state to the accessibility rules, at 320 pixels as well, in the demonstration:
// it needs no configuration, and its own pages are looked at too.
func TestGallery(t *testing.T) {
	s := newSite(t, "")
	s.env = []string{"HOME=" + s.dir}
	s.start("demo", "--listen", strings.Replace(s.url, "http://localhost", "127.0.0.1", 1), "--db", filepath.Join(s.dir, "demo.db"))
	answer, err := http.Get(s.url + "/galerie")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	list, err := goquery.NewDocumentFromReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{"/demo", "/galerie"}
	for _, link := range list.Find("main li a").EachIter() {
		shown = append(shown, link.AttrOr("href", ""))
	}
	if len(shown) < 30 {
		t.Errorf("the gallery shows %d screens: there are more steps than that", len(shown))
	}
	p := newPerson(t, s.url, true)
	for _, path := range shown {
		t.Run(strings.TrimPrefix(path, "/galerie/"), func(t *testing.T) {
			p.t = t
			p.do("opening", chromedp.Navigate(s.url+path))
			sight := p.until("the screen", func(s sight) bool { return s.heading().id != 0 })
			if !strings.Contains(sight.Title, sight.heading().name) {
				t.Errorf("« %s » is titled %q", sight.heading().name, sight.Title)
			}
			for _, complaint := range p.complaints() {
				t.Error(complaint)
			}
		})
	}
	p.t = t
}

// TestJudges shows them what they must not let through.
func TestJudges(t *testing.T) {
	bad := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><html lang="fr"><meta name="viewport" content="width=device-width"><title>Mal faite</title>
			<main><h1>Mal faite</h1><form action="/"><input type="password" name="p" placeholder="Mot de passe"><button>Oui</button></form>
			<p style="color:#999;background:#fff;width:400px">Gris sur blanc</p></main>`)
	}))
	defer bad.Close()
	p := newPerson(t, bad.URL, true)
	p.do("opening", chromedp.Navigate(bad.URL))
	said := strings.Join(p.complaints(), "\n")
	for _, want := range []string{"axe color-contrast", "HTML_CodeSniffer WCAG2AA.Principle4.Guideline4_1.4_1_2.H91.InputPassword.Name", "on a screen of 320"} {
		if !strings.Contains(said, want) {
			t.Errorf("no complaint about %s in\n%s", want, said)
		}
	}
}
