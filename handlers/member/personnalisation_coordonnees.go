package member

import (
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/views"
)

func (a *Pages) showContacts(_ echo.Context, p *web.Place) (views.Screen, error) {
	email := account.ShowEmail(p.Member.Contacts[db.Email].Value)
	values := web.PhoneValues(p.Member)
	values["email"] = email
	if p.Member.PendingMobile != "" {
		values["portable"] = account.FormatPhone(p.Member.PendingMobile)
	}
	if p.Flow.NewContact != "" { // the address is being corrected: its field is open
		values["email"], email = account.ShowEmail(p.Flow.NewContact), ""
	}
	return views.Screen{Values: values, Data: views.ContactsData{Email: email}}, nil
}

// submitContacts stores the contacts. An unverified e-mail address and a new mobile number take effect once a code confirms them,
// the other numbers at once. A member who has no address and enters a mobile number may leave the address empty.
func (a *Pages) submitContacts(c echo.Context, p *web.Place) error {
	verified := ""
	if known := p.Member.Contacts[db.Email]; !known.VerifiedAt.IsZero() {
		verified = known.Value
	}
	email, malformed := a.ParseEmail(c, verified)
	numbers, err := web.ParsePhones(c)
	if c.FormValue("email") == "" && p.Member.Contacts[db.Email].Value == "" && numbers[db.Mobile] != "" {
		malformed = nil
	}
	if err := web.JoinRefusals(malformed, err); err != nil {
		return err
	}
	ctx := c.Request().Context()
	var opened acts.Finished
	err = a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		opened, err = a.Acts.ConfirmContacts(ctx, t, a.Actor(c), p.Flow, p.Member, numbers, email)
		return err
	})
	if err != nil {
		return err
	}
	return a.reenter(c, opened)
}

// reenter gives the session a new ID after its rights have changed.
func (a *Pages) reenter(c echo.Context, o acts.Finished) error {
	c.Set(web.KeyVisitor, nil)
	if o.Login == 0 {
		return nil
	}
	if o.Phones != nil {
		a.journeys[journey.Phones.Name].Follow(c, o.Phones.ID)
	}
	return a.Enter(c, o.Login)
}
