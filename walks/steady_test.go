package walks

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// What a script writes into a page while a person types is placed so that it moves no element that is clicked next: a click at
// that moment would be lost. A button that is off the screen of the field may move.
func TestNothingMovesUnderTheHand(t *testing.T) {
	s := newSite(t, "")
	s.env = []string{"HOME=" + s.dir}
	s.start("demo", "--listen", strings.Replace(s.url, "http://localhost", "127.0.0.1", 1), "--db", filepath.Join(s.dir, "demo.db"))
	p := newPerson(t, s.url, true)
	for _, c := range []struct {
		what, path, field, next string
		typed                   []string
		answered                string // event that says that the page has shown its answer
	}{
		{
			"the gauge", "/galerie/personnalisation-mot-de-passe", "champ-nouveau", "details .principal",
			// Rules, the member's own data, each kind of advice, nothing again.
			[]string{
				"1", "a", "aA1", "Marceline1!", "Marceline2024!", "Marceline86000!", "Marceline!?", "!Marceline1?", "Azerty123!", "Abcd1234!", "Aaaa1111!", "Le14juillet1789!",
				"Petit papa noel 1!", "Bonjour1!", "Jean-Pierre1!", "Tracteur-violon-42", "Tracteur-violon-girafe-42", " Tracteur-violon-42", strings.Repeat("Tracteur-violon-42", 8), "",
			},
			"htmx:afterSettle",
		},
		{
			"the count of a serial number", "/galerie/oubli-question-particulier", "champ-carte", "main .principal",
			[]string{"8", "8025", "80250000100123456789", ""}, "input",
		},
	} {
		for _, width := range []int64{320, 500, 1280} {
			for _, text := range []string{"", "225%"} {
				t.Run(fmt.Sprintf("%s, %d pixels, text of %q", c.what, width, text), func(t *testing.T) {
					p.t = t
					p.do("a screen", chromedp.EmulateViewport(width, height), chromedp.Navigate(s.url+c.path))
					p.until("the screen", func(s sight) bool { return s.heading().id != 0 })
					p.do("the size of the text", chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.documentElement.style.fontSize = %q;
						document.querySelectorAll("details").forEach(d => d.open = true); document.querySelectorAll("[data-opens=voie-carte]").forEach(c => c.click())`, text)))
					place := func() int {
						return p.measured(fmt.Sprintf(`document.querySelector(%q).getBoundingClientRect().top + scrollY`, c.next))
					}
					if apart := p.measured(fmt.Sprintf(`document.querySelector(%q).getBoundingClientRect().bottom - document.getElementById(%q).getBoundingClientRect().top`, c.next, c.field)); apart > height {
						if text == "" {
							t.Fatalf("the field and the button are %d pixels apart", apart)
						}
						return
					}
					before := place()
					for _, typed := range c.typed {
						p.do("typing", chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`new Promise(said => {
							document.addEventListener(%q, said, {once: true});
							const field = document.getElementById(%q);
							field.value = %q;
							field.dispatchEvent(new Event("input", {bubbles: true}));
						})`, c.answered, c.field, typed), chromedp.EvalAwaitPromise))
						if after := place(); after != before {
							t.Errorf("after %q what is pressed next has moved from %d to %d", typed, before, after)
						}
					}
				})
			}
		}
	}
}
