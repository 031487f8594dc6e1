package member

import (
	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/views"
)

// showImpasse says that the journey has had its codes, and what the member can do.
func (a *Pages) showImpasse(_ echo.Context, _ *web.Place) (views.Screen, error) {
	return views.Screen{}, nil
}

// submitImpasse requests a letter, which is always possible.
func (a *Pages) submitImpasse(c echo.Context, p *web.Place) error {
	return a.Acts.SendTemporary(c.Request().Context(), a.Actor(c), p.Flow, p.Member)
}
