package member

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/views"
)

func (a *Pages) changeWizard() *web.Wizard {
	return &web.Wizard{App: a.Base, Sessions: a.Sessions, Journey: journey.Change, Leave: securityURL, Load: a.ownFlow,
		Steps: map[string]web.Step{
			"mot-de-passe-actuel":  {Show: a.showCurrentPassword, Submit: a.submitCurrentPassword},
			"nouveau-mot-de-passe": {Show: a.showNewPassword(false), Submit: a.submitNewPassword, More: buttons{"proposition": a.proposePassword}},
			"confirmation":         {Show: a.showWayOn},
		}}
}

// ownFlow lets only the member who began a journey continue it.
func (a *Pages) ownFlow(c echo.Context, p *web.Place) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if v == nil || p.Flow != nil && v.Member.ID != p.Flow.MemberID {
		return &web.Away{URL: "/connexion"}
	}
	p.Visitor = v
	if p.Flow == nil {
		p.Member = v.Member
	}
	return nil
}

func (a *Pages) showCurrentPassword(c echo.Context, p *web.Place) (views.Screen, error) {
	return views.Screen{Notice: a.franceConnectNotice(c), Data: views.CurrentPasswordData{FranceConnectProof: p.Member.PasswordHash == ""}}, nil
}

func (a *Pages) submitCurrentPassword(c echo.Context, p *web.Place) error {
	if err := a.ProveCurrent(c, p.Member, "actuel", c.FormValue("actuel")); err != nil {
		return err
	}
	return a.beginChange(c, p.Member, c.FormValue("actuel"), false)
}

// beginChange begins the journey of a member who has authenticated with the current password or by FranceConnect.
func (a *Pages) beginChange(c echo.Context, m *db.Member, current string, byFranceConnect bool) error {
	var f *db.Flow
	err := a.journeys[journey.Change.Name].Begin(c, func(ctx context.Context, t *db.Tx, former []byte) (_ *db.Flow, err error) {
		f, err = a.Acts.BeginChange(ctx, t, a.Actor(c), m, byFranceConnect, former)
		return f, err
	})
	if err != nil {
		return err
	}
	a.former.keep(f.ID, current, a.Now(), f.ExpiresAt)
	return nil
}

// submitNewPassword changes the password and ends all other sessions; this one continues under a new ID.
func (a *Pages) submitNewPassword(c echo.Context, p *web.Place) error {
	hash, err := a.ChoosePassword(c, p.Member, a.former.of(p.Flow.ID))
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	err = a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.ChangePassword(ctx, t, a.Actor(c), p.Flow, p.Member, hash) })
	if err != nil {
		return err
	}
	a.former.forget(p.Flow.ID)
	return a.reenter(c, acts.Finished{Login: p.Visitor.Login.ID})
}
