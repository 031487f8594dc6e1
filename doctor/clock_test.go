package doctor

import (
	"testing"
	"time"
)

func TestAClockThatCannotBeRightIsTold(t *testing.T) {
	now := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		started, now time.Time
		wrong        bool
	}{
		"right":             {now, now.Add(time.Hour), false},
		"back at the epoch": {time.Unix(0, 0), time.Unix(60, 0), true},
	} {
		t.Run(name, func(t *testing.T) {
			if err := ClockFault(c.started, c.now); (err != nil) != c.wrong {
				t.Errorf("got %v", err)
			}
		})
	}
}
