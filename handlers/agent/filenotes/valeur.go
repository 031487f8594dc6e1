package filenotes

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/views"
)

// ShowLeftOutValue shows a value that an import could not read, and the form that dismisses it.
func (a *Pages) ShowLeftOutValue(c echo.Context, m *db.Member) error {
	return a.leftOutScreen(c, m, nil)
}

func (a *Pages) leftOutScreen(c echo.Context, m *db.Member, refused error) error {
	l, err := acts.LeftOut(c.Request().Context(), a.DB.Reader, m, c.Param("colonne"))
	if web.IsNotFound(err) {
		return a.Acted(c, m, "deja") // dismissed by a colleague, in another tab, or by a file
	}
	if err != nil {
		return err
	}
	s := views.Screen{Template: "agent/valeur", Action: desk.MemberURL(m.ID) + "/valeur/" + l.Field, Data: views.DeskLeftOutValueData{Who: a.Who(m), Value: a.LeftOutRow(l)}}
	return a.ShowAct(c, m, s, refused)
}

// DismissLeftOut removes the value from the list.
func (a *Pages) DismissLeftOut(c echo.Context, m *db.Member) error {
	reason, err := desk.ParseGroundsOf(events.FileMatter, c, m.Profile)
	if err == nil {
		err = a.OnMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
			return a.Acts.DismissValue(ctx, t, who, d, c.Param("colonne"))
		})
	}
	if err != nil {
		return a.Again(c, m, err, a.leftOutScreen)
	}
	return a.Acted(c, m, "valeur")
}
