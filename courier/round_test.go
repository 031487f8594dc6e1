package courier

import (
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

// The time until a person's own message is sent does not reveal whether another one was queued just before.
func TestTicksDoNotFollowTheRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const trials = 4000
		r := round{began: time.Now()}
		// wait is how long a message waits that is queued this long after another one, or after none.
		wait := func(another bool) time.Duration {
			pass(time.Duration(rand.IntN(int(time.Second))))
			r.tick = time.Time{}
			if another {
				r.woken()
			}
			pass(tickInterval / 2)
			if another && !time.Now().Before(r.tick) {
				r.tick = time.Time{} // the other message has left
			}
			r.woken()
			return time.Until(r.tick)
		}
		var alone, after time.Duration
		quarters := map[time.Duration]int{}
		for range trials {
			waited := wait(false)
			if waited <= 0 || waited > 2*tickInterval {
				t.Fatalf("a message waits for %v", waited)
			}
			alone, after = alone+waited, after+wait(true)
			quarters[r.drawn%tickInterval*4/tickInterval]++
		}
		if off := (alone - after).Abs() / trials; off > tickInterval/20 { // five times what chance does
			t.Errorf("a message waits for %v, and for %v after another one", alone/trials, after/trials)
		}
		for q := range time.Duration(4) {
			if n := quarters[q]; n < trials/10 { // the one that comes next lies late in its interval more often
				t.Errorf("%d of %d ticks lie in quarter %d of their interval", n, trials, q+1)
			}
		}
	})
}
