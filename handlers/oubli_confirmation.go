package handlers

import (
	"time"

	"github.com/labstack/echo/v4"

	"sesame/views"
)

func (a *App) showForgottenEnd(c echo.Context, p *place) (views.Screen, error) {
	return views.Screen{Request: p.flow.Request, Data: views.ConfirmationData{
		Outcome: p.flow.Outcome,
		Hours:   int(a.Limits.TemporaryTTL / time.Hour),
		Days:    int(a.Limits.LetterTTL / (24 * time.Hour)),
	}}, nil
}
