package handlers_test

import (
	"maps"
	"slices"
	"testing"
	"time"
)

// BenchmarkTwoYearsOfAStranger runs the hog every fifth day for two years, six times a day, and purges once a day. It prints
// the number of rows of each table and the size of the file, and fails if they still grow in the last half year: nothing is
// kept for longer than thirteen months, because the audit log deletes whole months.
func BenchmarkTwoYearsOfAStranger(b *testing.B) {
	const (
		visits   = 6
		interval = 5
		spare    = 1.02 // visits differ a little in what they leave
	)
	for b.Loop() {
		h := newHog(b)
		file := h.s.Raw()
		held := map[int]map[string]int{}
		for day := 1; day <= 730; day++ {
			for range visits {
				if day%interval == 0 {
					h.tick()
				}
				h.s.Wait(24 * time.Hour / visits)
			}
			purged(b, h.s)
			if slices.Contains([]int{90, 180, 365, 545, 730}, day) {
				held[day] = rowsByTable(b, file)
				held[day]["bytes of the file"] = bytesInUse(b, file)
			}
		}
		for _, what := range slices.Sorted(maps.Keys(held[730])) {
			before, last := held[545][what], held[730][what]
			if held[365][what]+before+last > 0 {
				b.Logf("%-18s after 90 days %7d, 180: %7d, 365: %7d, 545: %7d, 730: %7d", what, held[90][what], held[180][what], held[365][what], before, last)
			}
			if float64(last) > spare*float64(before)+50 {
				b.Errorf("%s: %d after a year and a half, %d after two years", what, before, last)
			}
		}
		b.ReportMetric(float64(held[365]["bytes of the file"])/1e6, "MB-after-a-year")
		b.ReportMetric(float64(held[730]["bytes of the file"])/1e6, "MB-after-two")
	}
}
