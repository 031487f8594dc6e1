package member

import (
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/events"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) showEmailCode(c echo.Context, p *web.Place) (views.Screen, error) {
	return a.CodeScreen(c.Request().Context(), p.Flow, account.Email, p.Member.PendingEmail)
}

// submitEmailCode: from a right code on, the address counts, and the personalisation is over.
func (a *Pages) submitEmailCode(c echo.Context, p *web.Place) error {
	code, err := a.ParseCode(c)
	if err != nil {
		return err
	}
	ctx, f := c.Request().Context(), p.Flow
	var (
		refused error
		login   int64
	)
	err = a.DB.InTx(c.Request().Context(), func(t *db.Tx) error {
		if err := stillOpen(ctx, t, p); err != nil {
			return err
		}
		m, err := t.Member(ctx, p.Member.ID)
		if err != nil {
			return err
		}
		if m.PendingEmail == "" || m.PendingEmail != f.NewEmail { // corrected in another browser: this code went elsewhere
			refused = web.Refuse("code", texts.CodeAddressChanged)
			return nil
		}
		now := a.Now()
		right, no, err := a.TryCode(c, t, f, code, web.Owners, now)
		if refused = no; err != nil || !right {
			return err
		}
		if err := a.verifyAddress(c, t, m, m.PendingEmail, now); err != nil {
			return err
		}
		if login, err = a.endPersonalisation(c, t, p, now); err != nil {
			return err
		}
		return web.Save(c, t, f)
	})
	if err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	return a.reenter(c, login)
}

// verifyAddress puts a proven address in place. The former one is told, and the new one, when they differ.
func (a *Pages) verifyAddress(c echo.Context, t *db.Tx, m *db.Member, address string, now time.Time) error {
	ctx := c.Request().Context()
	former := m.Contacts[db.Email]
	contact := db.Contact{Value: address, Source: db.FromMember, VerifiedAt: now}
	if err := t.SetContact(ctx, m, db.Email, contact, now); err != nil {
		return err
	}
	var changed events.Cause
	if former.Value != address {
		changed = events.Changed
	}
	if err := a.Audit(c, t, events.EmailVerified.OK(m.IdentifierKey, events.Details{Cause: changed})); err != nil {
		return err
	}
	if former.Value == "" || former.Value == address {
		return nil
	}
	return a.Tell(ctx, t, m, db.KindEmailChanged, "", now, former.Value, address)
}

// resendEmailCode sends another code to the address that waits for it.
func (a *Pages) resendEmailCode(c echo.Context, p *web.Place) error {
	now := a.Now()
	if err := a.MayResend(p.Flow, now); err != nil {
		return err
	}
	return a.resendOwn(c, p, p.Member.PendingEmail, now)
}

func (a *Pages) resendOwn(c echo.Context, p *web.Place, address string, now time.Time) error {
	f := p.Flow
	f.Blocked, f.NewEmail = "", address
	return a.DB.InTx(c.Request().Context(), func(t *db.Tx) error {
		if err := stillOpen(c.Request().Context(), t, p); err != nil {
			return err
		}
		if err := a.SendCode(c, t, f, p.Member, emailCode(p.Member, address), web.Owners, now); err != nil {
			return err
		}
		return web.Save(c, t, f)
	})
}

// correctEmail goes back to the coordinates with the address as it was typed.
func (a *Pages) correctEmail(c echo.Context, p *web.Place) error {
	f, now := p.Flow, a.Now()
	f.NewEmail = p.Member.PendingEmail
	return a.DB.InTx(c.Request().Context(), func(t *db.Tx) error {
		if err := stillOpen(c.Request().Context(), t, p); err != nil {
			return err
		}
		if err := t.ReopenContacts(c.Request().Context(), p.Member.ID, now); err != nil {
			return err
		}
		return web.Save(c, t, f)
	})
}
