package agent

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/journey/acts"
	"sesame/views"
)

func (a *Pages) showRights(c echo.Context) error {
	d := views.DeskRightsData{Yours: string(desk.VisitorOf(c).Agent.Role)}
	for _, role := range db.Roles {
		d.Roles = append(d.Roles, string(role))
	}
	for _, row := range acts.Rights {
		line := views.DeskRight{Label: desk.RightLabels[row.Right]}
		for _, role := range db.Roles {
			line.Has = append(line.Has, slices.Contains(row.Roles, role))
		}
		d.Rights = append(d.Rights, line)
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/droits", Data: d})
}
