package db_test

import (
	"sync"
	"testing"
	"time"

	"sesame/db"
)

// BenchmarkCommits compares 50 concurrent writers with a single one, alternately in one run: acts that share a commit, and acts
// with commits of their own. Each act counts an event of a limit.
func BenchmarkCommits(b *testing.B) {
	const writers, turns, each = 50, 5, 2000
	d := openDB(b)
	round := func(writers int) time.Duration {
		began := time.Now()
		var all sync.WaitGroup
		for w := range writers {
			all.Go(func() {
				for range each / writers {
					if err := d.InTx(b.Context(), func(tx *db.Tx) error { return counts(b.Context(), byte(w))(tx) }); err != nil {
						b.Error(err)
					}
				}
			})
		}
		all.Wait()
		return time.Since(began)
	}
	for b.Loop() {
		var alone, together time.Duration
		for range turns {
			alone += round(1)
			together += round(writers)
		}
		b.ReportMetric(turns*each/alone.Seconds(), "acts/s-1")
		b.ReportMetric(turns*each/together.Seconds(), "acts/s-50")
		b.ReportMetric(alone.Seconds()/together.Seconds(), "ratio")
	}
}
