package member

import (
	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
)

// submitImpasse requests a letter, which is always possible once the journey has sent all its codes.
func (a *Pages) submitImpasse(c echo.Context, p *web.Place) error {
	return a.Acts.SendTemporary(c.Request().Context(), a.Actor(c), p.Flow, p.Member)
}
