package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/views"
)

func (a *App) addressWizard() *wizard {
	return &wizard{app: a, journey: journey.Address, start: journey.Address.Path, leave: securityURL, load: a.ownFlow,
		steps: map[string]step{
			"code":         {show: a.showAddressCode, submit: a.submitAddressCode, more: buttons{"renvoi": a.resendAddressCode}},
			"confirmation": {show: showNothing},
		}}
}

func (a *App) showNewAddress(c echo.Context) error {
	return a.journeys[journey.Address.Name].entry(c, http.StatusOK, views.Screen{}, nil)
}

// submitNewAddress takes the current password and the new address, and sends a code there.
func (a *App) submitNewAddress(c echo.Context) error {
	w := a.journeys[journey.Address.Name]
	v, err := a.visitor(c)
	if err != nil {
		return err
	}
	m := v.member
	email, err := account.ParseEmail(c.FormValue("email"))
	known := m.Contacts[db.Email]
	if err == nil && email == known.Value && !known.VerifiedAt.IsZero() {
		err = &account.FieldError{Message: "C'est déjà votre adresse email, et elle est vérifiée."}
	}
	var malformed *account.FieldError
	if errors.As(err, &malformed) {
		refused := refuse("email", malformed.Message)
		if c.FormValue("actuel") == "" {
			refused.fields = append([]views.FieldError{{Field: "actuel", Message: account.ErrEmpty.Message}}, refused.fields...)
		}
		return w.entry(c, 0, views.Screen{}, refused)
	}
	if err != nil {
		return err
	}
	if err := a.proveCurrent(c, m, "actuel", c.FormValue("actuel")); err != nil {
		return w.entry(c, 0, views.Screen{}, err)
	}
	now := a.Now()
	f := &db.Flow{MemberID: m.ID, SubjectKey: m.IdentifierKey, ProvedAt: now, NewEmail: email}
	err = w.begin(c, f, func(t *db.Tx) error {
		if err := a.sendCode(c, t, f, m, emailCode(m, email), owners, now); err != nil {
			return err
		}
		return save(c, t, f)
	})
	if err != nil {
		return err
	}
	a.Wake()
	return a.redirect(c, w.url(&place{step: w.journey.Current(facts(f, m))}))
}

func (a *App) showAddressCode(c echo.Context, p *place) (views.Screen, error) {
	d, err := a.codeData(c.Request().Context(), p.flow, "email", p.flow.NewEmail)
	return views.Screen{Request: p.flow.Request, Data: d}, err
}

func (a *App) submitAddressCode(c echo.Context, p *place) error {
	code, err := a.parseCode(c)
	if err != nil {
		return err
	}
	f := p.flow
	var refused error
	err = a.commit(c, func(t *db.Tx) error {
		now := a.Now()
		right, no, err := a.tryCode(c, t, f, code, owners, now)
		if refused = no; err != nil || !right {
			return err
		}
		if err := a.verifyAddress(c, t, p.member, f.NewEmail, now); err != nil {
			return err
		}
		finish(f, "done", now)
		return save(c, t, f)
	})
	if err != nil {
		return err
	}
	return refused
}

func (a *App) resendAddressCode(c echo.Context, p *place) error {
	now := a.Now()
	if err := a.mayResend(p.flow, now); err != nil {
		return err
	}
	return a.resendOwn(c, p, p.flow.NewEmail, now)
}
