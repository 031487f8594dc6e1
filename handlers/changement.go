package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/journey"
	"sesame/views"
)

const securityURL = "/espace/mon-compte/email-mot-de-passe"

func (a *App) changeWizard() *wizard {
	return &wizard{app: a, journey: journey.Change, start: journey.Change.Path, leave: securityURL, load: a.ownFlow,
		steps: map[string]step{
			"nouveau-mot-de-passe": {show: a.showNewPassword(false), submit: a.submitNewPassword, more: buttons{"proposition": a.proposePassword}},
			"confirmation":         {show: showNothing},
		}}
}

// ownFlow lets only the member go on who began.
func (a *App) ownFlow(c echo.Context, p *place) error {
	v, err := a.visitor(c)
	if err != nil {
		return err
	}
	if v == nil || v.member.ID != p.flow.MemberID {
		return &away{"/connexion"}
	}
	p.visitor = v
	return nil
}

func (a *App) currentPasswordScreen(c echo.Context, v *visitor) views.Screen {
	return views.Screen{Notice: a.franceConnectNotice(c), Data: views.CurrentPasswordData{FranceConnectProof: v.member.PasswordHash == ""}}
}

func (a *App) showCurrentPassword(c echo.Context) error {
	v, err := a.visitor(c)
	if err != nil {
		return err
	}
	return a.journeys[journey.Change.Name].entry(c, http.StatusOK, a.currentPasswordScreen(c, v), nil)
}

func (a *App) submitCurrentPassword(c echo.Context) error {
	v, err := a.visitor(c)
	if err != nil {
		return err
	}
	if err := a.proveCurrent(c, v.member, "actuel", c.FormValue("actuel")); err != nil {
		return a.journeys[journey.Change.Name].entry(c, 0, a.currentPasswordScreen(c, v), err)
	}
	return a.beginChange(c, v, c.FormValue("actuel"), nil)
}

// beginChange goes to the new password: the member has proved who they are, by the current one or by FranceConnect.
func (a *App) beginChange(c echo.Context, v *visitor, current string, also func(*db.Tx) error) error {
	w := a.journeys[journey.Change.Name]
	f := &db.Flow{MemberID: v.member.ID, SubjectKey: v.member.IdentifierKey, ProvedAt: a.Now()}
	if err := w.begin(c, f, also); err != nil {
		return err
	}
	a.former.keep(f.ID, current, a.Now(), f.ExpiresAt)
	return a.redirect(c, w.url(&place{step: w.journey.Current(facts(f, v.member))}))
}

// submitNewPassword ends every other session; this one goes on under a new id.
func (a *App) submitNewPassword(c echo.Context, p *place) error {
	hash, err := a.choosePassword(c, p.member, a.former.of(p.flow.ID))
	if err != nil {
		return err
	}
	ctx, f, now := c.Request().Context(), p.flow, a.Now()
	err = a.commit(c, func(t *db.Tx) error {
		done, err := t.ChangePassword(ctx, p.member.ID, p.member.PasswordHash, hash, now)
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
		if err := a.audit(c, t, eventPasswordChanged, p.member.IdentifierKey, db.ResultOK, ""); err != nil {
			return err
		}
		finish(f, "done", now)
		return save(c, t, f)
	})
	if err != nil {
		return err
	}
	a.former.forget(f.ID)
	return a.reenter(c, p.visitor.login.ID)
}
