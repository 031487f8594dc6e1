package walks

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// The button that shows the password closes the field on its right. Without it, the field has round corners on both sides.
func TestAPasswordFieldIsRoundWhereItEnds(t *testing.T) {
	s := newSite(t, "")
	s.start()
	for _, js := range []bool{true, false} {
		p := newPerson(t, s.url, js)
		p.Open("/connexion") // its judges leave the screen wide
		p.do("a narrow screen", chromedp.EmulateViewport(narrow, height))
		corners, err := chromedp.Run(p.tab, chromedp.Evaluate[[]float64](`(style => [style.borderTopLeftRadius, style.borderTopRightRadius, style.borderBottomRightRadius].map(parseFloat))(
			getComputedStyle(document.querySelector("input[type=password]")))`))
		p.must(err)
		left, above, below := corners[0], corners[1], corners[2]
		want := left
		if js {
			want = 0
		}
		if left == 0 || above != want || below != want {
			t.Errorf("JavaScript %t: the corners are %v", js, corners)
		}
	}
}
