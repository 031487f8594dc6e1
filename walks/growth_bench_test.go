package walks

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// BenchmarkGrowth compares a caisse of 1,000,000 members, or of GROWTH_MEMBERS, with one of 10,000: the time of the slowest
// page and of the slowest request for a code in a hundred, measured alternately in the same run.
func BenchmarkGrowth(b *testing.B) {
	const few, rounds, each = 10_000, 20, 100
	many, err := strconv.Atoi(cmp.Or(os.Getenv("GROWTH_MEMBERS"), "1000000"))
	if err != nil {
		b.Fatalf("GROWTH_MEMBERS: %v", err)
	}
	for b.Loop() {
		sites := []*site{newGrownSite(b, few), newGrownSite(b, many)}
		var asks, pages [2][]time.Duration
		for round := range rounds {
			for i, s := range sites {
				people := s.steppers(round*each, (round+1)*each)
				asks[i] = append(asks[i], s.inTurns(people, 1, (*stepper).ask).each...)
				pages[i] = append(pages[i], s.inTurns(people, 1, func(v *stepper) error { return v.open("/code") }).each...)
			}
		}
		for _, step := range []struct {
			what string
			took [2][]time.Duration
		}{{"demand", asks}, {"page of a code", pages}} {
			tell(b, figure{
				what: fmt.Sprintf("a %s in a hundred, %d members", step.what, many), measured: slowOf(step.took[1]), unit: "ms",
				reference: slowOf(step.took[0]), of: fmt.Sprintf("ms with %d", few), most: 1.2,
			})
		}
		for _, s := range sites {
			s.stop()
		}
	}
}

// slowOf returns the 99th percentile, in milliseconds.
func slowOf(took []time.Duration) float64 { return partOf(took, 99) }

// partOf returns the percentile of that many hundredths, in milliseconds.
func partOf(took []time.Duration, hundredths int) float64 {
	slices.Sort(took)
	return milliseconds(took[len(took)*hundredths/100])
}

// newGrownSite starts a service with that many members, of whom stepMembers have connected.
func newGrownSite(b *testing.B, members int) *site {
	b.Helper()
	s := newSite(b, "", "SESAME_CODES_PER_DAY=100", "SESAME_CODES_PER_MONTH=1000")
	path := filepath.Join(s.dir, "adherents.csv")
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	fmt.Fprintln(file, "identifiant;categorie;raison_sociale;adresse6;email")
	for i := range members {
		fmt.Fprintf(file, "%s;tiers;Étude %d;86000 POITIERS;%s\n", crashID(i), i, crashEmail(i))
	}
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	s.run("import", "adherents", path, "--new-database")
	if took := time.Since(began); members >= 100_000 {
		tell(b, figure{what: fmt.Sprintf("import of %d members", members), measured: float64(members) / took.Seconds(), unit: "rows/s", least: 50_000})
	}
	s.settle(min(members, stepMembers))
	s.start()
	return s
}
