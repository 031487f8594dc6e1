package gauge

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// anyMember is a member whose data are drawn from the lists.
func anyMember(r *rand.Rand, lists map[string][]string) Personal {
	one := func(list string) string { return lists[list][r.IntN(len(lists[list]))] }
	name, first, town := one("noms"), one("prenoms"), one("communes")
	day, month, year := 1+r.IntN(28), 1+r.IntN(12), 1935+r.IntN(70)
	department := 1 + r.IntN(95)
	return Personal{Names: []string{capital(name), capital(first)}, Words: []string{
		"MSA du Marais", fmt.Sprintf("%d%02d%02d%02d%06d", 1+r.IntN(2), year%100, month, department, r.IntN(1_000_000)),
		fmt.Sprintf("%d-%02d-%02d", year, month, day), capital(one("communes")), first + "." + name + "@orange.example",
		fmt.Sprintf("%d rue de %s", 1+r.IntN(120), capital(one("mots"))), fmt.Sprintf("%02d%03d %s", department, r.IntN(999), capital(town)),
		fmt.Sprintf("+336%08d", r.IntN(100_000_000)),
	}}
}

// mostByChance is the largest share, in percent over all families, of good passwords that may be refused only because of the
// person's data.
const mostByChance = 1

func TestOwnDataAreSeldomFoundByChance(t *testing.T) {
	const each = 120
	lists := map[string][]string{}
	for _, name := range []string{"mots", "prenoms", "noms", "communes"} {
		lists[name] = measured(t, name)
	}
	lost, n := 0, 0
	for _, f := range families(t) {
		r := rand.New(rand.NewPCG(13, 14))
		var refused []string
		for range each {
			s, member := f.of(r), anyMember(r, lists)
			if estimate(project(s), Personal{}).guesses < fairGuesses {
				continue
			}
			n++
			if estimate(project(s), member).guesses < fairGuesses {
				lost++
				refused = append(refused, fmt.Sprint(s, " ", member.Names, member.Words))
			}
		}
		t.Logf("%s: %d refused: %v", f.name, len(refused), refused)
	}
	share := 100 * float64(lost) / float64(n)
	t.Logf("%d, %.1f %% refused because of own data", n, share)
	if share > mostByChance {
		t.Errorf("%.1f %% refused because of own data; %v at most", share, mostByChance)
	}
}
