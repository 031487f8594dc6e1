package doctor

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

const (
	clockError = 30 * time.Second // compared with another computer: authenticators and FranceConnect's tokens tolerate no more
)

// clock reports a clock that is certainly wrong, and compares it with that of another computer: the first of Clocks that
// answers.
func (d *Doctor) clock(ctx context.Context) Finding {
	now := d.Now()
	if err := d.jumps.Fault(now); err != nil {
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
			return failed(fmt.Sprintf("elle %s de %s sur celle de %s : mettez l'ordinateur à l'heure, par exemple « timedatectl set-ntp true »", way, span(off.Abs()), address.Host))
		}
		return ok(says + ", comme " + address.Host)
	}
	return ok(says)
}

// span formats a duration for people, in one unit.
func span(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d secondes", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d heures", int(d.Hours()))
	}
	return fmt.Sprintf("%d jours", int(d.Hours()/24))
}

// ahead returns by how much this computer's clock is ahead of a web server's, by the date of its response.
func (d *Doctor) ahead(ctx context.Context, address *url.URL) (time.Duration, error) {
	began := d.Now()
	response, err := d.ask(ctx, http.MethodHead, address.String())
	if err != nil {
		return 0, err
	}
	_ = response.Body.Close() // the response to a HEAD has no body
	date, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		return 0, fmt.Errorf("compare the clocks: %w", err)
	}
	// The response was dated between the request and now, in whole seconds.
	if now := d.Now(); date.Before(began.Add(-time.Second)) {
		return began.Sub(date), nil
	} else if date.After(now) {
		return now.Sub(date), nil
	}
	return 0, nil
}
