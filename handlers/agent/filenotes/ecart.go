package filenotes

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

// ShowDifference shows a contact that differs from the file, and the form that settles it.
func (a *Pages) ShowDifference(c echo.Context, m *db.Member) error {
	return a.differenceScreen(c, m, nil)
}

func (a *Pages) differenceScreen(c echo.Context, m *db.Member, refused error) error {
	x, err := acts.Difference(c.Request().Context(), a.DB.Reader, m, desk.KindNamed(c.Param("moyen")))
	if web.IsNotFound(err) {
		return a.Acted(c, m, "deja") // settled by a colleague, in another tab, or by a file
	}
	if err != nil {
		return err
	}
	f := desk.FieldOf(x.Kind)
	s := views.Screen{Template: "agent/ecart", Action: desk.MemberURL(m.ID) + "/ecart/" + f.Name, Data: views.DeskDifferenceData{Who: a.Who(m), Label: f.Label,
		Current: desk.ShownContact(x.Kind, m.Contacts[x.Kind].Value), File: desk.ShownContact(x.Kind, x.Value)}}
	return a.ShowAct(c, m, s, refused)
}

// SubmitDifference keeps the current contact or takes the file's.
func (a *Pages) SubmitDifference(c echo.Context, m *db.Member) error {
	takesFile, none := parseChoice(c)
	reason, err := desk.ParseGroundsOf(events.FileMatter, c, m.Profile)
	if err = web.JoinRefusals(none, err); err == nil {
		err = a.OnMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
			return a.Acts.SettleDifference(ctx, t, who, d, desk.KindNamed(c.Param("moyen")), takesFile)
		})
	}
	if err != nil {
		return a.Again(c, m, err, a.differenceScreen)
	}
	return a.Acted(c, m, "ecart")
}

// parseChoice reads whether the file's value is taken, or the current one is kept.
func parseChoice(c echo.Context) (takesFile bool, err error) {
	choice := c.FormValue("choix")
	if choice != "ici" && choice != "fichier" {
		return false, web.Refuse("choix", texts.ChooseOneOfTwo)
	}
	return choice == "fichier", nil
}
