package member

import (
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/journey"
)

// gauge rates a password while it is typed, by the same rules and data as the form of this person's journey.
func (a *Pages) gauge(c echo.Context) error {
	choice := web.Choice{Personal: a.Acts.Personal(nil)}
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if v != nil {
		choice.Member, choice.Personal = v.Member, a.Acts.Personal(v.Member)
		p, err := a.journeys[journey.Change.Name].Where(c)
		var away *web.Away
		if err != nil && !errors.As(err, &away) {
			return err
		}
		if p != nil && p.Flow != nil {
			choice.Former = a.former.of(p.Flow.ID)
		}
	}
	return a.Gauge(c, choice)
}
