package doctor

import (
	"fmt"
	"sync"
	"time"

	"sesame/account"
)

const (
	firstYear  = 2026             // earlier than this program: the clock is wrong
	clockDrift = time.Minute      // between the wall clock and the monotonic clock
	jumpTold   = 15 * time.Minute // after sleep a machine has the right time again, and must not be reported until a restart
)

// Jumps detects jumps of the wall clock, because the validity of codes depends on it. The zero value is ready to use.
type Jumps struct {
	mu    sync.Mutex
	first time.Time     // time of the first check, with its monotonic reading
	wall  time.Time     // wall clock at the last check
	ran   time.Duration // monotonic time from the first check to the last
	at    time.Duration // monotonic time from the first check to the one that noticed the last jump
	by    time.Duration
}

// Fault reports a clock that is certainly wrong and, for a quarter of an hour, one that has jumped since the check before.
func (j *Jumps) Fault(now time.Time) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.first.IsZero() {
		j.first = now
	}
	return j.look(now.Round(0), now.Sub(j.first)) // Round(0) drops the monotonic reading
}

// look compares the wall clock with the monotonic time since the first check.
func (j *Jumps) look(wall time.Time, ran time.Duration) error {
	if wall.Year() < firstYear {
		return fmt.Errorf("elle indique %s : mettez l'ordinateur à l'heure", wall.Format(account.DayLayout))
	}
	if by := wall.Sub(j.wall) - (ran - j.ran); !j.wall.IsZero() && by.Abs() > clockDrift {
		j.at, j.by = ran, by
	}
	j.wall, j.ran = wall, ran
	if j.by == 0 || ran-j.at >= jumpTold {
		return nil
	}
	way := "avancé"
	if j.by < 0 {
		way = "reculé"
	}
	return fmt.Errorf("elle a %s d'un coup de %s : vérifiez l'heure et la synchronisation (NTP)", way, span(j.by.Abs()))
}
