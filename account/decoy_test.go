package account

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

func TestDecoysTakeThePathsOfRealMembersInTheirProportions(t *testing.T) {
	k := keyringOf(t, 1)
	shares := []Share{
		{NIR, ByQuestion, Particulier, 300}, {NIR, ByCode, Particulier, 500}, {NIR, ByCode, Exploitant, 150}, {NIR, ByLetter, Particulier, 50},
		{NIR, ByQuestion, Exploitant, 0}, {SIRET, ByCode, Entreprise, 9000},
	}
	type way struct {
		path     Path
		category Category
	}
	const n = 20_000
	got := map[way]int{}
	for i := range n {
		p, c := DecoyPath(k, Identifier{NIR, fmt.Sprintf("1850578%06d", i)}, shares)
		got[way{p, c}]++
	}
	for _, s := range shares[:5] {
		share := float64(s.Members) / 1000
		want, spread := share*n, 5*math.Sqrt(n*share*(1-share))
		if g := float64(got[way{s.Path, s.Category}]); math.Abs(g-want) > spread {
			t.Errorf("%s %s: %v of %d; want %v ± %.0f", s.Path, s.Category, g, n, want, spread)
		}
	}
}

func TestADecoyKeepsItsPath(t *testing.T) {
	k := keyringOf(t, 1)
	shares := []Share{{NIR, ByCode, Particulier, 700}, {NIR, ByQuestion, Particulier, 300}}
	grown := []Share{{NIR, ByCode, Particulier, 710}, {NIR, ByQuestion, Particulier, 300}}
	changed := 0
	for i := range 5000 {
		id := Identifier{NIR, fmt.Sprintf("1850578%06d", i)}
		path, category := DecoyPath(k, id, shares)
		reversed := slices.Clone(shares)
		slices.Reverse(reversed)
		if p, c := DecoyPath(k, id, reversed); p != path || c != category {
			t.Fatalf("%v: %s, %s; in another order of the shares %s, %s", id, path, category, p, c)
		}
		if p, _ := DecoyPath(k, id, grown); p != path {
			changed++
		}
	}
	if changed > 50 {
		t.Errorf("%d of 5000 changed their path when the shares moved by 0.3 %%", changed)
	}
}

func TestAKindWithoutMembersHasAPathAllTheSame(t *testing.T) {
	k := keyringOf(t, 1)
	for _, c := range []struct {
		kind     Kind
		path     Path
		category Category
	}{
		{NIR, ByCode, Particulier}, {SIRET, ByCode, Entreprise}, {Tiers, ByLetter, TiersCategory},
	} {
		if p, cat := DecoyPath(k, Identifier{c.kind, "1"}, nil); p != c.path || cat != c.category {
			t.Errorf("%s: %s, %s; want %s, %s", c.kind, p, cat, c.path, c.category)
		}
	}
}
