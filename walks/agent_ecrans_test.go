package walks

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// The size of one screen; a member's page may take two.
const (
	deskWidth  = 1280
	deskHeight = 900
)

// TestTheMembersPageIsTwoScreens measures the fullest page of the gallery, and the page of a member of the demonstration with a
// long history: the first screen shows the journey, the refusal, who acts for the member and each act.
func TestTheMembersPageIsTwoScreens(t *testing.T) {
	a := demonstrationAgent(t, demonstration(t), "cpetit", true)
	a.do("a desk's screen", chromedp.EmulateViewport(deskWidth, deskHeight))
	for _, c := range []struct {
		name  string
		open  func()
		above []string
	}{
		{"gallery", func() { a.Open("/galerie/agent-adherent-complet") }, []string{".situation strong", ".situation .erreur", ".marque li", ".actes li"}},
		{"busy member", func() { (&operator{world: a}).finds("quintard") }, []string{".situation strong", ".actes li"}},
	} {
		c.open()
		if high := a.measured(`document.documentElement.scrollHeight`); high > 2*deskHeight {
			t.Errorf("%s: the page is %d pixels high", c.name, high)
		}
		for _, what := range c.above {
			lowest := a.measured(`Math.max(0, ...[...document.querySelectorAll("` + what + `")].map(e => e.getBoundingClientRect().bottom + scrollY))`)
			if lowest == 0 || lowest > deskHeight {
				t.Errorf("%s: %s ends at %d pixels", c.name, what, lowest)
			}
		}
	}
}

// measured returns a length in the page, rounded up, in pixels.
func (p *person) measured(script string) int {
	p.t.Helper()
	n, err := chromedp.Run(p.tab, chromedp.Evaluate[int](`Math.ceil(`+script+`)`))
	p.must(err)
	return n
}
