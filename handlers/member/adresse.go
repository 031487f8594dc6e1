package member

import (
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) addressWizard() *web.Wizard {
	return &web.Wizard{App: a.Base, Journey: journey.Address, Leave: securityURL, Load: a.ownFlow,
		Steps: map[string]web.Step{
			"saisie":       {Show: showNothing, Submit: a.submitNewAddress},
			"code":         {Show: a.showAddressCode, Submit: a.submitAddressCode, More: buttons{"renvoi": a.resendAddressCode}},
			"confirmation": {Show: showNothing},
		}}
}

// submitNewAddress takes the current password and the new address, and sends a code there.
func (a *Pages) submitNewAddress(c echo.Context, p *web.Place) error {
	m := p.Member
	email, err := account.ParseEmail(c.FormValue("email"))
	known := m.Contacts[db.Email]
	if err == nil && email == known.Value && !known.VerifiedAt.IsZero() {
		err = &account.FieldError{Message: texts.EmailYours}
	}
	var malformed *account.FieldError
	if errors.As(err, &malformed) {
		refused := web.Refuse("email", malformed.Message)
		if c.FormValue("actuel") == "" {
			refused.Fields = append([]views.FieldError{{Field: "actuel", Message: account.ErrEmpty.Message}}, refused.Fields...)
		}
		return refused
	}
	if err != nil {
		return err
	}
	if err := a.ProveCurrent(c, m, "actuel", c.FormValue("actuel")); err != nil {
		return err
	}
	now := a.Now()
	f := &db.Flow{MemberID: m.ID, SubjectKey: m.IdentifierKey, ProvedAt: now, NewEmail: email}
	return a.journeys[journey.Address.Name].Begin(c, f, func(t *db.Tx) error {
		if err := a.SendCode(c, t, f, m, emailCode(m, email), web.Owners, now); err != nil {
			return err
		}
		return web.Save(c, t, f)
	})
}

func (a *Pages) showAddressCode(c echo.Context, p *web.Place) (views.Screen, error) {
	return a.CodeScreen(c.Request().Context(), p.Flow, account.Email, p.Flow.NewEmail)
}

func (a *Pages) submitAddressCode(c echo.Context, p *web.Place) error {
	code, err := a.ParseCode(c)
	if err != nil {
		return err
	}
	f := p.Flow
	var refused error
	err = a.DB.InTx(c.Request().Context(), func(t *db.Tx) error {
		now := a.Now()
		right, no, err := a.TryCode(c, t, f, code, web.Owners, now)
		if refused = no; err != nil || !right {
			return err
		}
		if err := a.verifyAddress(c, t, p.Member, f.NewEmail, now); err != nil {
			return err
		}
		finish(f, "done", now)
		return web.Save(c, t, f)
	})
	if err != nil {
		return err
	}
	return refused
}

func (a *Pages) resendAddressCode(c echo.Context, p *web.Place) error {
	now := a.Now()
	if err := a.MayResend(p.Flow, now); err != nil {
		return err
	}
	return a.resendOwn(c, p, p.Flow.NewEmail, now)
}
