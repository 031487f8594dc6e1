package agent

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

// difference is the one that the address names; db.ErrNotFound for one that is settled.
func difference(ctx context.Context, t db.Reader, m *db.Member, name string) (db.Difference, error) {
	all, err := t.Differences(ctx, m)
	if err != nil {
		return db.Difference{}, err
	}
	for _, d := range all {
		if fieldOf(d.Kind).name == name {
			return d, nil
		}
	}
	return db.Difference{}, db.ErrNotFound
}

func (a *Pages) showDifference(c echo.Context, m *db.Member) error {
	return a.differenceScreen(c, m, nil)
}

func (a *Pages) differenceScreen(c echo.Context, m *db.Member, refused error) error {
	x, err := difference(c.Request().Context(), a.DB.Reader, m, c.Param("moyen"))
	if web.IsNotFound(err) {
		return a.Redirect(c, memberURL(m.ID)) // somebody has decided
	}
	if err != nil {
		return err
	}
	f := fieldOf(x.Kind)
	s := views.Screen{Data: views.DeskDifferenceData{Who: a.who(m), Label: f.label,
		Current: shownContact(x.Kind, m.Contacts[x.Kind].Value), File: shownContact(x.Kind, x.Value)}}
	if s.Version, err = a.version(c.Request().Context(), a.DB.Reader, m, a.Now()); err != nil {
		return err
	}
	s.Template, s.Action = "agent/ecart", memberURL(m.ID)+"/ecart/"+f.name
	return a.deskScreen(c, 200, s, refused)
}

// submitDifference keeps the contact in place, or takes the file's.
func (a *Pages) submitDifference(c echo.Context, m *db.Member) error {
	ctx, choice := c.Request().Context(), c.FormValue("choix")
	var none error
	if choice != "ici" && choice != "fichier" {
		none = web.Refuse("choix", texts.ChooseOneOfTwo)
	}
	reason, err := parseReason(c, m)
	if err = together(none, err); err == nil {
		err = a.perform(c, m, reason, func(d deed) error {
			x, err := difference(ctx, d.Reader, d.m, c.Param("moyen"))
			if web.IsNotFound(err) {
				return a.stale(ctx, d.Reader, d.m)
			}
			if err != nil {
				return err
			}
			taken := events.Kept
			if choice == "ici" {
				err = d.DismissDifference(ctx, d.m.ID, x.Kind, d.now)
			} else {
				_, err = a.setContacts(c, d, map[db.ContactKind]string{x.Kind: x.Value})
				taken = events.FromFile
			}
			if err != nil {
				return err
			}
			return a.Audit(c, d.Tx, events.DifferenceSettled.OK(d.m.IdentifierKey, events.Details{Contacts: []string{string(x.Kind)}, Cause: taken, Note: d.reason}))
		})
	}
	if err != nil {
		return a.again(c, m, err, a.differenceScreen)
	}
	return a.acted(c, m, "ecart")
}
