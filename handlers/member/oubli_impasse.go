package member

import (
	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/views"
)

// showImpasse says when a code can be sent again and what the member can do meanwhile.
func (a *Pages) showImpasse(c echo.Context, p *web.Place) (views.Screen, error) {
	msg, _ := a.Acts.Destination(p.Member, p.Flow.Channel)
	_, until, err := a.Acts.CodeCaps(c.Request().Context(), a.DB.Reader, acts.Strangers, p.Flow.SubjectKey, a.Acts.CodeDestination(p.Flow, msg))
	return views.Screen{Data: views.ImpasseData{RetryAt: a.Clock(until), Journey: until.IsZero()}}, err
}

// submitImpasse requests a letter, which is always possible.
func (a *Pages) submitImpasse(c echo.Context, p *web.Place) error {
	return a.Acts.SendTemporary(c.Request().Context(), a.Actor(c), p.Flow, p.Member)
}
