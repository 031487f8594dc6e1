package walks

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A notice at the foot of the page does not cover the element that has the focus: the field being typed into, the button that
// was pressed.
func TestNoticesDoNotLieOverWhatHasTheFocus(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	p := newPerson(t, s.url, true)
	_, err := chromedp.Call(p.tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		const soon = setTimeout, late = [];
		setTimeout = (act, after, ...values) => after > 60000 ? late.push(act) : soon(act, after, ...values);`})
	p.must(err)
	atTheFoot := func(selector string) {
		t.Helper()
		p.do("the end of the screen", chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(e => {
			e.focus();
			scrollTo(0, 0);
			scrollBy(0, e.getBoundingClientRect().bottom - innerHeight);
		})(document.querySelector(%q))`, selector)))
	}
	for _, screen := range []struct {
		width, height int64
		text          string
	}{{360, 640, ""}, {640, 320, ""}, {320, 256, ""}, {320, low, "225%"}} {
		t.Run(fmt.Sprintf("%d by %d pixels, text of %q", screen.width, screen.height, screen.text), func(t *testing.T) {
			p.t = t
			free := func(what, notice, focused string) {
				t.Helper()
				if over := p.measured(fmt.Sprintf(`Math.max(0, document.querySelector(%q).getBoundingClientRect().bottom - document.querySelector(%q).getBoundingClientRect().top - 1)`, focused, notice)); over > 0 {
					t.Errorf("%s lies %d pixels over %s", what, over, focused)
				}
				if high := p.measured(fmt.Sprintf(`document.querySelector(%q).getBoundingClientRect().height / innerHeight * 100`, notice)); high > 45 {
					t.Errorf("%s takes %d %% of the screen", what, high)
				}
			}
			open := func(path string) {
				t.Helper()
				p.do("the screen", chromedp.EmulateViewport(screen.width, screen.height))
				p.Open(path)
				p.do("the text", chromedp.EmulateViewport(screen.width, screen.height),
					chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.documentElement.style.fontSize = %q`, screen.text)))
			}

			open("/connexion")
			atTheFoot("input[type=password]")
			p.do("a key", chromedp.Evaluate[chromedp.Void](`document.activeElement.dispatchEvent(new KeyboardEvent("keyup", {bubbles: true, modifierCapsLock: true}))`))
			p.Reads("La touche « Verr. Maj. » est active.")
			free("that the capitals are locked", "#attente", "input[type=password]")

			open("/mot-de-passe-oublie")
			atTheFoot(".principal")
			p.do("a line that is cut", chromedp.Evaluate[chromedp.Void](`document.dispatchEvent(new CustomEvent("htmx:afterRequest", {detail: {xhr: {status: 0}, target: document.getElementById("page")}}))`))
			p.Reads("La page ne répond pas.")
			free("that the page does not answer", "#panne", ".principal")

			p.Fill("Identifiant", jeanne.identifier)
			p.Press("Suivant")
			p.do("the screen", chromedp.EmulateViewport(screen.width, screen.height))
			atTheFoot("input[type=radio]")
			p.do("two minutes before the end", chromedp.Evaluate[chromedp.Void](`late.forEach(due => due())`))
			p.Reads("Cette démarche s'arrête à")
			free("that the session ends", "#fin-de-session", "input[type=radio]")
		})
	}
}
