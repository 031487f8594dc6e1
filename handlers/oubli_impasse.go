package handlers

import (
	"github.com/labstack/echo/v4"

	"sesame/views"
)

// showImpasse is where no code can be sent for now: when again, and what stays open.
func (a *App) showImpasse(c echo.Context, p *place) (views.Screen, error) {
	msg, _ := a.destination(p.member, p.flow.Channel)
	_, until, err := a.codeCaps(c.Request().Context(), a.DB, strangers, p.flow.SubjectKey, a.codeDestination(p.flow, msg), a.Now())
	return views.Screen{Data: views.ImpasseData{RetryAt: a.clock(until), Journey: until.IsZero()}}, err
}

// submitImpasse: the letter is always open.
func (a *App) submitImpasse(c echo.Context, p *place) error { return a.sendLetter(c, p) }
