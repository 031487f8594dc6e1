package member

import (
	"github.com/labstack/echo/v4"

	"sesame/account/gauge"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/views"
)

func (a *Pages) personalisationWizard() *web.Wizard {
	w := &web.Wizard{App: a.Base, Sessions: a.Sessions, Journey: journey.Personalisation, Leave: "/connexion?etat=abandon", LeaveChosen: "/connexion?etat=abandon-mot-de-passe"}
	w.Load = func(c echo.Context, p *web.Place) error {
		if p.Flow.Path != "" {
			return a.mayProve(c, p)
		}
		v, err := a.Visitor(c)
		if err != nil {
			return err
		}
		if v == nil {
			return &web.Away{URL: a.LogInAgain(c, a.Sessions, "/connexion")}
		}
		if v.Member.ID != p.Flow.MemberID {
			return &web.Away{URL: "/connexion?etat=fin"}
		}
		p.Visitor = v
		return nil
	}
	w.Steps = map[string]web.Step{
		"mot-de-passe": {Show: a.showNewPassword(true), Submit: a.submitPersonalPassword, More: buttons{"proposition": a.proposePassword}},
		"code":         {Show: a.showBrowserCode, Submit: a.submitBrowserCode, More: buttons{"renvoi": a.resendBrowserCode}},
		"question":     {Show: a.showBrowserQuestion, Submit: a.submitBrowserQuestion},
		"sans-preuve":  {Show: a.showNoProof, Submit: a.askAnotherPassword},
		"coordonnees":  {Show: a.showContacts, Submit: a.submitContacts},
		"adresse-email": {Show: a.showEmailCode, Submit: a.submitEmailCode, More: buttons{
			"renvoi": a.resendEmailCode, "correction": a.correctEmail,
		}},
		"confirmation": {Show: a.showWayOn},
	}
	return w
}

// showWayOn shows the last screen of a journey, with a link to where the member was going before it.
func (a *Pages) showWayOn(c echo.Context, p *web.Place) (views.Screen, error) {
	way, err := a.NextPage(c)
	if err != nil {
		return views.Screen{}, err
	}
	waiting, service, err := a.PendingService(c)
	if err != nil {
		return views.Screen{}, err
	}
	d := views.WayOnData{Way: way, AddressVerified: p.Flow.NewContact != ""}
	if d.Mobile, err = a.pendingMobile(c, p.Flow.MemberID); err != nil {
		return views.Screen{}, err
	}
	if waiting != nil {
		d.Service = service.Name
	}
	return views.Screen{Data: d}, nil
}

// showNothing is a screen without data of its own.
func showNothing(echo.Context, *web.Place) (views.Screen, error) { return views.Screen{}, nil }

func (a *Pages) showNewPassword(temporary bool) func(echo.Context, *web.Place) (views.Screen, error) {
	return func(_ echo.Context, p *web.Place) (views.Screen, error) {
		proposed := gauge.ProposeFor(a.Acts.Personal(p.Member))
		return views.Screen{Data: views.PasswordData{Temporary: temporary, Proposed: proposed, Verdict: gauge.Judge("", gauge.Personal{})}}, nil
	}
}

// submitPersonalPassword replaces the temporary password by the member's own, and ends all other sessions.
func (a *Pages) submitPersonalPassword(c echo.Context, p *web.Place) error {
	if p.Member.Temporary == nil {
		return &web.Away{URL: "/connexion"}
	}
	hash, err := a.ChoosePassword(c, p.Member, "")
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	err = a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.Personalise(ctx, t, a.Actor(c), p.Flow, p.Member, hash) })
	if err != nil {
		return err
	}
	c.Set(web.KeyVisitor, nil)
	return a.Enter(c, p.Visitor.Login.ID)
}
