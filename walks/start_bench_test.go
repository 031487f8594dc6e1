package walks

import (
	"os"
	"regexp"
	"slices"
	"testing"
	"time"
)

// BenchmarkStart measures the size of the program: its file, the time from its start to the first page with an existing
// database, and its memory after that.
func BenchmarkStart(b *testing.B) {
	const starts = 11
	for b.Loop() {
		path, err := program()
		if err != nil {
			b.Fatal(err)
		}
		file, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		s := newLoginSite(b)
		s.stop()
		var took []time.Duration
		var held int
		for range starts {
			began := time.Now()
			s.start()
			took = append(took, time.Since(began))
			held = s.memory(restLine)
			s.stop()
		}
		slices.Sort(took)
		tell(b, figure{what: "start to the first page", measured: milliseconds(took[starts/2]), unit: "ms", most: 60})
		tell(b, figure{what: "memory after it", measured: float64(held) / (1 << 20), unit: "MB", most: 40})
		tell(b, figure{what: "the program's file", measured: float64(file.Size()) / 1e6, unit: "MB", most: 30})
	}
}

var restLine = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)
