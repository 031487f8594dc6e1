package member

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/events"
	"sesame/views"
)

const securityURL = "/espace/mon-compte/email-mot-de-passe"

func (a *Pages) changeWizard() *web.Wizard {
	return &web.Wizard{App: a.Base, Journey: journey.Change, Start: journey.Change.Path, Leave: securityURL, Load: a.ownFlow,
		Steps: map[string]web.Step{
			"nouveau-mot-de-passe": {Show: a.showNewPassword(false), Submit: a.submitNewPassword, More: buttons{"proposition": a.proposePassword}},
			"confirmation":         {Show: showNothing},
		}}
}

// ownFlow lets only the member go on who began.
func (a *Pages) ownFlow(c echo.Context, p *web.Place) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if v == nil || v.Member.ID != p.Flow.MemberID {
		return &web.Away{URL: "/connexion"}
	}
	p.Visitor = v
	return nil
}

func (a *Pages) currentPasswordScreen(c echo.Context, v *web.Visitor) views.Screen {
	return views.Screen{Notice: a.franceConnectNotice(c), Data: views.CurrentPasswordData{FranceConnectProof: v.Member.PasswordHash == ""}}
}

func (a *Pages) showCurrentPassword(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	return a.journeys[journey.Change.Name].Entry(c, http.StatusOK, a.currentPasswordScreen(c, v), nil)
}

func (a *Pages) submitCurrentPassword(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if err := a.ProveCurrent(c, v.Member, "actuel", c.FormValue("actuel")); err != nil {
		return a.journeys[journey.Change.Name].Entry(c, 0, a.currentPasswordScreen(c, v), err)
	}
	return a.beginChange(c, v, c.FormValue("actuel"), nil)
}

// beginChange goes to the new password: the member has proved who they are, by the current one or by FranceConnect.
func (a *Pages) beginChange(c echo.Context, v *web.Visitor, current string, also func(*db.Tx) error) error {
	w := a.journeys[journey.Change.Name]
	f := &db.Flow{MemberID: v.Member.ID, SubjectKey: v.Member.IdentifierKey, ProvedAt: a.Now()}
	if err := w.Begin(c, f, also); err != nil {
		return err
	}
	a.former.keep(f.ID, current, a.Now(), f.ExpiresAt)
	return a.Redirect(c, w.URL(&web.Place{Step: w.Journey.Current(web.Facts(f, v.Member))}))
}

// submitNewPassword ends every other session; this one goes on under a new id.
func (a *Pages) submitNewPassword(c echo.Context, p *web.Place) error {
	hash, err := a.ChoosePassword(c, p.Member, a.former.of(p.Flow.ID))
	if err != nil {
		return err
	}
	ctx, f, now := c.Request().Context(), p.Flow, a.Now()
	err = a.DB.InTx(c.Request().Context(), func(t *db.Tx) error {
		done, err := t.ChangePassword(ctx, p.Member.ID, p.Member.PasswordHash, hash, now)
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
		if err := a.Audit(c, t, events.PasswordChanged.OK(p.Member.IdentifierKey, events.Details{})); err != nil {
			return err
		}
		finish(f, "done", now)
		return web.Save(c, t, f)
	})
	if err != nil {
		return err
	}
	a.former.forget(f.ID)
	return a.reenter(c, p.Visitor.Login.ID)
}
