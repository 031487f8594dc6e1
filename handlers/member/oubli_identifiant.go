package member

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/views"
)

// showIdentifier fills in the identifier of the member who is logged in, or the one carried from a login of this browser or,
// after « Corriger », the one typed in the journey that the new one replaces.
func (a *Pages) showIdentifier(w *web.Wizard) func(echo.Context, *web.Place) (views.Screen, error) {
	return func(c echo.Context, _ *web.Place) (views.Screen, error) {
		if c.QueryParam("etat") != "correction" {
			known, err := a.identifierAtHand(c)
			return views.Screen{Values: map[string]string{"identifiant": known}}, err
		}
		typed, name, err := w.Correcting(c)
		return views.Screen{Values: map[string]string{"identifiant": typed, "corrige": name}}, err
	}
}

// identifierAtHand returns the identifier of the member who is logged in, else the one carried from a login; empty for none.
func (a *Pages) identifierAtHand(c echo.Context) (string, error) {
	v, err := a.Visitor(c)
	if err != nil {
		return "", err
	}
	if v != nil && !v.Limited() {
		return v.Member.Profile.Identifier, nil
	}
	return a.CarriedIdentifier(c), nil
}

// submitIdentifier begins « oubli » or « inscription » for the identifier.
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
		a.DropIdentifier(c)
		subject.Typed = account.Cleaned(c.FormValue("identifiant"))
		return w.Begin(c, func(ctx context.Context, t *db.Tx, _ []byte) (*db.Flow, error) {
			if err := w.Replace(ctx, t, c, c.FormValue("corrige")); err != nil {
				return nil, err
			}
			return a.Acts.BeginForgotten(ctx, t, a.Actor(c), w.Journey, subject, web.BrowserKey(c))
		})
	}
}
