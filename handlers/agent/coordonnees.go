package agent

import (
	"context"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/views"
)

func (a *Pages) showCorrection(c echo.Context, m *db.Member) error {
	return a.correctionScreen(c, m, nil)
}

func (a *Pages) correctionScreen(c echo.Context, m *db.Member, refused error) error {
	values := web.PhoneValues(m)
	values["email"] = account.ShowEmail(m.Contacts[db.Email].Value)
	return a.actScreen(c, m, "coordonnees", views.Screen{Values: values, Data: views.DeskActData{Who: a.who(m), Need: asked(acts.ToCorrectContacts)}}, refused)
}

// parseCorrection parses the four contacts; an empty value removes the contact.
func (a *Pages) parseCorrection(c echo.Context, m *db.Member) (map[db.ContactKind]string, error) {
	var (
		email     string
		malformed error
	)
	if strings.TrimFunc(c.FormValue("email"), account.Blank) != "" {
		email, malformed = a.ParseEmail(c, m.Contacts[db.Email].Value)
	}
	values, err := web.ParsePhones(c)
	if err := web.Together(malformed, err); err != nil {
		return nil, err
	}
	values[db.Email] = email
	return values, nil
}

// submitCorrection replaces the contacts. The new ones are unverified, and a reset by one agent alone is not possible with
// them until they are proved.
func (a *Pages) submitCorrection(c echo.Context, m *db.Member) error {
	values, err := a.parseCorrection(c, m)
	reason, noReason := desk.ParseGrounds(c, m.Profile)
	if err = web.Together(err, noReason); err == nil {
		err = a.onMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
			return a.Acts.CorrectContacts(ctx, t, who, d, values)
		})
	}
	if err != nil {
		return a.again(c, m, err, a.correctionScreen)
	}
	return a.acted(c, m, "coordonnees")
}
