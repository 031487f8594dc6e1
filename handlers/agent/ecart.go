package agent

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) showDifference(c echo.Context, m *db.Member) error {
	return a.differenceScreen(c, m, nil)
}

func (a *Pages) differenceScreen(c echo.Context, m *db.Member, refused error) error {
	x, err := acts.Difference(c.Request().Context(), a.DB.Reader, m, kindNamed(c.Param("moyen")))
	if web.IsNotFound(err) {
		return a.Redirect(c, memberURL(m.ID)) // already settled
	}
	if err != nil {
		return err
	}
	f := fieldOf(x.Kind)
	s := views.Screen{Data: views.DeskDifferenceData{Who: a.who(m), Label: f.label,
		Current: shownContact(x.Kind, m.Contacts[x.Kind].Value), File: shownContact(x.Kind, x.Value)}}
	if s.Version, err = a.Acts.MemberVersion(c.Request().Context(), a.DB.Reader, m); err != nil {
		return err
	}
	s.Template, s.Action = "agent/ecart", memberURL(m.ID)+"/ecart/"+f.name
	return a.Show(c, 200, s, refused)
}

// submitDifference keeps the current contact or takes the file's.
func (a *Pages) submitDifference(c echo.Context, m *db.Member) error {
	choice := c.FormValue("choix")
	var none error
	if choice != "ici" && choice != "fichier" {
		none = web.Refuse("choix", texts.ChooseOneOfTwo)
	}
	reason, err := desk.ParseGroundsOf(events.FileMatter, c, m.Profile)
	if err = web.Together(none, err); err == nil {
		err = a.onMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
			return a.Acts.SettleDifference(ctx, t, who, d, kindNamed(c.Param("moyen")), choice == "fichier")
		})
	}
	if err != nil {
		return a.again(c, m, err, a.differenceScreen)
	}
	return a.acted(c, m, "ecart")
}
