package agent

import (
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
)

// submitShortcuts turns the single-key shortcuts on or off, for this agent in every browser.
func (a *Pages) submitShortcuts(c echo.Context) error {
	on, state := c.FormValue("touches") == "oui", "sans-touches"
	if on {
		state = "touches"
	}
	err := a.DB.InTx(c.Request().Context(), func(t *db.Tx) error {
		return t.SetShortcuts(c.Request().Context(), desk.VisitorOf(c).Agent.ID, on)
	})
	if err != nil {
		return err
	}
	return a.Redirect(c, ownPath+"?etat="+state+"#clavier")
}
