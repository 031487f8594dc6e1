package member

import (
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/views"
)

func (a *Pages) showContacts(_ echo.Context, p *web.Place) (views.Screen, error) {
	email := p.Member.Contacts[db.Email].Value
	if p.Flow.NewEmail != "" {
		email = p.Flow.NewEmail // being corrected
	}
	values := web.PhoneValues(p.Member)
	values["email"] = email
	return views.Screen{Values: values, Data: views.ContactsData{Email: email}}, nil
}

// setPhones writes the numbers that changed and tells the member, the former mobile included.
func (a *Pages) setPhones(c echo.Context, t *db.Tx, m *db.Member, numbers map[db.ContactKind]string, now time.Time) error {
	ctx := c.Request().Context()
	changed := false
	for kind, number := range numbers {
		if number == m.Contacts[kind].Value {
			continue
		}
		changed = true
		if err := t.SetContact(ctx, m, kind, db.Contact{Value: number, Source: db.FromMember}, now); err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	if err := a.Audit(c, t, events.PhonesChanged.OK(m.IdentifierKey, events.Details{})); err != nil {
		return err
	}
	var also []string
	if former := m.Contacts[db.Mobile].Value; numbers[db.Mobile] != former {
		also = []string{former, numbers[db.Mobile]}
	}
	return a.Tell(ctx, t, m, db.KindPhoneChanged, "", now, also...)
}

// submitContacts keeps the coordinates. The phones count at once; an address that was never verified counts once the
// code sent to it comes back.
func (a *Pages) submitContacts(c echo.Context, p *web.Place) error {
	numbers, errs, err := web.ParsePhones(c)
	if err != nil {
		return err
	}
	email, err := account.ParseEmail(c.FormValue("email"))
	var refused *account.FieldError
	if errors.As(err, &refused) {
		errs = append([]views.FieldError{{Field: "email", Message: refused.Message}}, errs...)
	} else if err != nil {
		return err
	}
	if len(errs) > 0 {
		return &web.Refusal{Fields: errs}
	}
	known := p.Member.Contacts[db.Email]
	verified := email == known.Value && !known.VerifiedAt.IsZero()
	ctx, f, now := c.Request().Context(), p.Flow, a.Now()
	var login int64
	err = a.DB.InTx(c.Request().Context(), func(t *db.Tx) error {
		if err := stillOpen(ctx, t, p); err != nil {
			return err
		}
		if err := a.setPhones(c, t, p.Member, numbers, now); err != nil {
			return err
		}
		if err := a.Audit(c, t, events.ContactsConfirmed.OK(p.Member.IdentifierKey, events.Details{})); err != nil {
			return err
		}
		f.NewEmail, f.Blocked = "", ""
		if verified {
			if err := t.StateContacts(ctx, p.Member, "", now); err != nil {
				return err
			}
			if login, err = a.endPersonalisation(c, t, p, now); err != nil {
				return err
			}
			return web.Save(c, t, f)
		}
		f.NewEmail = email // the code that is sent now verifies this address and no other
		if err := t.StateContacts(ctx, p.Member, email, now); err != nil {
			return err
		}
		if err := a.SendCode(c, t, f, p.Member, emailCode(p.Member, email), web.Owners, now); err != nil {
			return err
		}
		return web.Save(c, t, f)
	})
	if err != nil {
		return err
	}
	return a.reenter(c, login)
}

// emailCode is the message that verifies an address.
func emailCode(m *db.Member, address string) db.Message {
	return db.Message{Kind: db.KindEmailCode, Channel: account.Email, To: address, Name: m.Profile.DisplayName()}
}

// endPersonalisation ends the journey: what was opened for it alone closes, in other browsers too, and the private space
// opens.
func (a *Pages) endPersonalisation(c echo.Context, t *db.Tx, p *web.Place, now time.Time) (int64, error) {
	ctx := c.Request().Context()
	if err := t.EndPersonalisation(ctx, p.Member.ID, now); err != nil {
		return 0, err
	}
	if err := t.CloseLogin(ctx, p.Member.ID, p.Visitor.Login.ID, now); err != nil {
		return 0, err
	}
	if err := t.CloseLimited(ctx, p.Member.ID, now); err != nil {
		return 0, err
	}
	finish(p.Flow, "done", now)
	if err := a.Audit(c, t, events.Login.OK(p.Member.IdentifierKey, events.Details{Journey: p.Flow.Journey})); err != nil {
		return 0, err
	}
	return t.OpenLogin(ctx, p.Member.ID, web.MethodPassword, web.Device(c.Request().UserAgent()), now)
}

// reenter changes the session's id when rights changed.
func (a *Pages) reenter(c echo.Context, login int64) error {
	c.Set(web.KeyVisitor, nil)
	if login == 0 {
		return nil
	}
	return a.Enter(c, login)
}
