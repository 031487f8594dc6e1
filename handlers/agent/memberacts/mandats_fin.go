package memberacts

import (
	"context"
	"strconv"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/views"
)

// mandate returns the mandate named in the URL, or a 404.
func (a *Pages) mandate(c echo.Context, m *db.Member) (db.Mandate, error) {
	id, err := strconv.ParseInt(c.Param("mandat"), 10, 64)
	if err != nil {
		return db.Mandate{}, echo.ErrNotFound
	}
	all, err := a.DB.Mandates(c.Request().Context(), m.ID)
	for _, x := range all {
		if x.ID == id {
			return x, nil
		}
	}
	if err == nil {
		err = echo.ErrNotFound
	}
	return db.Mandate{}, err
}

// ShowMandateEnd shows the form that ends a mandate.
func (a *Pages) ShowMandateEnd(c echo.Context, m *db.Member) error {
	return a.mandateEndScreen(c, m, nil)
}

func (a *Pages) mandateEndScreen(c echo.Context, m *db.Member, refused error) error {
	x, err := a.mandate(c, m)
	if err != nil {
		return err
	}
	switch {
	case !x.EndedAt.IsZero() && refused == nil:
		return a.Redirect(c, desk.MemberURL(m.ID)+"/mandats")
	case !x.EndedAt.IsZero(): // ended by a colleague, or in another tab: the list says by whom
		return a.mandatesScreen(c, m, refused)
	}
	row, err := a.mandateRow(c.Request().Context(), x, x.HolderID)
	if err != nil {
		return err
	}
	s := views.Screen{Template: "agent/mandat-fin", Action: row.EndURL, Data: views.DeskMandateEndData{Who: a.Who(m), Mandate: row}}
	return a.ShowAct(c, m, s, refused)
}

// SubmitMandateEnd records the end of a mandate.
func (a *Pages) SubmitMandateEnd(c echo.Context, m *db.Member) error {
	x, err := a.mandate(c, m)
	if err != nil {
		return err
	}
	if !x.EndedAt.IsZero() {
		return a.Again(c, m, a.Stale(c.Request().Context(), m), a.mandateEndScreen)
	}
	reason, err := desk.ParseGroundsOf(events.RecordMatter, c, m.Profile)
	if err == nil {
		err = a.OnMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
			return a.Acts.EndMandate(ctx, t, who, d, x.ID)
		})
	}
	if err != nil {
		return a.Again(c, m, err, a.mandateEndScreen)
	}
	return a.Acted(c, m, "mandat-fin")
}
