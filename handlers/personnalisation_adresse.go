package handlers

import (
	"time"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/views"
)

func (a *App) showEmailCode(c echo.Context, p *place) (views.Screen, error) {
	d, err := a.codeData(c.Request().Context(), p.flow, "email", p.member.PendingEmail)
	return views.Screen{Request: p.flow.Request, Data: d}, err
}

// submitEmailCode: from a right code on, the address counts, and journey B is over.
func (a *App) submitEmailCode(c echo.Context, p *place) error {
	code, err := a.parseCode(c)
	if err != nil {
		return err
	}
	ctx, f := c.Request().Context(), p.flow
	var (
		refused error
		login   int64
	)
	err = a.commit(c, func(t *db.Tx) error {
		if err := p.stillOpen(ctx, t); err != nil {
			return err
		}
		m, err := t.Member(ctx, p.member.ID)
		if err != nil {
			return err
		}
		if m.PendingEmail == "" || m.PendingEmail != f.NewEmail { // corrected in another browser: this code went elsewhere
			refused = refuse("code", "Votre adresse email a été modifiée entre-temps. Demandez un nouveau code.")
			return nil
		}
		now := a.Now()
		right, no, err := a.tryCode(c, t, f, code, owners, now)
		if refused = no; err != nil || !right {
			return err
		}
		if err := a.verifyAddress(c, t, m, m.PendingEmail, now); err != nil {
			return err
		}
		if login, err = a.endPersonalisation(c, t, p, now); err != nil {
			return err
		}
		return save(c, t, f)
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
func (a *App) verifyAddress(c echo.Context, t *db.Tx, m *db.Member, address string, now time.Time) error {
	ctx := c.Request().Context()
	former := m.Contacts[db.Email]
	contact := db.Contact{Value: address, Source: db.FromMember, VerifiedAt: now}
	if err := t.SetContact(ctx, m, db.Email, contact, now); err != nil {
		return err
	}
	changed := ""
	if former.Value != address {
		changed = "changed"
	}
	if err := a.audit(c, t, eventEmailVerified, m.IdentifierKey, db.ResultOK, changed); err != nil {
		return err
	}
	if former.Value == "" || former.Value == address {
		return nil
	}
	return a.tell(ctx, t, m, db.KindEmailChanged, "", now, former.Value, address)
}

// resendEmailCode sends another code to the address that waits for it.
func (a *App) resendEmailCode(c echo.Context, p *place) error {
	now := a.Now()
	if err := a.mayResend(p.flow, now); err != nil {
		return err
	}
	return a.resendOwn(c, p, p.member.PendingEmail, now)
}

func (a *App) resendOwn(c echo.Context, p *place, address string, now time.Time) error {
	f := p.flow
	f.Blocked, f.NewEmail = "", address
	return a.commit(c, func(t *db.Tx) error {
		if err := p.stillOpen(c.Request().Context(), t); err != nil {
			return err
		}
		if err := a.sendCode(c, t, f, p.member, emailCode(p.member, address), owners, now); err != nil {
			return err
		}
		return save(c, t, f)
	})
}

// correctEmail goes back to the coordinates with the address as it was typed.
func (a *App) correctEmail(c echo.Context, p *place) error {
	f, now := p.flow, a.Now()
	f.NewEmail = p.member.PendingEmail
	return a.commit(c, func(t *db.Tx) error {
		if err := p.stillOpen(c.Request().Context(), t); err != nil {
			return err
		}
		if err := t.ReopenContacts(c.Request().Context(), p.member.ID, now); err != nil {
			return err
		}
		return save(c, t, f)
	})
}
