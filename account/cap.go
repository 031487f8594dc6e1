package account

import (
	"slices"
	"time"
)

// Cap allows Max events within Window.
type Cap struct {
	Max    int
	Window time.Duration
}

// FreeAt tells when one more event is allowed; zero: now. The events come in any order. One that lies in the future
// (the clock went back) counts: a fault never opens a door. An event leaves the window when exactly Window old.
func (c Cap) FreeAt(events []time.Time, now time.Time) time.Time {
	if c.Max <= 0 {
		return now.Add(c.Window)
	}
	var within []time.Time
	for _, e := range events {
		if e.Add(c.Window).After(now) {
			within = append(within, e)
		}
	}
	if len(within) < c.Max {
		return time.Time{}
	}
	slices.SortFunc(within, time.Time.Compare)
	return within[len(within)-c.Max].Add(c.Window)
}

// FreeAt tells when all caps allow one more event; zero: now.
func FreeAt(caps []Cap, events []time.Time, now time.Time) (free time.Time) {
	for _, c := range caps {
		if at := c.FreeAt(events, now); at.After(free) {
			free = at
		}
	}
	return free
}

// LoginRetry tells when the next login may be tried after these failures of an identifier (since its last success; any
// order); zero: now. From the LoginFree-th failure of the last 24 hours the newest one is followed by a delay that
// doubles up to LoginMaxDelay; LoginPerDay caps the day.
func (l Limits) LoginRetry(failures []time.Time, now time.Time) time.Time {
	recent := 0
	var newest time.Time
	for _, f := range failures {
		if f.Add(day).After(now) {
			recent++
			if f.After(newest) {
				newest = f
			}
		}
	}
	retry := Cap{l.LoginPerDay, day}.FreeAt(failures, now)
	if recent >= l.LoginFree {
		delay := l.LoginFirstDelay
		for i := l.LoginFree; i < recent && delay < l.LoginMaxDelay; i++ {
			delay *= 2
		}
		if at := newest.Add(min(delay, l.LoginMaxDelay)); at.After(retry) {
			retry = at
		}
	}
	if !retry.After(now) {
		return time.Time{}
	}
	return retry
}
