package doctor

import (
	"context"
	"fmt"
	"time"
)

const (
	firstYear  = 2026        // earlier than this program: the clock is wrong
	clockDrift = time.Minute // between the wall clock and the monotonic clock
)

// clock reports a clock that cannot be right.
func (d *Doctor) clock(context.Context) Finding {
	now := d.Now()
	if err := ClockFault(d.Started, now); err != nil {
		return failed(err.Error())
	}
	return ok(now.In(d.Location).Format("02/01/2006 15:04 MST"))
}

// ClockFault reports a clock that is certainly wrong, or that has jumped since the start, because the validity of codes
// depends on it.
func ClockFault(started, now time.Time) error {
	if now.Year() < firstYear {
		return fmt.Errorf("elle indique %s : mettez l'ordinateur à l'heure", now.Format("02/01/2006"))
	}
	// Round(0) drops the monotonic reading, so that the difference is between wall clocks.
	if jump := now.Round(0).Sub(started.Round(0)) - now.Sub(started); jump.Abs() > clockDrift {
		return fmt.Errorf("elle a sauté de %s depuis le démarrage : vérifiez l'heure, puis redémarrez le service", jump.Round(time.Second))
	}
	return nil
}
