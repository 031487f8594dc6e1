package memberacts

import (
	"context"
	"strconv"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// ShowClosing shows the form that closes an account.
func (a *Pages) ShowClosing(c echo.Context, m *db.Member) error { return a.closingScreen(c, m, nil) }

func (a *Pages) closingScreen(c echo.Context, m *db.Member, refused error) error {
	d := views.DeskClosingData{Who: a.Who(m), Asks: !acts.MayCloseAccountsAlone.Of(desk.VisitorOf(c).Agent.Role), Until: a.Until(a.Acts.ReopensUntil(a.Now()))}
	for i, cause := range db.ClosingCauses {
		d.Causes = append(d.Causes, views.DeskChoice{Value: string(cause), Label: texts.ClosingCauses[string(cause)], Key: strconv.Itoa(i + 1)})
	}
	return a.ActScreen(c, m, "fermeture", views.Screen{Data: d}, refused)
}

// parseClosing reads why the account is closed and, for a duplicate, which account is kept.
func (a *Pages) parseClosing(c echo.Context) (closing acts.Closing, err error) {
	closing.Cause = db.ClosingCause(c.FormValue("cause"))
	if texts.ClosingCauses[string(closing.Cause)] == "" {
		return closing, web.Refuse("cause", texts.ChooseCause)
	}
	if closing.Cause != db.Duplicate {
		return closing, nil
	}
	kept, err := a.ParseOther(c, "garde", texts.NoSurvivor)
	if err == nil {
		closing.Survivor = kept.ID
	}
	return closing, err
}

// SubmitClosing closes the account, or requests a colleague's approval.
func (a *Pages) SubmitClosing(c echo.Context, m *db.Member) error {
	closing, wrong := a.parseClosing(c)
	grounds, err := desk.ParseGroundsOf(events.EndMatter, c, m.Profile)
	asked := false
	if err = web.JoinRefusals(wrong, err); err == nil {
		err = a.OnMember(c, m, grounds, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) (err error) {
			asked, err = a.Acts.CloseAccount(ctx, t, who, d, closing)
			return err
		})
	}
	if err != nil {
		return a.Again(c, m, err, a.closingScreen)
	}
	if asked {
		return a.Acted(c, m, "demande")
	}
	return a.Acted(c, m, "ferme")
}
