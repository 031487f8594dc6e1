package agent

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/views"
)

// showAccessibility shows the accessibility statement to everybody, with the navigation for a logged-in agent.
func (a *Pages) showAccessibility(c echo.Context) error {
	d, err := a.findAgent(c)
	if err != nil {
		return err
	}
	if d != nil {
		a.actAs(c, d)
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/accessibilite", Data: a.Caisse.Legal})
}
