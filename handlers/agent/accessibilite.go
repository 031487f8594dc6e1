package agent

import "github.com/labstack/echo/v4"

// showAccessibility shows the declaration to everybody; who is logged in keeps their navigation.
func (a *Pages) showAccessibility(c echo.Context) error {
	d, err := a.findAgent(c)
	if err != nil {
		return err
	}
	if d != nil {
		a.actAs(c, d)
	}
	return a.Page("agent/accessibilite")(c)
}
