package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/views"
)

// showDesk is where an agent begins: what waits for somebody of their role.
func (a *App) showDesk(c echo.Context) error {
	ctx, agent := c.Request().Context(), deskVisitor(c).agent
	d := views.DeskData{Login: agent.Login}
	var err error
	if d.Reinforced, err = a.reinforced(ctx, a.DB, a.Now()); err != nil {
		return err
	}
	waiting, err := a.contactTasks(ctx, agent)
	if err != nil {
		return err
	}
	d.Tasks = append(append(d.Tasks, waiting...), a.importTasks(agent)...)
	s := views.Screen{Template: "agent/accueil", Data: d}
	if c.QueryParam("etat") == "secours" {
		left, err := a.DB.RecoveryCodesLeft(ctx, agent)
		if err != nil {
			return err
		}
		s.Notice = "Vous êtes entré avec un code de secours, qui ne servira plus. " + plural(left, "Il vous reste un code.", "Il vous reste %d codes.") +
			" Remplacez vite le second facteur que vous n'avez plus."
	}
	return a.render(c, http.StatusOK, s)
}
