package gauge

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sesame/account/gauge/words"
)

// mostByRules is the largest share that may be accepted, in percent, when the rules are applied to words that the gauge has
// never seen.
const mostByRules, mostStrongByRules = 5, 1

// candidate is the result of a rule for a word, with its place in the attacker's order.
type candidate struct {
	password string
	rule     string
	order    float64
}

// linesOf reads a file of words or rules; a line that begins with # is a comment.
func linesOf(t testing.TB, path string) []string {
	data, err := os.ReadFile(path) //nolint:gosec // G304: who runs the benchmark names the file
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimRight(line, "\r\n"); line != "" && !strings.HasPrefix(line, "#") {
			all = append(all, line)
		}
	}
	return all
}

// candidates are the results of every step-th pair of a rule and a word, if they satisfy the guide's rules.
func candidates(t testing.TB, ruleList, wordList []string, step int) []candidate {
	var all []candidate
	seen := map[string]bool{}
	pairs := 0
	for r, line := range ruleList {
		rule, err := parseRule(line)
		if err != nil {
			t.Log(err)
			continue
		}
		for w, word := range wordList {
			if pairs++; pairs%step != 0 {
				continue
			}
			password, ok := rule.apply(word)
			if !ok || seen[password] || untyped(password) != "" || len(password) < MinPassword {
				continue
			}
			seen[password] = true
			if unmet := slices.ContainsFunc(rules(password, true), func(r Rule) bool { return !r.Met }); !unmet {
				all = append(all, candidate{password, line, math.Log(float64(r+1) * float64(w+1))})
			}
		}
	}
	return all
}

// unseenWords are words that the gauge rates as if it had never seen them.
func unseenWords(t testing.TB) []string {
	var all []string
	for _, source := range []string{"mots", "prenoms", "noms", "communes", "formes"} {
		list := measured(t, source)
		for i := range min(80, len(list)) {
			all = append(all, list[i*len(list)/min(80, len(list))])
		}
	}
	return all
}

func TestRulesAreAppliedAsHashcatDoes(t *testing.T) {
	for rule, want := range map[string]string{
		":": "marie", "c": "Marie", "u": "MARIE", "C": "mARIE", "r": "eiram", "d": "mariemarie", "f": "marieeiram", "{": "ariem", "}": "emari",
		"$1 $!": "marie1!", "^1 ^!": "!1marie", "T2": "maRie", "D1": "mrie", "'3": "mar", "i2*": "ma*rie", "o2*": "ma*ie", "sa@": "m@rie", "@a": "mrie",
		"[": "arie", "]": "mari", "k": "amrie", "K": "marei", "*04": "earim", "x13": "ari", "O13": "me", "p1": "mariemarie", "q": "mmaarriiee",
		"z2": "mmmarie", "Z2": "marieee", "y2": "mamarie", "Y2": "marieie", "+0": "narie", "-0": "larie", ".0": "aarie", ",1": "mmrie", "c $  $1": "Marie 1", "E": "Marie",
	} {
		parsed, err := parseRule(rule)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := parsed.apply("marie"); got != want {
			t.Errorf("%q gives %q; want %q", rule, got, want)
		}
	}
	for _, wrong := range []string{"i2", "$", "X123", "%"} {
		if _, err := parseRule(wrong); err == nil {
			t.Errorf("%q is read", wrong)
		}
	}
}

func TestWhatAnAttackersRulesMakeIsSeenThrough(t *testing.T) {
	unknowing := words.Default().WithoutHeldOut()
	n, fair, strong := 0, 0, 0
	for _, c := range candidates(t, linesOf(t, filepath.Join("testdata", "attack.rule")), unseenWords(t), 7) {
		n++
		switch guesses := estimateBy(unknowing, c.password, Personal{}).guesses; {
		case guesses >= strongGuesses:
			strong++
			fallthrough
		case guesses >= fairGuesses:
			fair++
		}
	}
	share := func(k int) float64 { return 100 * float64(k) / float64(n) }
	t.Logf("%d candidates, %.1f %% let through, %.1f %% strong", n, share(fair), share(strong))
	if share(fair) > mostByRules || share(strong) > mostStrongByRules {
		t.Errorf("%.1f %% let through, %.1f %% strong; %d and %d at most", share(fair), share(strong), mostByRules, mostStrongByRules)
	}
}

// BenchmarkAttackersRules prints the accepted share by rule, and how the gauge's order compares with the attacker's.
// GAUGE_RULES and GAUGE_WORDS name files to use instead: a list of rules, and words in the order of an attacker.
func BenchmarkAttackersRules(b *testing.B) {
	ruleList, wordList := linesOf(b, filepath.Join("testdata", "attack.rule")), unseenWords(b)
	lexicon := words.Default().WithoutHeldOut()
	if path := os.Getenv("GAUGE_RULES"); path != "" {
		ruleList = linesOf(b, path)
	}
	if path := os.Getenv("GAUGE_WORDS"); path != "" {
		wordList, lexicon = linesOf(b, path), words.Default()
	}
	const pairs = 2_000_000 // of a rule and a word, few of which meet the guide's rules
	for b.Loop() {
		all := candidates(b, ruleList, wordList, max(1, len(ruleList)*len(wordList)/pairs))
		passed, tried := map[string]int{}, map[string]int{}
		guesses, order := make([]float64, len(all)), make([]float64, len(all))
		fair, strong := 0, 0
		for i, c := range all {
			guesses[i], order[i] = estimateBy(lexicon, c.password, Personal{}).guesses, c.order
			tried[c.rule]++
			if guesses[i] >= fairGuesses {
				passed[c.rule]++
				fair++
			}
			if guesses[i] >= strongGuesses {
				strong++
			}
		}
		fmt.Printf("\n%d candidates: %.1f %% let through, %.1f %% strong; rank correlation with the attacker's order %.2f\n", len(all),
			100*float64(fair)/float64(len(all)), 100*float64(strong)/float64(len(all)), correlation(guesses, order))
		fmt.Println("\n| rule | n | let through |\n|---|---|---|")
		worst := slices.SortedFunc(func(yield func(string) bool) {
			for rule := range passed {
				if !yield(rule) {
					return
				}
			}
		}, func(x, y string) int { return cmp.Or(passed[y]-passed[x], cmp.Compare(x, y)) })
		for _, rule := range worst[:min(20, len(worst))] {
			fmt.Printf("| `%s` | %d | %.1f %% |\n", rule, tried[rule], 100*float64(passed[rule])/float64(tried[rule]))
		}
	}
}

// correlation is Spearman's rank correlation.
func correlation(x, y []float64) float64 {
	a, b := places(x), places(y)
	var sum, squaresA, squaresB float64
	middle := float64(len(a)-1) / 2
	for i := range a {
		sum += (a[i] - middle) * (b[i] - middle)
		squaresA += (a[i] - middle) * (a[i] - middle)
		squaresB += (b[i] - middle) * (b[i] - middle)
	}
	return sum / math.Sqrt(squaresA*squaresB)
}

// places returns the rank of each value; equal values share the mean of their ranks.
func places(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(values[i], values[j]) })
	all := make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			all[i] = float64(from+to-1) / 2
		}
		from = to
	}
	return all
}
