package member

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
)

// submitIdentifier starts « oubli » or « inscription » for the identifier.
func (a *Pages) submitIdentifier(w *web.Wizard) web.Act {
	return func(c echo.Context, _ *web.Place) error {
		id, err := a.ParseIdentifier(c)
		if err != nil {
			return err
		}
		ctx := c.Request().Context()
		subject, err := a.Acts.LookUp(ctx, id)
		if err != nil {
			return err
		}
		return w.Begin(c, func(ctx context.Context, t *db.Tx, _ []byte) (*db.Flow, error) {
			return a.Acts.BeginForgotten(ctx, t, a.Actor(c), w.Journey, subject, web.BrowserKey(c))
		})
	}
}
