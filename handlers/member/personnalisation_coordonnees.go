package member

import (
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/views"
)

func (a *Pages) showContacts(_ echo.Context, p *web.Place) (views.Screen, error) {
	email := account.ShowEmail(p.Member.Contacts[db.Email].Value)
	values := web.PhoneValues(p.Member)
	values["email"] = email
	if p.Flow.NewEmail != "" { // address being corrected: its field is open
		values["email"], email = account.ShowEmail(p.Flow.NewEmail), ""
	}
	return views.Screen{Values: values, Data: views.ContactsData{Email: email}}, nil
}

// submitContacts stores the contacts. Phone numbers take effect immediately; an unverified e-mail address takes effect
// once a code confirms it.
func (a *Pages) submitContacts(c echo.Context, p *web.Place) error {
	verified := ""
	if known := p.Member.Contacts[db.Email]; !known.VerifiedAt.IsZero() {
		verified = known.Value
	}
	email, malformed := a.ParseEmail(c, verified)
	numbers, err := web.ParsePhones(c)
	if err := web.Together(malformed, err); err != nil {
		return err
	}
	ctx := c.Request().Context()
	var login int64
	err = a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		login, err = a.Acts.ConfirmContacts(ctx, t, a.Actor(c), p.Flow, p.Member, numbers, email)
		return err
	})
	if err != nil {
		return err
	}
	return a.reenter(c, login)
}

// reenter changes the session ID because the rights have changed.
func (a *Pages) reenter(c echo.Context, login int64) error {
	c.Set(web.KeyVisitor, nil)
	if login == 0 {
		return nil
	}
	return a.Enter(c, login)
}
