package walks

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// A person who types a password while caps lock is on is told so, and nothing on the page moves.
func TestLockedCapitalsAreTold(t *testing.T) {
	s := newSite(t, "")
	s.start()
	p := newPerson(t, s.url, true)
	p.Open("/connexion")
	const told = "La touche « Verr. Maj. » est active."
	key := func(field, event string) {
		t.Helper()
		p.do("a key", chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.getElementsByName(%q)[0].dispatchEvent(%s)`, field, event)))
	}
	locked, free := `new KeyboardEvent("keyup", {bubbles: true, modifierCapsLock: true})`, `new KeyboardEvent("keyup", {bubbles: true})`
	place := func() int {
		return p.measured(`document.getElementsByName("mot_de_passe")[0].getBoundingClientRect().top`)
	}
	key("identifiant", locked)
	key("mot_de_passe", `new Event("keyup", {bubbles: true})`) // filled in by the browser
	p.ReadsNot(told)
	before := place()
	key("mot_de_passe", locked)
	p.Reads(told)
	if after := place(); after != before {
		t.Errorf("the field moved from %d to %d", before, after)
	}
	key("mot_de_passe", free)
	p.ReadsNoLonger(told)
}
