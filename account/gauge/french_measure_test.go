package gauge

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"sesame/account/gauge/words"
)

// measured reads a list that account/gauge/words/generate drew from the held-out words of a source.
func measured(t testing.TB, name string) []string {
	data, err := os.ReadFile(filepath.Join("testdata", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	return words.Lines(string(data))
}

// capital capitalises the first letter: 59marie becomes 59Marie.
func capital(w string) string {
	at := max(0, strings.IndexFunc(w, unicode.IsLetter))
	return w[:at] + strings.ToUpper(w[at:at+1]) + w[at+1:]
}

func anyOf(r *rand.Rand, from string) string { return string(from[r.IntN(len(from))]) }

const dressSigns = "!*?.@$#-_+&"

// dressings are the ways in which people make a word satisfy the guide's rule, with the largest share that may be accepted, in
// percent.
var dressings = []struct {
	name string
	most float64
	of   func(r *rand.Rand, w string) string
}{
	{"capitale + fin courte", 2, func(r *rand.Rand, w string) string {
		tails := []string{"1!", "!1", "123!", "1*", "12!", "1.", "01!", "2@", "7!", "00!", "1?", "1234!", "123*", "1$"}
		return capital(w) + tails[r.IntN(len(tails))]
	}},
	{"capitale + année + signe", 4, func(r *rand.Rand, w string) string {
		return capital(w) + fmt.Sprint(1950+r.IntN(77)) + anyOf(r, dressSigns)
	}},
	{"capitale + signe + 2 chiffres", 8, func(r *rand.Rand, w string) string {
		return capital(w) + anyOf(r, dressSigns) + fmt.Sprintf("%02d", r.IntN(100))
	}},
	{"2 chiffres + capitale + signe", 8, func(r *rand.Rand, w string) string {
		return fmt.Sprintf("%02d", r.IntN(100)) + capital(w) + anyOf(r, dressSigns)
	}},
	{"signes pour lettres + fin courte", 8, func(r *rand.Rand, w string) string {
		return capital(w[:1]+strings.NewReplacer("a", "@", "e", "3", "o", "0").Replace(w[1:])) + anyOf(r, "123") + anyOf(r, "!*.")
	}},
}

// TestWhatIsLetThrough measures the dressings on words that are in no list and from which no letter frequency was learnt.
// BenchmarkComparison shows other gauges beside ours.
func TestWhatIsLetThrough(t *testing.T) {
	unknowing := words.Default().WithoutHeldOut()
	for _, source := range []string{"mots", "prenoms", "noms", "communes", "formes"} {
		t.Run(source, func(t *testing.T) {
			all := measured(t, source)
			for _, d := range dressings {
				r := rand.New(rand.NewPCG(1, 2))
				n, fair, strong := 0, 0, 0
				for _, w := range all {
					s := d.of(r, w)
					if len(s) < MinPassword {
						continue
					}
					n++
					e := estimateBy(unknowing, s, Personal{})
					if e.guesses >= fairGuesses {
						fair++
					}
					if e.guesses >= strongGuesses {
						strong++
					}
				}
				share := func(k int) float64 { return 100 * float64(k) / float64(n) }
				t.Logf("%s, %s: %d, %.1f %% let through, %.1f %% strong", source, d.name, n, share(fair), share(strong))
				if share(fair) > d.most {
					t.Errorf("%s, %s: %.1f %% let through; %v at most", source, d.name, share(fair), d.most)
				}
			}
		})
	}
}

// fewSigns is the alphabet of a generator with few signs: more of its passwords look like words.
const fewSigns = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#$%&*?"

// randomPassword draws characters until the rule is satisfied.
func randomPassword(r *rand.Rand, alphabet string, n int) string {
	for {
		s := pick(r, alphabet, n)
		met := true
		for _, rule := range rules(s, true) {
			met = met && rule.Met
		}
		if met {
			return s
		}
	}
}

// family is a kind of good passwords, with the smallest share that must be accepted, in percent.
type family struct {
	name  string
	least float64
	n     int
	of    func(r *rand.Rand) string
}

// families are the kinds of passwords that must not be refused.
func families(t testing.TB) []family {
	all := []family{
		{"8 caractères au hasard", 97, 3000, func(r *rand.Rand) string { return randomPassword(r, typable, 8) }},
		{"8 lettres, chiffres et quelques signes", 96.5, 3000, func(r *rand.Rand) string { return randomPassword(r, fewSigns, 8) }},
		{"10 caractères au hasard", 99.5, 1000, func(r *rand.Rand) string { return randomPassword(r, typable, 10) }},
		{"12 caractères au hasard", 99.5, 1000, func(r *rand.Rand) string { return randomPassword(r, typable, 12) }},
	}
	for _, source := range []struct {
		name string
		all  []string
	}{{"des propositions", words.Phrases()}, {"courants", measured(t, "mots")}, {"fléchis", measured(t, "formes")}} {
		w := func(r *rand.Rand) string { return source.all[r.IntN(len(source.all))] }
		number := func(r *rand.Rand) string { return fmt.Sprintf("%02d", r.IntN(100)) }
		for _, f := range []family{
			{"2 mots et chiffres, tiret", 95, 3000, func(r *rand.Rand) string { return capital(w(r)) + "-" + w(r) + number(r) }},
			{"2 mots et chiffres, deux capitales", 95, 3000, func(r *rand.Rand) string { return capital(w(r)) + capital(w(r)) + number(r) + "!" }},
			{"2 mots et chiffres, collés", 91, 3000, func(r *rand.Rand) string { return capital(w(r)) + w(r) + number(r) + "!" }},
			{"3 mots, tirets, un chiffre", 99.5, 400, func(r *rand.Rand) string {
				return capital(w(r)) + "-" + w(r) + "-" + w(r) + anyOf(r, "0123456789")
			}},
			{"3 mots, espaces, un chiffre", 99.5, 400, func(r *rand.Rand) string {
				return capital(w(r)) + " " + w(r) + " " + w(r) + " " + anyOf(r, "0123456789")
			}},
			{"3 mots collés, un chiffre", 99.5, 400, func(r *rand.Rand) string { return capital(w(r)) + w(r) + w(r) + "1!" }},
			{"4 mots, tirets, un chiffre", 99.5, 200, func(r *rand.Rand) string {
				return capital(w(r)) + "-" + w(r) + "-" + w(r) + "-" + w(r) + "1"
			}},
		} {
			f.name += ", mots " + source.name
			all = append(all, f)
		}
	}
	return all
}

// TestWhatIsAccepted measures the families with all that the gauge knows.
func TestWhatIsAccepted(t *testing.T) {
	for _, f := range families(t) {
		r := rand.New(rand.NewPCG(3, 4))
		fair, strong := 0, 0
		var refused []string
		for range f.n {
			s := f.of(r)
			e := estimate(s, Personal{})
			if e.guesses >= fairGuesses {
				fair++
			} else if len(refused) < 8 {
				refused = append(refused, s)
			}
			if e.guesses >= strongGuesses {
				strong++
			}
		}
		share := func(k int) float64 { return 100 * float64(k) / float64(f.n) }
		t.Logf("%s: %d, %.1f %% accepted, %.1f %% strong; refused %v", f.name, f.n, share(fair), share(strong), refused)
		if share(fair) < f.least {
			t.Errorf("%s: %.1f %% accepted; %v at least", f.name, share(fair), f.least)
		}
	}
}
