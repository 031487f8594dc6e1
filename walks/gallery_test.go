package walks

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"
)

// TestGallery checks each screen in each state against the accessibility rules, also at a width of 320 pixels, in the
// demonstration: it needs no configuration, and its own pages are checked too.
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
	pages := map[string][]byte{}
	for _, path := range shown {
		pages[screenName(path)] = s.page(path)
	}
	markup, rules := make(chan map[string][]string, 1), startAlfa(t)
	go func() { markup <- markupFaults(t, pages) }()

	// Two tabs at once: most of the work is done by the renderer, which is a process with one thread.
	all, tabs := t, make(chan *person, 2)
	for range cap(tabs) {
		p := newPerson(t, s.url, true)
		p.prefers("light")
		p.carriesJudges()
		tabs <- p
	}
	t.Cleanup(func() { // after the last screen
		for name, faults := range <-markup {
			t.Errorf("%s: vnu: %s", name, strings.Join(faults, "\n"))
		}
		answered := rules.complaints()
		for _, path := range shown {
			faults, ok := answered[screenName(path)]
			if !ok || len(faults) > 0 {
				t.Errorf("%s: alfa (answered: %v): %s", path, ok, strings.Join(faults, "\n"))
			}
		}
	})
	for _, path := range shown {
		t.Run(screenName(path), func(t *testing.T) {
			t.Parallel()
			p := <-tabs
			defer func() {
				p.t = all
				tabs <- p
			}()
			p.t = t
			p.do("opening", chromedp.Navigate(s.url+path))
			sight := p.until("the screen", func(s sight) bool { return s.heading().id != 0 })
			if !strings.Contains(sight.Title, sight.heading().name) {
				t.Errorf("« %s » is titled %q", sight.heading().name, sight.Title)
			}
			rules.shows(p, screenName(path))
			for _, complaint := range append(p.complaints(), p.moreComplaints()...) {
				t.Error(complaint)
			}
		})
	}
}

func screenName(path string) string {
	return strings.ReplaceAll(strings.Trim(strings.TrimPrefix(path, "/galerie/"), "/"), "/", "-")
}

// page returns the body of the service's answer at this path.
func (s *site) page(path string) []byte {
	s.t.Helper()
	answer, err := http.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return body
}

// TestJudges checks that the judges complain of faults that they must not let through.
func TestJudges(t *testing.T) {
	const page = `<!doctype html><html lang="fr"><meta name="viewport" content="width=device-width"><title>Mal faite</title>
			<style>@media (prefers-color-scheme:dark){h1{color:#333;background:#000}} a:focus{outline:0}</style>
			<main><h1>Mal faite</h1><form action="/"><input type="password" name="p" placeholder="Mot de passe"><button>Oui</button></form>
			<p style="color:#999;background:#fff;width:800px">Gris sur blanc</p><p><a href="/" style="font-size:8px">x</a></p>
			<p role="chose">Rôle</p><p><input type="text" aria-label="Long" name="long" autocomplete="new-password" size="4" value="Girafe-saumon-framboise2="></p></main>`
	bad := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	}))
	defer bad.Close()
	p, rules := newPerson(t, bad.URL, true), startAlfa(t)
	p.carriesJudges()
	p.prefers("light")
	p.do("opening", chromedp.Navigate(bad.URL))
	rules.shows(p, "mal-faite")
	said := append(p.complaints(), p.moreComplaints()...)
	for _, complaint := range rules.complaints()["mal-faite"] {
		said = append(said, "alfa "+complaint)
	}
	for _, fault := range markupFaults(t, map[string][]byte{"mal-faite": []byte(page)})["mal-faite"] {
		said = append(said, "vnu "+fault)
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{
		"axe color-contrast", "HTML_CodeSniffer WCAG2AA.Principle4.Guideline4_1.4_1_2.H91.InputPassword.Name", "IBM aria_role_allowed",
		"alfa sia-r69", "vnu Bad value “chose”", "dark mode: ", "on a screen of 320", "with text of 200 %", "a target of", "does not show its focus", "cut: long",
		"to be pressed on paper: Oui", "beyond the paper: ",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no complaint about %s in\n%s", want, all)
		}
	}
}
