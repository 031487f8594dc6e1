package memberacts

import (
	"context"
	"errors"
	"maps"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// ShowCorrection shows the form that corrects contacts.
func (a *Pages) ShowCorrection(c echo.Context, m *db.Member) error {
	return a.correctionScreen(c, m, nil)
}

// before returns the name of the hidden field with the value that a field had shown, so that an unchanged contact is not
// stored as a new one.
func before(field string) string { return field + "_avant" }

// contactValues returns the contacts for the form, and the values of the hidden fields.
func contactValues(m *db.Member) map[string]string {
	values := web.PhoneValues(m)
	values["email"] = account.ShowEmail(m.Contacts[db.Email].Value)
	for _, f := range desk.ContactFields {
		values[before(f.Name)] = values[f.Name]
	}
	return values
}

func (a *Pages) correctionScreen(c echo.Context, m *db.Member, refused error) error {
	values := contactValues(m)
	return a.ActScreen(c, m, "coordonnees", views.Screen{Values: values, Data: views.DeskActData{Who: a.Who(m), Need: asked(acts.ToCorrectContacts)}}, refused)
}

// parseCorrection parses the contacts that the agent has changed; an empty value removes the contact.
func (a *Pages) parseCorrection(c echo.Context, m *db.Member) (map[db.ContactKind]string, error) {
	var (
		email     string
		malformed error
	)
	if strings.TrimFunc(c.FormValue("email"), account.Blank) != "" {
		email, malformed = a.ParseEmail(c, m.Contacts[db.Email].Value)
	}
	values, err := web.ParsePhones(c)
	if err := web.JoinRefusals(malformed, err); err != nil {
		return nil, err
	}
	values[db.Email] = email
	for _, f := range desk.ContactFields {
		if !touched(c, f.Name) {
			delete(values, f.Kind)
		}
	}
	return values, nil
}

// touched says whether a field differs from what the page had shown.
func touched(c echo.Context, field string) bool {
	form := c.Request().PostForm
	return !form.Has(before(field)) || strings.TrimSpace(form.Get(field)) != form.Get(before(field))
}

// correctionOvertaken prepares the form after the member has changed meanwhile: fields that the agent has not changed show the
// current contacts, and each changed field says what the contact is now.
func correctionOvertaken(c echo.Context, now *db.Member, refused error) error {
	said, shown := []error{refused, web.Refuse("", texts.CorrectionOvertaken)}, contactValues(now)
	for _, f := range desk.ContactFields {
		current := shown[f.Name]
		if !touched(c, f.Name) {
			continue
		}
		delete(shown, f.Name)
		if current != c.FormValue(before(f.Name)) && current != c.FormValue(f.Name) {
			said = append(said, web.Refuse(f.Name, texts.ContactMeanwhile(current)))
		}
	}
	all := web.JoinRefusals(said...)
	var r *web.Refusal
	if errors.As(all, &r) {
		r.Change = func(s *views.Screen) { maps.Copy(s.Values, shown) }
	}
	return all
}

// SubmitCorrection replaces the contacts. The new ones are unverified, and one agent alone cannot use them for a reset
// until they are proved.
func (a *Pages) SubmitCorrection(c echo.Context, m *db.Member) error {
	values, err := a.parseCorrection(c, m)
	reason, noReason := desk.ParseGrounds(c, m.Profile)
	overtaken := false
	if err = web.JoinRefusals(err, noReason); err == nil {
		err = a.OnMember(c, m, reason, func(ctx context.Context, t *db.Tx, who acts.Actor, d acts.Deed) error {
			err := a.Acts.CorrectContacts(ctx, t, who, d, values)
			overtaken = desk.Changed(err)
			return err
		})
	}
	if err != nil {
		return a.Again(c, m, err, func(c echo.Context, now *db.Member, refused error) error {
			if overtaken {
				refused = correctionOvertaken(c, now, refused)
			}
			return a.correctionScreen(c, now, refused)
		})
	}
	return a.Acted(c, m, "coordonnees")
}
