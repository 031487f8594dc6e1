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
	// What stands around the main part is judged once in each form that it has: with it the engines take twice as long.
	pages, known, mainOnly := map[string][]byte{}, map[string]bool{}, map[string]bool{}
	for _, path := range shown {
		page := s.page(path)
		around := surroundings(page)
		pages[screenName(path)], mainOnly[path] = page, known[around]
		known[around] = true
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
			// Not by the accessibility tree, which the browser would go on keeping up to date while the engines change the page.
			names, err := chromedp.Run(p.tab, chromedp.Evaluate[[]string](`[document.title, document.querySelector("h1").innerText]`))
			p.must(err)
			if title, heading := plain(names[0]), plain(names[1]); heading == "" || !strings.Contains(title, heading) {
				t.Errorf("« %s » is titled %q", heading, title)
			}
			for _, complaint := range p.allComplaints(rules, screenName(path), mainOnly[path]) {
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

// TestJudges checks that the judges complain of faults that they must not let through: of those of the main part whether or
// not they see what stands around it.
func TestJudges(t *testing.T) {
	const page = `<!doctype html><html lang="fr"><meta name="viewport" content="width=device-width"><title>Mal faite</title>
			<style>@media (prefers-color-scheme:dark){h1{color:#333;background:#000}} a:focus{outline:0}</style>
			<header><input name="autour"></header><main><h1>Mal faite</h1><form action="/"><input type="password" name="p" placeholder="Mot de passe"><button>Oui</button></form>
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
	markup, said := markupFaults(t, map[string][]byte{"mal-faite": []byte(page)})["mal-faite"], map[bool][]string{}
	for _, mainOnly := range []bool{false, true} {
		p.do("opening", chromedp.Navigate(bad.URL))
		said[mainOnly] = p.allComplaints(rules, fmt.Sprint("mal-faite, main only: ", mainOnly), mainOnly)
		for _, fault := range markup {
			said[mainOnly] = append(said[mainOnly], "vnu "+fault)
		}
	}
	byAlfa := rules.complaints()
	for mainOnly, complaints := range said {
		for _, complaint := range byAlfa[fmt.Sprint("mal-faite, main only: ", mainOnly)] {
			complaints = append(complaints, "alfa "+complaint)
		}
		all := strings.Join(complaints, "\n")
		for _, want := range []string{
			"axe color-contrast", "HTML_CodeSniffer WCAG2AA.Principle4.Guideline4_1.4_1_2.H91.InputPassword.Name", "IBM aria_role_allowed",
			"alfa sia-r69", "vnu Bad value “chose”", "dark mode: ", "on a screen of 320", "with text of 200 %", "a target of", "does not show its focus", "cut: long",
			"to be pressed on paper: Oui", "beyond the paper: ",
		} {
			if !strings.Contains(all, want) {
				t.Errorf("no complaint about %s (main only: %v) in\n%s", want, mainOnly, all)
			}
		}
		if around := strings.Contains(all, `axe label`) && strings.Contains(all, `name="autour"`); around == mainOnly {
			t.Errorf("main only: %v, and the field around it is judged: %v", mainOnly, around)
		}
	}
}
