package argon2

import (
	"runtime"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"
)

// BenchmarkBesideGosImplementation hashes on all processors at the cost of a password, in turns with golang.org/x/crypto, so
// that what else the machine does slows both.
func BenchmarkBesideGosImplementation(b *testing.B) {
	password, salt := []byte("Été-à-Niort7"), make([]byte, 16)
	own := func() error {
		_, err := IDKey(password, salt, 2, 19*1024, 32)
		return err
	}
	gos := func() error {
		argon2.IDKey(password, salt, 2, 19*1024, 1, 32)
		return nil
	}
	const hashes = 20
	var took [2]time.Duration
	rounds := 0
	for b.Loop() {
		for range 5 {
			for i, hash := range []func() error{own, gos} {
				took[i] += onAllProcessors(b, hashes, hash)
			}
			rounds++
		}
	}
	perSecond := func(d time.Duration) float64 { return float64(rounds*hashes) / d.Seconds() }
	b.ReportMetric(perSecond(took[0]), "hashes/s")
	b.ReportMetric(perSecond(took[1]), "x/crypto-hashes/s")
	b.ReportMetric(perSecond(took[0])/perSecond(took[1]), "ratio")
}

func onAllProcessors(b *testing.B, n int, hash func() error) time.Duration {
	b.Helper()
	jobs := make(chan struct{}, n)
	for range n {
		jobs <- struct{}{}
	}
	close(jobs)
	began := time.Now()
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for range jobs {
				if err := hash(); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	return time.Since(began)
}
