package handlers

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/account/gauge"
	"sesame/db"
	"sesame/journey"
	"sesame/views"
)

func (a *App) personalisationWizard() *wizard {
	w := &wizard{app: a, journey: journey.Personalisation, start: "/connexion", leave: "/connexion?etat=abandon"}
	w.load = func(c echo.Context, p *place) error {
		v, err := a.visitor(c)
		if err != nil {
			return err
		}
		if v == nil || v.member.ID != p.flow.MemberID {
			return &away{"/connexion?etat=fin"}
		}
		p.visitor = v
		return nil
	}
	w.steps = map[string]step{
		"mot-de-passe": {show: a.showNewPassword(true), submit: a.submitPersonalPassword, more: buttons{"proposition": a.proposePassword}},
		"coordonnees":  {show: a.showContacts, submit: a.submitContacts},
		"adresse-email": {show: a.showEmailCode, submit: a.submitEmailCode, more: buttons{
			"renvoi": a.resendEmailCode, "correction": a.correctEmail, "precedent": a.correctEmail,
		}},
		"confirmation": {show: showNothing},
	}
	return w
}

// stillOpen makes sure, in a transaction, that the session has not been closed since the request began: a newer temporary
// password closes what the older one had opened, and the end of the journey in another browser does too.
func (p *place) stillOpen(ctx context.Context, t *db.Tx) error {
	login, err := t.Login(ctx, p.visitor.login.ID)
	if err == nil && !login.EndedAt.IsZero() {
		return errStale
	}
	return err
}

// showNothing is a screen without values of its own.
func showNothing(echo.Context, *place) (views.Screen, error) { return views.Screen{}, nil }

func (a *App) showNewPassword(temporary bool) func(echo.Context, *place) (views.Screen, error) {
	return func(echo.Context, *place) (views.Screen, error) {
		return views.Screen{Data: views.PasswordData{Temporary: temporary, Verdict: gauge.Judge("", gauge.Personal{})}}, nil
	}
}

// submitPersonalPassword makes the member's own password count from now on; the temporary one, and every other
// session, end here.
func (a *App) submitPersonalPassword(c echo.Context, p *place) error {
	if p.member.Temporary == nil {
		return &away{"/connexion"}
	}
	hash, err := a.choosePassword(c, p.member, "")
	if err != nil {
		return err
	}
	ctx, f, now := c.Request().Context(), p.flow, a.Now()
	err = a.commit(c, func(t *db.Tx) error {
		if err := p.stillOpen(ctx, t); err != nil {
			return err
		}
		done, err := t.Personalise(ctx, p.member.ID, p.member.Temporary.Hash, hash, now)
		if err != nil {
			return err
		}
		if !done {
			return errStale
		}
		if err := t.CloseLogins(ctx, p.member.ID, p.visitor.login.ID, now); err != nil {
			return err
		}
		if err := t.EndFlows(ctx, p.member.ID, f.ID, now); err != nil {
			return err
		}
		if err := a.tell(ctx, t, p.member, db.KindPasswordChanged, "", now); err != nil {
			return err
		}
		if err := a.audit(c, t, eventPersonalised, p.member.IdentifierKey, db.ResultOK, ""); err != nil {
			return err
		}
		f.ProvedAt = now
		return save(c, t, f)
	})
	if err != nil {
		return err
	}
	c.Set(keyVisitor, nil)
	return a.enter(c, p.visitor.login.ID)
}
