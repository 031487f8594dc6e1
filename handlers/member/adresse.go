package member

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) addressWizard() *web.Wizard {
	return &web.Wizard{App: a.Base, Sessions: a.Sessions, Journey: journey.Address, Leave: securityURL, Load: a.ownFlow,
		Steps: map[string]web.Step{
			"saisie":       {Show: showNothing, Submit: a.submitNewAddress},
			"code":         {Show: a.showAddressCode, Submit: a.submitAddressCode, More: buttons{"renvoi": a.resendAddressCode}},
			"confirmation": {Show: showNothing},
		}}
}

// submitNewAddress reads the current password and the new address, and sends a code to the new address.
func (a *Pages) submitNewAddress(c echo.Context, p *web.Place) error {
	m := p.Member
	known := m.Contacts[db.Email]
	email, err := a.ParseEmail(c, known.Value)
	if err == nil && account.SameEmail(email, known.Value) && !known.VerifiedAt.IsZero() {
		err = web.Refuse("email", texts.EmailYours)
	}
	if err != nil {
		var noPassword error
		if c.FormValue("actuel") == "" {
			noPassword = web.RefuseField("actuel", account.ErrEmpty)
		}
		return web.JoinRefusals(noPassword, err)
	}
	if err := a.ProveCurrent(c, m, "actuel", c.FormValue("actuel")); err != nil {
		return err
	}
	return a.journeys[journey.Address.Name].Begin(c, func(ctx context.Context, t *db.Tx, former []byte) (*db.Flow, error) {
		return a.Acts.BeginAddress(ctx, t, a.Actor(c), m, email, former)
	})
}

func (a *Pages) showAddressCode(c echo.Context, p *web.Place) (views.Screen, error) {
	return a.CodeScreen(c.Request().Context(), p.Flow, account.Email, account.ShowEmail(p.Flow.NewContact))
}

func (a *Pages) submitAddressCode(c echo.Context, p *web.Place) error {
	return a.submitOwnCode(c, p, a.Acts.ChangeAddress)
}

func (a *Pages) resendAddressCode(c echo.Context, p *web.Place) error {
	return a.resendOwn(c, p, p.Flow.NewContact)
}
