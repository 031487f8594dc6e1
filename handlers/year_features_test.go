package handlers_test

import (
	"fmt"
	"math/bits"
	"slices"
)

// ways returns the paths of « oubli » that the stranger saw, in order.
func (tr trace) ways() (all []string) {
	for _, l := range tr.looks {
		all = append(all, l.way)
	}
	return all
}

// changes returns the looks at which the path differed from the one seen before.
func (tr trace) changes() (at []int) {
	last := ""
	for n, way := range tr.ways() {
		if way == "" {
			continue
		}
		if last != "" && way != last {
			at = append(at, n)
		}
		last = way
	}
	return at
}

// features returns what the classifiers get of each trace: its answers one by one, by two and by three, its paths and how often
// they change, when, after how long, with how many others, and how many others have the same.
func features(traces []trace) []traced {
	together := map[int]int{}
	same := map[string]int{}
	for _, tr := range traces {
		for _, n := range tr.changes() {
			together[n]++
		}
		same[fmt.Sprint(tr.ways())]++
	}
	var all []traced
	for _, tr := range traces {
		seen := map[string]bool{}
		note := func(parts ...any) { seen[fmt.Sprint(parts...)] = true }
		counts := map[string]int{}
		var ways []string
		for _, l := range tr.looks {
			for n, a := range l.answers {
				note(l.kind, " ", a)
				counts[a]++
				if n > 0 {
					note(l.kind, " ", l.answers[n-1], " then ", a)
				}
				if n > 1 {
					note(l.kind, " ", l.answers[n-2], " then ", l.answers[n-1], " then ", a)
				}
			}
			if l.way != "" {
				ways = append(ways, l.way)
			}
		}
		for a, n := range counts {
			note("times ", bits.Len(uint(n)), " ", a)
		}
		short := slices.Compact(slices.Clone(ways))
		note("ways ", short)
		for n := 1; n < len(short); n++ {
			note("from ", short[n-1], " to ", short[n])
			if n > 1 {
				note("from ", short[n-2], " to ", short[n-1], " to ", short[n])
			}
		}
		if len(ways) > 0 {
			note("first ", ways[0])
			note("last ", ways[len(ways)-1])
		}
		changes := tr.changes()
		note("changes ", len(changes))
		for i, n := range changes {
			note("together with ", bits.Len(uint(together[n])))
			note("change at ", n)
			note("change at ", n%4, " of four")
			if i > 0 {
				note("stays ", bits.Len(uint(n-changes[i-1])))
			}
		}
		note("same ", bits.Len(uint(same[fmt.Sprint(tr.ways())])))
		one := traced{known: tr.of.known}
		for f := range seen {
			one.features = append(one.features, f)
		}
		slices.Sort(one.features)
		all = append(all, one)
	}
	return all
}
