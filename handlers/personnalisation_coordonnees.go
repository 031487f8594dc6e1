package handlers

import (
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/views"
)

func (a *App) showContacts(_ echo.Context, p *place) (views.Screen, error) {
	email := p.member.Contacts[db.Email].Value
	if p.flow.NewEmail != "" {
		email = p.flow.NewEmail // being corrected
	}
	values := phoneValues(p.member)
	values["email"] = email
	return views.Screen{Values: values, Data: views.ContactsData{Email: email}}, nil
}

// setPhones writes the numbers that changed and tells the member, the former mobile included.
func (a *App) setPhones(c echo.Context, t *db.Tx, m *db.Member, numbers map[db.ContactKind]string, now time.Time) error {
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
	if err := a.audit(c, t, eventPhonesChanged, m.IdentifierKey, db.ResultOK, ""); err != nil {
		return err
	}
	var also []string
	if former := m.Contacts[db.Mobile].Value; numbers[db.Mobile] != former {
		also = []string{former, numbers[db.Mobile]}
	}
	return a.tell(ctx, t, m, db.KindPhoneChanged, "", now, also...)
}

// submitContacts keeps the coordinates. The phones count at once; an address that was never verified counts once the
// code sent to it comes back.
func (a *App) submitContacts(c echo.Context, p *place) error {
	numbers, errs, err := parsePhones(c)
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
		return &refusal{fields: errs}
	}
	known := p.member.Contacts[db.Email]
	verified := email == known.Value && !known.VerifiedAt.IsZero()
	ctx, f, now := c.Request().Context(), p.flow, a.Now()
	var login int64
	err = a.commit(c, func(t *db.Tx) error {
		if err := p.stillOpen(ctx, t); err != nil {
			return err
		}
		if err := a.setPhones(c, t, p.member, numbers, now); err != nil {
			return err
		}
		if err := a.audit(c, t, eventContactsConfirmed, p.member.IdentifierKey, db.ResultOK, ""); err != nil {
			return err
		}
		f.NewEmail, f.Blocked = "", ""
		if verified {
			if err := t.StateContacts(ctx, p.member, "", now); err != nil {
				return err
			}
			if login, err = a.endPersonalisation(c, t, p, now); err != nil {
				return err
			}
			return save(c, t, f)
		}
		f.NewEmail = email // the code that is sent now verifies this address and no other
		if err := t.StateContacts(ctx, p.member, email, now); err != nil {
			return err
		}
		if err := a.sendCode(c, t, f, p.member, emailCode(p.member, email), owners, now); err != nil {
			return err
		}
		return save(c, t, f)
	})
	if err != nil {
		return err
	}
	return a.reenter(c, login)
}

// emailCode is the message that verifies an address.
func emailCode(m *db.Member, address string) db.Message {
	return db.Message{Kind: db.KindEmailCode, Channel: "email", To: address, Name: m.Profile.DisplayName()}
}

// endPersonalisation ends journey B: what was opened for it alone closes, in other browsers too, and the private space
// opens.
func (a *App) endPersonalisation(c echo.Context, t *db.Tx, p *place, now time.Time) (int64, error) {
	ctx := c.Request().Context()
	if err := t.EndPersonalisation(ctx, p.member.ID, now); err != nil {
		return 0, err
	}
	if err := t.CloseLogin(ctx, p.member.ID, p.visitor.login.ID, now); err != nil {
		return 0, err
	}
	if err := t.CloseLimited(ctx, p.member.ID, now); err != nil {
		return 0, err
	}
	finish(p.flow, "done", now)
	if err := a.audit(c, t, eventLogin, p.member.IdentifierKey, db.ResultOK, p.flow.Journey); err != nil {
		return 0, err
	}
	return t.OpenLogin(ctx, p.member.ID, methodPassword, device(c.Request().UserAgent()), now)
}

// reenter changes the session's id when rights changed.
func (a *App) reenter(c echo.Context, login int64) error {
	c.Set(keyVisitor, nil)
	if login == 0 {
		return nil
	}
	return a.enter(c, login)
}
