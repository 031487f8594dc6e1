package member

import (
	"fmt"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/handlers/web"
	"sesame/views"
)

func (a *Pages) showForgottenEnd(c echo.Context, p *web.Place) (views.Screen, error) {
	d := views.ConfirmationData{
		Outcome: p.Flow.Outcome,
		Hours:   int(a.Limits.TemporaryTTL / time.Hour),
		Days:    int(a.Limits.LetterTTL / (24 * time.Hour)),
	}
	newest, agent, err := a.Acts.EarlierLetter(c.Request().Context(), p.Flow)
	if err != nil {
		return views.Screen{}, err
	}
	if !newest.IsZero() {
		newest = newest.In(a.Location)
		d.Before, d.Agent = fmt.Sprintf("le %s %d", web.DayMonth(newest), newest.Year()), agent
	}
	if channel := account.Channel(d.Outcome); channel != account.Letter {
		d.Late, err = a.Late(c.Request().Context(), channel)
	}
	return views.Screen{Request: p.Flow.Request, Data: d}, err
}
