package clients

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/views"
)

// secretWizard shows a client's secret to the supervisor until it is noted down.
func (a *Pages) secretWizard() *web.Wizard {
	return &web.Wizard{App: a.Base, Sessions: a.Desk, Journey: journey.ClientSecret, Lost: journey.ClientSecret.Start, Load: desk.OwnJourney,
		Steps: map[string]web.Step{"secret": {Show: a.showSecret, Submit: func(c echo.Context, _ *web.Place) error { return a.secret.End(c) }}}}
}

// Secret returns the wizard that shows a client's secret once.
func (a *Pages) Secret() *web.Wizard { return a.secret }

func (a *Pages) showSecret(_ echo.Context, p *web.Place) (views.Screen, error) {
	var given acts.Credentials
	err := json.Unmarshal(p.Flow.Secrets.Shown, &given)
	return views.Screen{Data: views.DeskServiceSecretData{Name: given.Name, Issuer: a.BaseURL.String(), ClientID: given.ClientID, Secret: given.Secret}}, err
}

// giveSecret runs an act that creates a client's secret, and redirects to the page that shows it.
func (a *Pages) giveSecret(c echo.Context, do func(ctx context.Context, t *db.Tx, who acts.Actor) (acts.Credentials, error)) error {
	var shown *db.Flow
	err := a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
		given, err := do(ctx, t, who)
		if err != nil {
			return err
		}
		shown, err = a.Acts.ShowOnce(ctx, t, who.Agent, a.secret.Journey, given, a.secret.Former(c))
		return err
	})
	if err != nil {
		return err
	}
	a.secret.Follow(c, shown.ID)
	return a.secret.Home(c)
}

// secretIsShown says whether this browser still shows the valid secret of a client.
func (a *Pages) secretIsShown(c echo.Context, name string) bool {
	ctx := c.Request().Context()
	p, err := a.secret.Where(c)
	if err != nil || p.Flow == nil {
		return false
	}
	var given acts.Credentials
	if err := json.Unmarshal(p.Flow.Secrets.Shown, &given); err != nil || given.Name != name {
		return false
	}
	client, err := a.DB.ClientByName(ctx, name)
	if err != nil {
		return false
	}
	living, err := a.DB.IsClientSecret(ctx, client, given.Secret)
	return err == nil && living
}

func (a *Pages) toSecret(c echo.Context) error { return a.secret.Home(c) }

// RenewSecret replaces a client's secret, and redirects to the page that shows it.
func (a *Pages) RenewSecret(c echo.Context) error {
	client, err := a.serviceNamed(c)
	if err != nil {
		return err
	}
	err = a.giveSecret(c, func(ctx context.Context, t *db.Tx, who acts.Actor) (acts.Credentials, error) {
		return a.Acts.RenewClientSecret(ctx, t, who, client.ID, c.FormValue("version"))
	})
	var refused *web.Refusal
	switch {
	case errors.As(err, &refused) && a.secretIsShown(c, client.Name): // a second click
		return a.toSecret(c)
	case errors.As(err, &refused):
		return a.serviceScreen(c, client, refused)
	}
	return orGone(err)
}
