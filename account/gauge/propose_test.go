package gauge

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"sesame/account/gauge/words"
)

func TestAProposalIsStrongAndOfItsForm(t *testing.T) {
	form := regexp.MustCompile(`^[A-Z][a-z]{3,8}(-[a-z]{4,9}){2}[2-9][!?*+=]$`)
	seen := map[string]bool{}
	for range 200 {
		s := Propose()
		if !form.MatchString(s) {
			t.Errorf("%q", s)
		}
		if v := Judge(s, Personal{}); !v.Accepted || v.Level != Strong {
			t.Errorf("%q is %v: %s", s, v.Level, v.Advice)
		}
		seen[s] = true
	}
	if len(seen) != 200 {
		t.Errorf("%d different of 200", len(seen))
	}
}

func TestAProposalKeepsAwayFromTheMembersOwnWords(t *testing.T) {
	p := Personal{Words: words.Phrases()[:60]}
	for range 50 {
		if s := ProposeFor(p); Judge(s, p).Level != Strong {
			t.Errorf("%q", s)
		}
	}
}

// TestFewProposalsAreDrawnAgain checks what the comment of ProposeFor says about the bits. The words are drawn from a seed, so
// that the count is always the same.
func TestFewProposalsAreDrawnAgain(t *testing.T) {
	const n = 2000
	r, again := rand.New(rand.NewPCG(15, 16)), 0
	for range n {
		w := make([]string, proposedWords)
		for i := range w {
			w[i] = proposed(r)
		}
		if Judge(capital(strings.Join(w, "-"))+"7!", Personal{}).Level != Strong {
			again++
		}
	}
	if again > n/100 {
		t.Errorf("%d of %d would be drawn again", again, n)
	}
}

func TestAPasswordTooNearTheFormerOne(t *testing.T) {
	for _, c := range []struct {
		name, former, chosen string
		near                 bool
	}{
		{"the same", "Girafe-moulin-7!", "Girafe-moulin-7!", true},
		{"the next digit", "Girafe-moulin-7!", "Girafe-moulin-8!", true},
		{"the next year", "Girafe-moulin-2025!", "Girafe-moulin-2026!", true},
		{"another tail", "Girafe-moulin-7!", "Girafe-moulin*2026", true},
		{"other capitals", "Girafe-moulin-7!", "gIRAFE-MOULIN-7!", true},
		{"without accents", "Forêt-brûlée-7", "Foret-brulee-7", true},
		{"signs for letters", "Tracteur!2024", "Tr@ct3ur!2026", true},
		{"the tail in front", "Tracteur!2024", "2024!Tracteur", true},
		{"turned round", "Tracteur!2024", "4202!ruetcarT", true},
		{"doubled", "Tracteur!2024", "TracteurTracteur1!", true},
		{"with a tail more", "Tracteur!2024", "Tracteur!2024bis", true},
		{"two characters of random ones", "k7$Qw2xP", "k8$Qw2xZ", true},
		{"composed and separate accents", "Forêt-verte-7", "Fore\u0302t-verte-7", true},
		{"other words", "Girafe-moulin-7!", "Cerise-brouette-7!", false},
		{"one word in common", "Girafe-moulin-cerise7!", "Nuage-girafe-violon7!", false},
		{"other random ones", "k7$Qw2xP", "zT4-mn!e", false},
		{"no former one", "", "Girafe-moulin-7!", false},
		{"nothing chosen", "Girafe-moulin-7!", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := TooNear(c.former, c.chosen); got != c.near {
				t.Errorf("%q after %q: %v", c.chosen, c.former, got)
			}
		})
	}
}
