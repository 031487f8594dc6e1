package account

import (
	"slices"
	"time"
)

// The waits of a Pace.
const (
	paceStep = time.Minute
	paceMost = 10 * paceStep
)

// Pace slows down an agent beyond PerHour acts of one kind: each further act has to wait after the newest one, a minute
// longer every time, ten minutes at most. It never blocks an agent completely, so a busy day is only slower.
type Pace struct{ PerHour int }

// FreeAt returns when one more is allowed after these events; zero means immediately.
func (p Pace) FreeAt(events []time.Time, now time.Time) time.Time {
	within := 0
	var newest time.Time
	for _, e := range events {
		if e.Add(time.Hour).After(now) {
			within++
			if e.After(newest) {
				newest = e
			}
		}
	}
	if within < p.PerHour {
		return time.Time{}
	}
	free := newest.Add(min(time.Duration(within-p.PerHour+1)*paceStep, paceMost))
	if !free.After(now) {
		return time.Time{}
	}
	return free
}

// BusiestHour returns the most events within an hour, and the first of them.
func BusiestHour(events []time.Time) (most int, since time.Time) {
	events = slices.SortedFunc(slices.Values(events), time.Time.Compare)
	first := 0
	for last, e := range events {
		for !events[first].Add(time.Hour).After(e) {
			first++
		}
		if n := last - first + 1; n > most {
			most, since = n, events[first]
		}
	}
	return most, since
}
