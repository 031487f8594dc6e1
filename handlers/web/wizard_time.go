package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/texts"
	"sesame/views"
)

// timeParam in the address of a step requests more time.
const timeParam = "temps"

// inProgress says whether the journey of the place can still expire: it has begun and is not finished.
func (p *Place) inProgress() bool { return p.Flow != nil && p.Flow.Outcome == "" }

// ends returns when the journey of a place in progress ends by itself. The remaining time is in whole minutes, so that pages of
// two journeys that began alike are alike.
func (w *Wizard) ends(p *Place) *views.SessionEnd {
	end := p.Flow.ExpiresAt
	told := &views.SessionEnd{At: w.App.Clock(end.Truncate(time.Minute)), Seconds: int(end.Sub(w.App.Now()) / time.Minute * 60), Journey: true}
	if end.Before(w.App.Acts.LongestFlow(p.Flow)) {
		told.Stay = w.moreTime(p)
	}
	return told
}

// moreTime returns the address at which the journey of a place is prolonged.
func (w *Wizard) moreTime(p *Place) string {
	separator := "?"
	if p.demand != "" {
		separator = "&"
	}
	return w.URL(p) + separator + timeParam + "=plus"
}

// prolong gives the journey more time and shows its current step. The version stays, so that entries in another tab's form
// are not lost.
func (w *Wizard) prolong(c echo.Context, p *Place, step string) error {
	ctx := c.Request().Context()
	err := w.App.DB.InTx(ctx, func(t *db.Tx) error {
		if err := w.App.Acts.ProlongFlow(ctx, t, p.Flow); err != nil {
			return err
		}
		return w.App.Acts.LetRequestWait(ctx, t, BrowserKey(c), p.Flow.ExpiresAt)
	})
	if err != nil {
		return err
	}
	if p.Step.Name != step {
		return &Away{w.moreTime(p)}
	}
	return w.show(c, p, http.StatusOK, func(s *views.Screen) {
		s.Notice = texts.JourneyUntil(w.ends(p).At)
	})
}
