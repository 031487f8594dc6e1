package gauge

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// hardest are the slowest passwords that BenchmarkHardest has found in searches of some minutes.
func hardest(t testing.TB) []string {
	data, err := os.ReadFile(filepath.Join("testdata", "hardest.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

// BenchmarkHardest searches for the slowest passwords: it crosses and mutates the slowest known ones, and keeps the slower
// result. -benchtime 5m searches longer; -v prints what it found.
func BenchmarkHardest(b *testing.B) {
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	all := hardest(b)
	for b.Loop() {
		i := r.IntN(len(all))
		s := change(r, all[i], all[r.IntN(len(all))])
		if took := judged(s, 1); took > judged(all[i], 1) && judged(s, 3) > judged(all[i], 3) {
			all[i] = s
		}
	}
	worst := time.Duration(0)
	for _, s := range all {
		took := judged(s, 5)
		b.Logf("%v %s", took, s)
		worst = max(worst, took)
	}
	b.ReportMetric(float64(worst.Microseconds()), "worst-µs")
}

// change makes a password of MaxPassword characters from two.
func change(r *rand.Rand, s, other string) string {
	runes, others := []rune(s), []rune(other)
	for range 1 + r.IntN(4) {
		at := r.IntN(len(runes))
		n := min(1+r.IntN(12), len(runes)-at)
		switch r.IntN(4) {
		case 0:
			runes[at] = rune(typable[r.IntN(len(typable))])
		case 1: // a piece of the other
			copy(runes[at:at+n], others[r.IntN(len(others)):])
		case 2: // a piece of its own again
			copy(runes[at:at+n], []rune(string(runes[r.IntN(len(runes)):])))
		default: // something out of a family
			copy(runes[at:at+n], []rune(inputs[r.IntN(len(inputs))].make(r, n)))
		}
	}
	for len(runes) < MaxPassword {
		runes = append(runes, runes...)
	}
	return strings.ReplaceAll(string(runes[:MaxPassword]), "\n", " ")
}
