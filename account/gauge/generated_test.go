package gauge

import (
	"math/rand/v2"
	"strings"
	"testing"

	"sesame/account/gauge/words"
)

func group(r *rand.Rand, n int) string {
	return pick(r, "abcdefghjkmnpqrstuvwxyz", n)
}

func syllables(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(anyOf(r, "bcdfghjklmnprstvz") + anyOf(r, "aeiou"))
	}
	return b.String()
}

// generated are passwords as password managers and dice make them: none may be refused, or be called a name.
var generated = []struct {
	name string
	of   func(r *rand.Rand) string
}{
	{"12 lettres prononçables et 39!", func(r *rand.Rand) string { return capital(syllables(r, 6)) + "39!" }},
	{"14 lettres prononçables", func(r *rand.Rand) string { return capital(syllables(r, 7)) + "7!" }},
	{"syllabes en trois groupes", func(r *rand.Rand) string {
		return capital(syllables(r, 2)) + "-" + syllables(r, 2) + "-" + syllables(r, 2) + "7"
	}},
	{"trois émojis, un mot et des chiffres", func(r *rand.Rand) string {
		emoji := []string{"🐄", "🚜", "🌻", "🍇", "🐓", "🌧", "🎈", "🧀", "🍎", "⚓", "🎺", "🏡", "🐝", "🌾", "🍷", "🔥"}
		return oneOf(r, emoji...) + oneOf(r, emoji...) + oneOf(r, emoji...) + capital(proposed(r)) + pick(r, "0123456789", 2)
	}},
	{"Apple", func(r *rand.Rand) string {
		return capital(group(r, 6)) + "-" + group(r, 3) + anyOf(r, "0123456789") + group(r, 2) + "-" + group(r, 6)
	}},
	{"Chrome", func(r *rand.Rand) string {
		return randomPassword(r, "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-.:!_", 15)
	}},
	{"Firefox", func(r *rand.Rand) string {
		return randomPassword(r, "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-~!@#$%^&*_+=)}:;", 15)
	}},
	{"Bitwarden, phrase", func(r *rand.Rand) string {
		return capital(proposed(r)) + "-" + capital(proposed(r)) + "-" + capital(proposed(r)) + anyOf(r, "0123456789")
	}},
	{"Bitwarden", func(r *rand.Rand) string { return randomPassword(r, fewSigns, 14) }},
	{"KeePass", func(r *rand.Rand) string { return randomPassword(r, typable, 20) }},
	{"1Password, phrase", func(r *rand.Rand) string {
		return capital(proposed(r)) + "." + proposed(r) + "." + proposed(r) + "." + proposed(r) + anyOf(r, "0123456789")
	}},
	{"12 initiales d'une phrase", func(r *rand.Rand) string { return initials(r, 12) }},
	{"UUID", func(r *rand.Rand) string {
		hex := "0123456789abcdef"
		return "A" + pick(r, hex, 7) + "-" + pick(r, hex, 4) + "-4" + pick(r, hex, 3) + "-" + pick(r, hex, 12)
	}},
}

func proposed(r *rand.Rand) string {
	all := words.Phrases()
	return all[r.IntN(len(all))]
}

// initials returns the initials of a sentence of this many French words, two digits and a sign. About one in eight words of a
// text begins with d or l.
func initials(r *rand.Rand, n int) string {
	const letters = "dddddddddddddlllllllllllllpppppppppcccccccceeeeeeeeeaaaaaaaaassssssssmmmmmqqqqnnnnjjjtttuuuuiiirrrrvvvvfffoobbghy"
	return capital(pick(r, letters, n)) + pick(r, "0123456789", 2) + anyOf(r, "!?*$-_")
}

// TestInitialsOfASentenceAreAccepted prints the accepted shares; seven may be a word without its vowels, and fewer are tried letter by letter.
func TestInitialsOfASentenceAreAccepted(t *testing.T) {
	const n = 1000
	for letters, least := range map[int]int{7: 45, 8: 93, 9: 94, 10: 96} {
		r := rand.New(rand.NewPCG(21, 22))
		accepted := 0
		for range n {
			if estimate(initials(r, letters), Personal{}).guesses >= fairGuesses {
				accepted++
			}
		}
		t.Logf("%d initials: %.1f %% accepted", letters, 100*float64(accepted)/n)
		if 100*accepted < least*n {
			t.Errorf("%d initials: %d of %d are accepted; %d %% at least", letters, accepted, n, least)
		}
	}
}

func TestInitialsOfASetPhraseAreWeak(t *testing.T) {
	for _, password := range []string{
		"Rnsdcifpap1!", "R.n.s.d.c.i.f.p.a.p.1", "r-n-s-d-C-i-f-p-1", "79Rnsdcifpap!", "1tvmQ2tl'A", "Utvmqdtla12!", "UTVMQ2TLA!a", "Lhnfplm1952!", "L'hnfplm12!",
		"Hnfplm79!a", "AedlpLjdgea1!", "Ppnqtddc!79", "Tcmar2026!", "Hqcuafubv84!", "Mcsuaptesbuf1!", "Jpdjs2026!",
	} {
		if e := estimate(project(password), Personal{}); e.guesses >= fairGuesses {
			t.Errorf("%s: %.2g guesses, reading %v", password, e.guesses, e.why)
		}
	}
}

func TestWhatMachinesAndDiceMakeIsAccepted(t *testing.T) {
	const n, least = 300, 90
	for _, g := range generated {
		r := rand.New(rand.NewPCG(11, 12))
		accepted, strong := 0, 0
		var refused []string
		for range n {
			s := g.of(r)
			e := estimate(project(s), Personal{})
			if e.guesses >= fairGuesses {
				accepted++
			} else {
				refused = append(refused, s)
			}
			if e.guesses >= strongGuesses {
				strong++
			}
		}
		share := func(k int) float64 { return 100 * float64(k) / n }
		t.Logf("%s: %d, %.1f %% accepted, %.1f %% strong; refused %v", g.name, n, share(accepted), share(strong), refused[:min(8, len(refused))])
		if share(accepted) < least {
			t.Errorf("%s: %.1f %% accepted; %v at least", g.name, share(accepted), least)
		}
	}
}
