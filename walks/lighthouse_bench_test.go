package walks

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
)

// lighthouseModules is where `make bench` installs Lighthouse.
const lighthouseModules = "../.tools/npm-bench/node_modules"

// lighthouseCategories are the categories of its scores, in its order.
var lighthouseCategories = []string{"performance", "accessibility", "best-practices", "seo"}

// BenchmarkLighthouse runs Lighthouse on the first pages that a member sees, as on a telephone with a slow network. Its score
// for performance also depends on the load of the machine.
func BenchmarkLighthouse(b *testing.B) {
	for b.Loop() {
		s := newSite(b, "")
		s.start()
		browser, err := exec.LookPath("chromium")
		if err != nil {
			b.Fatalf("make bench installs it: %v", err)
		}
		judge := exec.Command("node", "testdata/lighthouse.mjs", lighthouseModules, browser, s.url+"/", s.url+"/connexion", s.url+"/mot-de-passe-oublie", s.url+"/inscription")
		judge.Stderr = os.Stderr
		said, err := judge.Output()
		if err != nil {
			b.Fatalf("Lighthouse: %v\n%s", err, said)
		}
		least := map[string]float64{}
		for line := range bytes.Lines(said) {
			var page struct {
				Address string
				Scores  map[string]float64
				Cost    []string
			}
			if err := json.Unmarshal(line, &page); err != nil {
				b.Fatalf("%v: %s", err, line)
			}
			for _, what := range page.Cost {
				b.Logf("%s %s", page.Address, what)
			}
			for _, c := range lighthouseCategories {
				if before, seen := least[c]; !seen || page.Scores[c] < before {
					least[c] = page.Scores[c]
				}
			}
		}
		for _, c := range lighthouseCategories {
			tell(b, figure{what: "Lighthouse of the first pages, " + c, measured: least[c], least: 100})
		}
		s.stop()
	}
}
