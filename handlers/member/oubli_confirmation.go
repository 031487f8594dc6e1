package member

import (
	"time"

	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/views"
)

func (a *Pages) showForgottenEnd(c echo.Context, p *web.Place) (views.Screen, error) {
	return views.Screen{Request: p.Flow.Request, Data: views.ConfirmationData{
		Outcome: p.Flow.Outcome,
		Hours:   int(a.Limits.TemporaryTTL / time.Hour),
		Days:    int(a.Limits.LetterTTL / (24 * time.Hour)),
	}}, nil
}
