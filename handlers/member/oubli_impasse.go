package member

import (
	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/views"
)

// showImpasse is where no code can be sent for now: when again, and what stays open.
func (a *Pages) showImpasse(c echo.Context, p *web.Place) (views.Screen, error) {
	msg, _ := a.Destination(p.Member, p.Flow.Channel)
	_, until, err := a.CodeCaps(c.Request().Context(), a.DB.Reader, web.Strangers, p.Flow.SubjectKey, a.CodeDestination(p.Flow, msg), a.Now())
	return views.Screen{Data: views.ImpasseData{RetryAt: a.Clock(until), Journey: until.IsZero()}}, err
}

// submitImpasse: the letter is always open.
func (a *Pages) submitImpasse(c echo.Context, p *web.Place) error { return a.sendLetter(c, p) }
