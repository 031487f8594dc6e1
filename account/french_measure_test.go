package account

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sesame/account/words"
)

func list(t testing.TB, name string) []string {
	data, err := os.ReadFile(filepath.Join("testdata", name+".txt"))
	if err != nil {
		t.Skip(err)
	}
	return words.Lines(string(data))
}

func capital(w string) string { return strings.ToUpper(w[:1]) + w[1:] }

func one(r *rand.Rand, from string) string { return string(from[r.IntN(len(from))]) }

const dressSigns = "!*?.@$#-_+&"

var dressings = []struct {
	name string
	of   func(r *rand.Rand, w string) string
}{
	{"short", func(r *rand.Rand, w string) string {
		tails := []string{"1!", "!1", "123!", "1*", "12!", "1.", "01!", "2@", "7!", "00!", "1?", "1234!", "123*", "1$"}
		return capital(w) + tails[r.IntN(len(tails))]
	}},
	{"year+sign", func(r *rand.Rand, w string) string {
		return capital(w) + fmt.Sprint(1950+r.IntN(77)) + one(r, dressSigns)
	}},
	{"sign+2", func(r *rand.Rand, w string) string {
		return capital(w) + one(r, dressSigns) + fmt.Sprintf("%02d", r.IntN(100))
	}},
	{"2+sign", func(r *rand.Rand, w string) string {
		return capital(w) + fmt.Sprintf("%02d", r.IntN(100)) + one(r, dressSigns)
	}},
	{"3+sign", func(r *rand.Rand, w string) string {
		return capital(w) + fmt.Sprintf("%03d", r.IntN(1000)) + one(r, dressSigns)
	}},
	{"2+sign+2", func(r *rand.Rand, w string) string {
		return capital(w) + fmt.Sprintf("%02d", r.IntN(100)) + one(r, dressSigns) + fmt.Sprintf("%02d", r.IntN(100))
	}},
	{"2+year+sign", func(r *rand.Rand, w string) string {
		return capital(w) + fmt.Sprintf("%02d", r.IntN(100)) + fmt.Sprint(1950+r.IntN(77)) + one(r, dressSigns)
	}},
	{"pre", func(r *rand.Rand, w string) string {
		return fmt.Sprintf("%02d", r.IntN(100)) + capital(w) + one(r, dressSigns)
	}},
}

func randomRule(r *rand.Rand, n int) string {
	for {
		s := pick(r, typable, n)
		met := true
		for _, rule := range rules(s, true) {
			met = met && rule.Met
		}
		if met {
			return s
		}
	}
}

func TestMeasure(t *testing.T) {
	lex := words.Default().WithoutHeldOut()
	price := func(s string) (lib, fr, both float64) {
		a := project(NormalisePassword(s))
		lib = guess(a).guesses
		fr = cheapestFrench(lex, a, personalWords{}).guesses
		return lib, fr, min(lib, fr)
	}
	for _, source := range []string{"fuites", "mots", "prenoms", "noms", "communes", "formes"} {
		all := list(t, source)
		for _, d := range dressings {
			r := rand.New(rand.NewPCG(1, 2))
			n, libPass, pass, strong := 0, 0, 0, 0
			var ex []string
			for _, w := range all {
				s := d.of(r, w)
				if len(s) < 8 {
					continue
				}
				n++
				lib, fr, g := price(s)
				if lib >= fairGuesses {
					libPass++
				}
				if g >= fairGuesses {
					pass++
					if len(ex) < 6 && pass%7 == 1 {
						ex = append(ex, fmt.Sprintf("%s:%.1e", s, fr))
					}
				}
				if g >= strongGuesses {
					strong++
				}
			}
			t.Logf("%-9s %-10s n=%d lib %.1f%% let through %.2f%% fort %.2f%%  %v", source, d.name, n, 100*float64(libPass)/float64(n), 100*float64(pass)/float64(n), 100*float64(strong)/float64(n), ex)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	accepted := func(name string, n int, make func() string) {
		pass, lp, strong := 0, 0, 0
		var ex []string
		for range n {
			s := make()
			lib, fr, g := price(s)
			if lib >= fairGuesses {
				lp++
			}
			if g >= strongGuesses {
				strong++
			}
			if g >= fairGuesses {
				pass++
			} else if len(ex) < 16 && fr < lib {
				f := cheapestFrench(lex, project(s), personalWords{})
				ex = append(ex, fmt.Sprintf("%s:%.1e:%d[%s]", s, fr, f.why, s[f.from:f.to]))
			}
		}
		t.Logf("%-24s accepted %.2f%% lib %.2f%% fort %.1f%% %v", name, 100*float64(pass)/float64(n), 100*float64(lp)/float64(n), 100*float64(strong)/float64(n), ex)
	}
	accepted("random 8", 3000, func() string { return randomRule(r, 8) })
	accepted("random 10", 1500, func() string { return randomRule(r, 10) })
	for _, src := range []string{"mots", "formes"} {
		all := list(t, src)
		var fit []string
		fit = append(fit, all...)
		w := func() string { return fit[r.IntN(len(fit))] }
		accepted("3 words - "+src, 1000, func() string { return capital(w()) + "-" + w() + "-" + w() + one(r, "0123456789") })
		accepted("3 words joined "+src, 1000, func() string { return capital(w()) + w() + w() + "1!" })
		accepted("2 words+digits joined "+src, 1000, func() string { return capital(w()) + w() + fmt.Sprintf("%02d!", r.IntN(100)) })
		accepted("2 words - digits "+src, 1000, func() string { return capital(w()) + "-" + w() + fmt.Sprintf("%02d", r.IntN(100)) })
		accepted("2 words Camel "+src, 1000, func() string { return capital(w()) + capital(w()) + fmt.Sprintf("%02d!", r.IntN(100)) })
	}
}
