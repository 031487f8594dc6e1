package handlers_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"sesame/account"
)

// bound is the largest difference that the AUC may have from a coin's 0.5 (SECURITY.md, promise 1).
const bound = 0.03

// settled returns a caisse that has lived for some weeks, in which many members have connected for the first time.
func settled(t testing.TB, seed uint64, members, nobodies int) *year {
	y := newYear(t, seed, members, nobodies)
	for n := range int(warmUp / week) {
		y.live(n, 0.04)
		y.pass(week)
	}
	return y
}

// watch lets a year pass, in which a stranger looks that many times at each identifier.
func (y *year) watch(looks int, look func(tr *trace, n int)) []trace {
	var traces []trace
	for _, of := range y.ordered() {
		traces = append(traces, trace{of: of})
	}
	every := 52 / looks
	for n := range 52 {
		y.live(n+int(warmUp/week), 0.012)
		if n%every == 0 && n/every < looks {
			began := 24*time.Hour + time.Duration(y.r.Int64N(int64(4*24*time.Hour)))
			for i := range traces {
				y.at(began+time.Duration(i)*time.Second, func() { look(&traces[i], n/every) })
			}
		}
		y.pass(week)
	}
	return traces
}

// A stranger watches members and unknown identifiers for a year of files and their undoing, first connections, log-ins, agents'
// acts, purges, outages and ends of accounts, and learns the path of each one. From that, no classifier can tell which is
// which.
func TestAYearTellsNobodyApart(t *testing.T) {
	judge(t, 2, func(seed uint64) []trace {
		y := settled(t, seed, 350, 700)
		return y.watch(17, func(tr *trace, _ int) { y.glance(tr) })
	})
}

// BenchmarkAYear has the stranger use the pages, with wrong passwords, codes and answers and more demands than a limit allows.
func BenchmarkAYear(b *testing.B) {
	for b.Loop() {
		judge(b, 3, func(seed uint64) []trace {
			y := settled(b, seed, 300, 600)
			first := y.firstVisits()
			return y.watch(13, func(tr *trace, n int) { y.visit(tr, first(tr.of)+7*n) })
		})
	}
}

// judge trains the classifiers on all caisses but one and tests them on that one, for each caisse in turn. It fails if the AUC,
// averaged over all of them, is outside the bound.
func judge(t testing.TB, caisses int, of func(seed uint64) []trace) {
	t.Helper()
	var (
		seen           [][]traced
		known, unknown float64
	)
	for seed := range caisses {
		all := features(of(uint64(seed + 1)))
		for _, one := range all {
			if one.known {
				known++
			} else {
				unknown++
			}
		}
		seen = append(seen, all)
	}
	bayes, regression := 0.0, 0.0
	for i, others := range seen {
		var learnt []traced
		for j, all := range seen {
			if j != i {
				learnt = append(learnt, all...)
			}
		}
		found := judged(learnt, others)
		t.Logf("caisse %d: AUC %.3f by naive Bayes, %.3f by logistic regression", i+1, found[0], found[1])
		bayes, regression = bayes+found[0]/float64(caisses), regression+found[1]/float64(caisses)
	}
	chance := 1.96 * math.Sqrt((known+unknown+1)/(12*known*unknown)) // of a coin, in 95 of 100 samples of this size
	said := fmt.Sprintf("AUC %.3f by naive Bayes, %.3f by logistic regression, a coin's 0.500 ± %.3f (%.0f members, %.0f others)", bayes, regression, chance, known, unknown)
	t.Log(said)
	if b, ok := t.(*testing.B); ok {
		b.ReportMetric(bayes, "AUC-bayes")
		b.ReportMetric(regression, "AUC-regression")
	}
	if math.Abs(bayes-0.5) > bound || math.Abs(regression-0.5) > bound {
		t.Errorf("a stranger tells members from nobody: %s", said)
	}
}

// A stranger asks for more codes than the limits allow and tries wrong passwords before and after the owners log in, for
// identifiers whose path is by code: members, some of whom share their address with another one, and unknown identifiers. From
// the answers, no classifier can tell which is which.
func TestTriesTellNobodyApart(t *testing.T) {
	y := settled(t, 1, 160, 320)
	var traces []trace
	counts := map[bool]int{}
	for _, of := range y.ordered() {
		if !of.closed && counts[of.known] < 60 && y.standing(of).Forgotten() == account.ByCode {
			counts[of.known]++
			traces = append(traces, trace{of: of})
		}
	}
	for _, n := range []int{13, 18, 11} { // many demands, wrong passwords, wrong codes
		for i := range traces {
			y.at(time.Duration(i)*2*time.Minute, func() { y.visit(&traces[i], n) }) // fewer wrong codes than make everyone's codes longer
		}
		y.pass(3 * 24 * time.Hour)
	}
	all := features(traces)
	var halves [2][]traced
	for i, one := range all {
		halves[i/2%2] = append(halves[i/2%2], one)
	}
	bayes, regression := tellApart(halves[0], halves[1])
	said := fmt.Sprintf("AUC %.3f by naive Bayes, %.3f by logistic regression (%v)", bayes, regression, counts)
	t.Log(said)
	if math.Abs(bayes-0.5) > bound || math.Abs(regression-0.5) > bound {
		t.Errorf("a stranger tells members from nobody by what limits say: %s", said)
	}
}
