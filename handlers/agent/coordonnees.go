package agent

import (
	"context"
	"errors"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) showCorrection(c echo.Context, m *db.Member) error {
	return a.correctionScreen(c, m, nil)
}

func (a *Pages) correctionScreen(c echo.Context, m *db.Member, refused error) error {
	values := web.PhoneValues(m)
	values["email"] = m.Contacts[db.Email].Value
	return a.actScreen(c, m, "coordonnees", views.Screen{Values: values, Data: views.DeskActData{Who: a.who(m)}}, refused)
}

// parseCorrection reads the four contacts; an empty one takes away what was there.
func parseCorrection(c echo.Context) (map[db.ContactKind]string, error) {
	values, errs, err := web.ParsePhones(c)
	if err != nil {
		return nil, err
	}
	if text := strings.TrimSpace(c.FormValue("email")); text != "" {
		email, err := account.ParseEmail(text)
		var malformed *account.FieldError
		switch {
		case errors.As(err, &malformed):
			errs = append([]views.FieldError{{Field: "email", Message: malformed.Message}}, errs...)
		case err != nil:
			return nil, err
		default:
			values[db.Email] = email
		}
	} else if values != nil {
		values[db.Email] = ""
	}
	if len(errs) > 0 {
		return nil, &web.Refusal{Fields: errs}
	}
	return values, nil
}

// submitCorrection puts other contacts in place: unverified, and for 48 hours not enough for a reset by one agent.
func (a *Pages) submitCorrection(c echo.Context, m *db.Member) error {
	values, err := parseCorrection(c)
	reason, noReason := parseReason(c, m)
	if err = together(err, noReason); err == nil {
		err = a.perform(c, m, reason, func(d deed) error {
			changed, err := a.setContacts(c, d, values)
			if err != nil {
				return err
			}
			if len(changed) == 0 {
				return web.Refuse("", texts.NothingCorrected)
			}
			return a.Audit(c, d.Tx, events.ContactsCorrected.OK(d.m.IdentifierKey, events.Details{Contacts: changed, Note: d.reason}))
		})
	}
	if err != nil {
		return a.again(c, m, err, a.correctionScreen)
	}
	return a.acted(c, m, "coordonnees")
}

// setContacts writes the values that differ, as an agent's, tells the member where they were reached before, and names
// the contacts that changed.
func (a *Pages) setContacts(c echo.Context, d deed, values map[db.ContactKind]string) (changed []string, err error) {
	ctx := c.Request().Context()
	phones := false
	for _, f := range contactFields {
		value, given := values[f.kind]
		if !given || value == d.m.Contacts[f.kind].Value {
			continue
		}
		changed, phones = append(changed, string(f.kind)), phones || f.kind != db.Email
		if err := d.SetContact(ctx, d.m, f.kind, db.Contact{Value: value, Source: db.FromAgent}, d.now); err != nil {
			return nil, err
		}
	}
	if len(changed) == 0 {
		return nil, nil
	}
	if err := a.settleDifferences(ctx, d, values); err != nil {
		return nil, err
	}
	former := d.m.Contacts
	if email, given := values[db.Email]; given && email != former[db.Email].Value {
		if err := a.Tell(ctx, d.Tx, d.m, db.KindEmailChanged, "", d.now, former[db.Email].Value); err != nil {
			return nil, err
		}
	}
	if phones {
		if err := a.Tell(ctx, d.Tx, d.m, db.KindPhoneChanged, "", d.now, former[db.Mobile].Value); err != nil {
			return nil, err
		}
	}
	// A request to reset by what stood there before has no object any more.
	return changed, d.OvertakeApprovals(ctx, d.m.ID, visitor(c).agent.Login, d.now)
}

// settleDifferences drops those that the new values end.
func (a *Pages) settleDifferences(ctx context.Context, d deed, values map[db.ContactKind]string) error {
	differences, err := d.Differences(ctx, d.m)
	if err != nil {
		return err
	}
	for _, x := range differences {
		if strings.EqualFold(values[x.Kind], x.Value) {
			if err := d.DropDifference(ctx, d.m.ID, x.Kind); err != nil {
				return err
			}
		}
	}
	return nil
}
