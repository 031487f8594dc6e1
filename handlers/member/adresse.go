package member

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) addressWizard() *web.Wizard {
	return &web.Wizard{App: a.Base, Journey: journey.Address, Start: journey.Address.Path, Leave: securityURL, Load: a.ownFlow,
		Steps: map[string]web.Step{
			"code":         {Show: a.showAddressCode, Submit: a.submitAddressCode, More: buttons{"renvoi": a.resendAddressCode}},
			"confirmation": {Show: showNothing},
		}}
}

func (a *Pages) showNewAddress(c echo.Context) error {
	return a.journeys[journey.Address.Name].Entry(c, http.StatusOK, views.Screen{}, nil)
}

// submitNewAddress takes the current password and the new address, and sends a code there.
func (a *Pages) submitNewAddress(c echo.Context) error {
	w := a.journeys[journey.Address.Name]
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	m := v.Member
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
		return w.Entry(c, 0, views.Screen{}, refused)
	}
	if err != nil {
		return err
	}
	if err := a.ProveCurrent(c, m, "actuel", c.FormValue("actuel")); err != nil {
		return w.Entry(c, 0, views.Screen{}, err)
	}
	now := a.Now()
	f := &db.Flow{MemberID: m.ID, SubjectKey: m.IdentifierKey, ProvedAt: now, NewEmail: email}
	err = w.Begin(c, f, func(t *db.Tx) error {
		if err := a.SendCode(c, t, f, m, emailCode(m, email), web.Owners, now); err != nil {
			return err
		}
		return web.Save(c, t, f)
	})
	if err != nil {
		return err
	}
	return a.Redirect(c, w.URL(&web.Place{Step: w.Journey.Current(web.Facts(f, m))}))
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
