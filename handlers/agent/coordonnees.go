package agent

import (
	"context"
	"errors"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
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

// parseCorrection parses the four contacts; an empty value removes the contact.
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

// submitCorrection replaces the contacts. The new ones are unverified, and for 48 hours a reset by one agent alone is
// not possible with them.
func (a *Pages) submitCorrection(c echo.Context, m *db.Member) error {
	values, err := parseCorrection(c)
	reason, noReason := parseReason(c, m)
	if err = together(err, noReason); err == nil {
		err = a.onMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
			return a.Acts.CorrectContacts(ctx, t, who, d, values)
		})
	}
	if err != nil {
		return a.again(c, m, err, a.correctionScreen)
	}
	return a.acted(c, m, "coordonnees")
}
