package account

import (
	"slices"
	"time"
)

// Cap is a rate limit: Max events within a sliding Window.
type Cap struct {
	Max    int
	Window time.Duration
}

// FreeAt returns when one more event is allowed; zero means immediately. Events may be in any order. An event in the
// future (the clock went back) counts, so that a clock error never lifts a limit. An event leaves the window when it is
// exactly Window old.
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

// FreeAt returns when all caps allow one more event; zero means immediately.
func FreeAt(caps []Cap, events []time.Time, now time.Time) (free time.Time) {
	for _, c := range caps {
		if at := c.FreeAt(events, now); at.After(free) {
			free = at
		}
	}
	return free
}

// LoginRetry returns when the next login attempt is allowed after these failures of an identifier since its last
// success; zero means immediately. From the LoginFree-th failure within 24 hours on, a delay follows the last failure;
// it doubles up to LoginMaxDelay. LoginPerDay is the daily limit.
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
