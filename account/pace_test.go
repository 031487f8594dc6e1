package account_test

import (
	"testing"
	"time"

	"sesame/account"
)

var paceStart = time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)

// each lists n instants at this distance.
func each(n int, apart time.Duration) (all []time.Time) {
	for i := range n {
		all = append(all, paceStart.Add(time.Duration(i)*apart))
	}
	return all
}

func TestAPaceWaitsLongerEachTime(t *testing.T) {
	pace := account.Pace{PerHour: 3}
	for _, c := range []struct {
		done int
		wait time.Duration
	}{{0, 0}, {2, 0}, {3, time.Minute}, {4, 2 * time.Minute}, {8, 6 * time.Minute}, {12, 10 * time.Minute}, {40, 10 * time.Minute}} {
		done := each(c.done, time.Second)
		now := paceStart.Add(time.Duration(c.done-1) * time.Second) // of the newest
		var want time.Time
		if c.wait > 0 {
			want = now.Add(c.wait)
		}
		if free := pace.FreeAt(done, now); !free.Equal(want) {
			t.Errorf("after %d: free at %s, not %s", c.done, free, want)
		}
		if free := pace.FreeAt(done, now.Add(c.wait)); !free.IsZero() {
			t.Errorf("after %d and the wait: free at %s only", c.done, free)
		}
	}
	if free := pace.FreeAt(each(40, time.Second), paceStart.Add(time.Hour+40*time.Second)); !free.IsZero() {
		t.Errorf("an hour later: free at %s only", free)
	}
}

// An agent who always waits as asked gets little more than the number per hour.
func TestAPaceBoundsADay(t *testing.T) {
	pace, now, done := account.Pace{PerHour: 60}, paceStart, []time.Time(nil)
	for now.Before(paceStart.Add(24 * time.Hour)) {
		if free := pace.FreeAt(done, now); free.After(now) {
			now = free
			continue
		}
		done = append(done, now)
	}
	if most, _ := account.BusiestHour(done); most > 60+15 {
		t.Errorf("%d in an hour", most)
	}
}

func TestBusiestHour(t *testing.T) {
	events := append(each(4, 10*time.Minute), paceStart.Add(3*time.Hour), paceStart.Add(-59*time.Minute))
	if most, since := account.BusiestHour(events); most != 4 || !since.Equal(paceStart) {
		t.Errorf("%d since %s", most, since)
	}
	if most, since := account.BusiestHour(each(2, time.Hour)); most != 1 || !since.Equal(paceStart) {
		t.Errorf("an hour apart: %d since %s", most, since)
	}
	if most, _ := account.BusiestHour(nil); most != 0 {
		t.Errorf("of nothing: %d", most)
	}
}
