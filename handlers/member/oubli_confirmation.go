package member

import (
	"fmt"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

// letterDays is how many days after a demand its letter should have come at the latest: a few to be printed, a few by post.
const letterDays = 10

// showForgottenEnd says what happens now.
func (a *Pages) showForgottenEnd(c echo.Context, p *web.Place) (views.Screen, error) {
	d := views.ConfirmationData{
		Outcome: p.Flow.Outcome,
		Life:    texts.Lasting(int(a.Limits.TemporaryTTL / time.Minute)),
		By:      a.onDay(p.Flow.EndedAt.In(a.Location).AddDate(0, 0, letterDays)),
	}
	letter, err := a.Acts.LetterOf(c.Request().Context(), p.Flow)
	if err != nil {
		return views.Screen{}, err
	}
	d.Before, d.Waits, d.Quarter, d.Declined = a.onDay(letter.Newest), a.onDay(letter.Waits), letter.Quarter, letter.Ended
	if channel := account.Channel(d.Outcome); channel == account.Letter {
		d.Life = texts.Lasting(int(a.Limits.LetterTTL / time.Minute))
	} else {
		d.Late, err = a.Late(c.Request().Context(), channel)
		d.Late = slices.DeleteFunc(d.Late, func(said string) bool { return said == texts.SMSWait }) // a temporary password that was proved does not wait
	}
	return views.Screen{Request: p.Flow.Request, Data: d}, err
}

// onDay is « le 3 novembre 2026 »; empty for the zero instant.
func (a *Pages) onDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(a.Location)
	return fmt.Sprintf("le %s %d", web.DayMonth(t), t.Year())
}
