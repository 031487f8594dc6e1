package gauge

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/trustelem/zxcvbn"
)

// typing is the number of people who type at once in BenchmarkGaugeTargets.
const typing = 50

// BenchmarkGaugeTargets prints the gauge's times beside their targets, and beside those of the library alone on the same
// passwords in the same run.
func BenchmarkGaugeTargets(b *testing.B) {
	Judge("Warm-up-7", jeanne)
	for b.Loop() {
		fmt.Println("\n| figure | gauge | reference | ratio | target |\n|---|---|---|---|---|")
		for _, n := range []int{12, 64} {
			ours, library := families99(n)
			row(fmt.Sprintf("p99 of one judgement, %d characters", n), ours, "library alone", library, "≤ 2 ms")
		}
		ours, library := time.Duration(0), time.Duration(0)
		for _, s := range hardest(b) {
			ours = max(ours, judged(s, 5))
			start := time.Now()
			zxcvbn.PasswordStrength(s, nil)
			library = max(library, time.Since(start))
		}
		row("worst of 128 characters", ours, "library alone", library, "≤ 20 ms")
		one, _ := typed(1)
		many, first := typed(typing)
		var later []float64
		row(fmt.Sprintf("p99 of one key, %d people typing", typing), many, "one person typing", one, "")
		for range 9 {
			_, heap := typed(typing)
			later = append(later, heap...)
		}
		early, late := slices.Max(first), slices.Max(later)
		fmt.Printf("| peak heap, %d people typing, nine rounds more | %.1f MB | first round %.1f MB | %.2f | ≤ 1.2 |\n\n", typing, mega(late), mega(early), late/early)
	}
}

func mega(bytes float64) float64 { return bytes / 1e6 }

func row(name string, figure time.Duration, reference string, other time.Duration, target string) {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	fmt.Printf("| %s | %.2f ms | %s %.2f ms | %.3f | %s |\n", name, ms(figure), reference, ms(other), float64(figure)/float64(other), target)
}

// families99 returns the 99th percentile of the times of all families together: ours, as the best of three runs, and the
// library's, which is too slow for three runs.
func families99(n int) (ours, library time.Duration) {
	const each = 40
	r := rand.New(rand.NewPCG(1, 2))
	var all, alone []time.Duration
	for _, in := range inputs {
		for range each {
			password := "aA1!" + in.make(r, n-4)
			all = append(all, judged(password, 3))
			start := time.Now()
			zxcvbn.PasswordStrength(password, nil)
			alone = append(alone, time.Since(start))
		}
	}
	return percentile99(all), percentile99(alone)
}

func percentile99(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)*99/100]
}

// typed returns the 99th percentile of the time for a key when this many people type at once, each 20 proposals with a
// judgement after each key; and the size of the heap meanwhile.
func typed(people int) (p99 time.Duration, heap []float64) {
	const passwords, pause = 20, 10 * time.Millisecond
	var all []time.Duration
	var lock sync.Mutex
	var done sync.WaitGroup
	runtime.GC()
	for range people {
		done.Go(func() {
			var own []time.Duration
			for range passwords {
				s := Propose()
				for end := 1; end <= len(s); end++ {
					start := time.Now()
					Judge(s[:end], jeanne)
					own = append(own, time.Since(start))
				}
			}
			lock.Lock()
			defer lock.Unlock()
			all = append(all, own...)
		})
	}
	over := make(chan struct{})
	go func() { done.Wait(); close(over) }()
	for {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		heap = append(heap, float64(m.HeapInuse))
		select {
		case <-over:
			return percentile99(all), heap
		case <-time.After(pause):
		}
	}
}
