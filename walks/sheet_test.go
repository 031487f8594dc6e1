package walks

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// halfPage is half the height of an A4 page, in points.
const halfPage = 421.0

var bottom = regexp.MustCompile(`yMax="([0-9.]+)"[^>]*>[^<]`)

// A sheet of help is folded or cut in two: nothing is printed below the middle.
func TestASheetOfHelpIsHalfAPage(t *testing.T) {
	s := newSite(t, "")
	s.start()
	p := newPerson(t, s.url, true)
	for _, name := range []string{"connexion", "identifiant", "canal", "code", "carte", "cotisations", "temporaire", "mot-de-passe", "coordonnees", "lettre"} {
		p.Open("/aide/fiche/" + name)
		printed, err := chromedp.Call(p.tab, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11.69})
		p.must(err)
		file := filepath.Join(t.TempDir(), "fiche.pdf")
		if err := os.WriteFile(file, printed.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		words, err := exec.Command("pdftotext", "-bbox", file, "-").Output()
		if err != nil {
			t.Fatalf("pdftotext (make tools installs it): %v", err)
		}
		if n := strings.Count(string(words), "<page "); n != 1 {
			t.Errorf("%s: %d pages", name, n)
		}
		lowest := 0.0
		for _, m := range bottom.FindAllStringSubmatch(string(words), -1) {
			y, err := strconv.ParseFloat(m[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			lowest = max(lowest, y)
		}
		if lowest == 0 || lowest > halfPage {
			t.Errorf("%s goes down to %.0f points of %.0f", name, lowest, halfPage)
		}
	}
}
