package member

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/account/gauge"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/events"
	"sesame/views"
)

func (a *Pages) personalisationWizard() *web.Wizard {
	w := &web.Wizard{App: a.Base, Journey: journey.Personalisation, Leave: "/connexion?etat=abandon"}
	w.Load = func(c echo.Context, p *web.Place) error {
		v, err := a.Visitor(c)
		if err != nil {
			return err
		}
		if v == nil || v.Member.ID != p.Flow.MemberID {
			return &web.Away{URL: "/connexion?etat=fin"}
		}
		p.Visitor = v
		return nil
	}
	w.Steps = map[string]web.Step{
		"mot-de-passe": {Show: a.showNewPassword(true), Submit: a.submitPersonalPassword, More: buttons{"proposition": a.proposePassword}},
		"coordonnees":  {Show: a.showContacts, Submit: a.submitContacts},
		"adresse-email": {Show: a.showEmailCode, Submit: a.submitEmailCode, More: buttons{
			"renvoi": a.resendEmailCode, "correction": a.correctEmail,
		}},
		"confirmation": {Show: showNothing},
	}
	return w
}

// stillOpen makes sure, in a transaction, that the session has not been closed since the request began: a newer temporary
// password closes what the older one had opened, and the end of the journey in another browser does too.
func stillOpen(ctx context.Context, t *db.Tx, p *web.Place) error {
	login, err := t.Login(ctx, p.Visitor.Login.ID)
	if err == nil && !login.EndedAt.IsZero() {
		return web.ErrStale
	}
	return err
}

// showNothing is a screen without values of its own.
func showNothing(echo.Context, *web.Place) (views.Screen, error) { return views.Screen{}, nil }

func (a *Pages) showNewPassword(temporary bool) func(echo.Context, *web.Place) (views.Screen, error) {
	return func(echo.Context, *web.Place) (views.Screen, error) {
		return views.Screen{Data: views.PasswordData{Temporary: temporary, Verdict: gauge.Judge("", gauge.Personal{})}}, nil
	}
}

// submitPersonalPassword makes the member's own password count from now on; the temporary one, and every other
// session, end here.
func (a *Pages) submitPersonalPassword(c echo.Context, p *web.Place) error {
	if p.Member.Temporary == nil {
		return &web.Away{URL: "/connexion"}
	}
	hash, err := a.ChoosePassword(c, p.Member, "")
	if err != nil {
		return err
	}
	ctx, f, now := c.Request().Context(), p.Flow, a.Now()
	err = a.DB.InTx(c.Request().Context(), func(t *db.Tx) error {
		if err := stillOpen(ctx, t, p); err != nil {
			return err
		}
		done, err := t.Personalise(ctx, p.Member.ID, p.Member.Temporary.Hash, hash, now)
		if err != nil {
			return err
		}
		if !done {
			return web.ErrStale
		}
		if err := t.CloseLogins(ctx, p.Member.ID, p.Visitor.Login.ID, now); err != nil {
			return err
		}
		if err := t.EndFlows(ctx, p.Member.ID, f.ID, now); err != nil {
			return err
		}
		if err := a.Tell(ctx, t, p.Member, db.KindPasswordChanged, "", now); err != nil {
			return err
		}
		if err := a.Audit(c, t, events.Personalised.OK(p.Member.IdentifierKey, events.Details{})); err != nil {
			return err
		}
		f.ProvedAt = now
		return web.Save(c, t, f)
	})
	if err != nil {
		return err
	}
	c.Set(web.KeyVisitor, nil)
	return a.Enter(c, p.Visitor.Login.ID)
}
