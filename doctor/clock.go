package doctor

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

const (
	firstYear  = 2026             // earlier than this program: the clock is wrong
	clockDrift = time.Minute      // between the wall clock and the monotonic clock
	clockError = 30 * time.Second // from another computer: authenticators and FranceConnect's tokens bear no more
)

// clock reports a clock that cannot be right, and compares it with that of another computer: the first of Clocks that answers.
func (d *Doctor) clock(ctx context.Context) Finding {
	now := d.Now()
	if err := ClockFault(d.Started, now); err != nil {
		return failed(err.Error())
	}
	says := now.In(d.Location).Format("02/01/2006 15:04 MST")
	for _, address := range d.Clocks {
		off, err := d.ahead(ctx, address)
		if err != nil {
			continue
		}
		if off.Abs() > clockError {
			way := "avance"
			if off < 0 {
				way = "retarde"
			}
			return failed(fmt.Sprintf("elle %s de %s sur celle de %s : mettez l'ordinateur à l'heure, par exemple « timedatectl set-ntp true »", way, off.Abs().Round(time.Second), address.Host))
		}
		return ok(says + ", comme " + address.Host)
	}
	return ok(says)
}

// ahead is by how much this computer's clock is ahead of that of a web server, by the date of its answer.
func (d *Doctor) ahead(ctx context.Context, address *url.URL) (time.Duration, error) {
	began := d.Now()
	response, err := d.ask(ctx, http.MethodHead, address.String())
	if err != nil {
		return 0, err
	}
	_ = response.Body.Close() // a HEAD has none
	date, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		return 0, fmt.Errorf("compare the clocks: %w", err)
	}
	// The answer was dated between question and now, and its seconds are whole.
	if now := d.Now(); date.Before(began.Add(-time.Second)) {
		return began.Sub(date), nil
	} else if date.After(now) {
		return now.Sub(date), nil
	}
	return 0, nil
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
