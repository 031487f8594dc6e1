package handlers_test

import (
	"fmt"
	"testing"
	"time"
)

// bound is how far from that of a coin the AUC may be (SECURITY.md, promise 1).
const bound = 0.03

// watch lets a year pass, in which a stranger looks at each identifier so many times.
func watch(t testing.TB, seed uint64, members, nobodies, looks int) (*year, []trace) {
	y := newYear(t, seed, members, nobodies)
	for n := range int(warmUp / week) {
		y.live(n, 0.04)
		y.pass(week)
	}
	var traces []trace
	for _, of := range y.ordered() {
		traces = append(traces, trace{of: of})
	}
	every := 52 / looks
	for n := range 52 {
		y.live(n, 0.012)
		if n%every == 0 && n/every < looks {
			began := 24*time.Hour + time.Duration(y.r.Int64N(int64(4*24*time.Hour)))
			for i := range traces {
				y.at(began+time.Duration(i)*time.Second, func() { y.visit(&traces[i], traces[i].of.number/2+7*n/every) })
			}
		}
		y.pass(week)
	}
	return y, traces
}

// A stranger watches members and identifiers that nobody has for a year of imports, first connections, log-ins, resets,
// purges, outages and ends of accounts. What was seen tells no classifier which is which.
func TestAYearTellsNobodyApart(t *testing.T) {
	judge(t, 1, 160, 320, 5)
}

// judge has the classifiers learn from one caisse and judge another.
func judge(t testing.TB, seed uint64, members, nobodies, looks int) {
	t.Helper()
	var (
		seen      [2][]traced
		next, any float64
	)
	for n := range seen {
		y, traces := watch(t, seed+uint64(n), members, nobodies, looks)
		seen[n] = features(traces)
		of, others := likeNeighbours(y, traces)
		next, any = next+of/2, any+others/2
	}
	bayes, regression := tellApart(seen[0], seen[1])
	said := fmt.Sprintf("AUC %.3f by naive Bayes, %.3f by logistic regression; of nobody's changes %.2f come with the next member's, %.2f with any member's", bayes, regression, next, any)
	t.Log(said)
	if b, ok := t.(*testing.B); ok {
		b.ReportMetric(bayes, "AUC-bayes")
		b.ReportMetric(regression, "AUC-regression")
	}
	for _, a := range []float64{bayes, regression} {
		if a < 0.5-bound || a > 0.5+bound {
			t.Errorf("a stranger tells members from nobody: %s", said)
			return
		}
	}
	if next > any+0.15 {
		t.Errorf("nobody changes with a member: %s", said)
	}
}

// The same with more members, whom the stranger watches each month.
func BenchmarkAYear(b *testing.B) {
	for b.Loop() {
		judge(b, 3, 400, 800, 13)
	}
}
