package dbtest_test

import (
	"fmt"
	"strings"
	"testing"

	"sesame/db/dbtest"
)

// TestPeopleAreAlikeInSmallAndLarge checks the documented distributions with 10,000 people and with 100,000.
func TestPeopleAreAlikeInSmallAndLarge(t *testing.T) {
	for _, members := range []int{10_000, 100_000} {
		had := map[string]int{}
		for n := range members {
			p := dbtest.Someone(n)
			had["surname "+p.LastName]++
			had["town "+p.TownName()]++
			had["street "+strings.TrimLeft(p.Street, "0123456789 ")]++
			had[fmt.Sprintf("rare %v", p.Rare())]++
			if p.Woman && p.Born.Year() < 1946 {
				had["women of before 1946"]++
				had["of these "+p.FirstName]++
			}
		}
		most := map[string]int{}
		for what, n := range had {
			kind, _, _ := strings.Cut(what, " ")
			most[kind] = max(most[kind], n)
		}
		for _, c := range []struct {
			what          string
			n, of         int
			least, atMost float64 // in a hundred
		}{
			{"the commonest surname", most["surname"], members, 0.3, 0.55},
			{"the largest town", most["town"], members, 9, 11},
			{"Le Bourg", had["street Le Bourg"], members, 4.5, 5.5},
			{"rare surnames", had["rare true"], members, 27, 37},
			{"the first name of most women of before 1946", had["of these Marie"], had["women of before 1946"], 6, 13},
		} {
			if part := 100 * float64(c.n) / float64(c.of); part < c.least || part > c.atMost {
				t.Errorf("%s: %.2f %% of %d members, not %.2f to %.2f", c.what, part, members, c.least, c.atMost)
			}
		}
	}
}
