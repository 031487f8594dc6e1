package agent

import (
	"context"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/desk"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// passkeyWizard serves the journey that adds a passkey.
func (a *Pages) passkeyWizard() *web.Wizard {
	return &web.Wizard{App: a.Base, Sessions: a.Desk, Journey: journey.Passkey, Lost: ownPath, Load: a.passkeysPossible,
		Steps: map[string]web.Step{
			"ajout":    {Show: showProof("Ajouter une clé d'accès", texts.AboutAddingPasskey), Submit: a.beginPasskey},
			"nouvelle": {Show: a.showAddedFactor, Submit: a.submitAddedFactor},
		}}
}

// authenticatorWizard serves the journey that adds or replaces the authenticator.
func (a *Pages) authenticatorWizard() *web.Wizard {
	return &web.Wizard{App: a.Base, Sessions: a.Desk, Journey: journey.Authenticator, Lost: ownPath, Load: desk.OwnJourney,
		Steps: map[string]web.Step{
			"preuve":   {Show: showProof("Enregistrer une application", texts.AboutAuthenticator), Submit: a.beginAuthenticator},
			"nouvelle": {Show: a.showAddedFactor, Submit: a.submitAddedFactor},
		}}
}

// passkeysPossible is desk.OwnJourney, and 404 when the site cannot have passkeys.
func (a *Pages) passkeysPossible(c echo.Context, p *web.Place) error {
	if a.passkeys == nil {
		return echo.ErrNotFound
	}
	return desk.OwnJourney(c, p)
}

// showProof returns the page that asks for the current password, or for a fresh login at the directory.
func showProof(title, text string) func(echo.Context, *web.Place) (views.Screen, error) {
	return func(c echo.Context, _ *web.Place) (views.Screen, error) {
		return views.Screen{Data: views.DeskProofData{Title: title, Text: text, Button: "Continuer", ByDirectory: desk.VisitorOf(c).Agent.ByDirectory}}, nil
	}
}

func (a *Pages) beginPasskey(c echo.Context, p *web.Place) error {
	asked, err := a.askNewPasskey(c, p.Agent)
	if err != nil {
		return err
	}
	return a.beginFactor(c, journey.Passkey, db.FlowSecrets{Passkey: asked})
}

func (a *Pages) beginAuthenticator(c echo.Context, _ *web.Place) error {
	return a.beginFactor(c, journey.Authenticator, db.FlowSecrets{TOTPSecret: newTOTPSecret()})
}

// beginFactor verifies the current password and begins a journey that adds a second factor.
func (a *Pages) beginFactor(c echo.Context, j journey.Journey, asked db.FlowSecrets) error {
	if err := a.proveAgent(c); err != nil {
		return err
	}
	return a.journeys[j.Name].Begin(c, func(ctx context.Context, t *db.Tx, former []byte) (*db.Flow, error) {
		return a.Acts.BeginFactor(ctx, t, a.Actor(c), j, asked, former)
	})
}

func (a *Pages) showAddedFactor(_ echo.Context, p *web.Place) (views.Screen, error) {
	d, err := a.newFactorData(p)
	d.Adding = true
	if d.Secret != "" {
		d.QR = journey.Authenticator.Path + "/qr.png"
	}
	return views.Screen{Data: d}, err
}

// submitAddedFactor stores the new passkey or authenticator.
func (a *Pages) submitAddedFactor(c echo.Context, p *web.Place) error {
	var e db.Enrolment
	if _, err := a.newFactor(c, p, &e); err != nil {
		return err
	}
	return a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
		if e.Passkey != nil {
			return a.Acts.AddPasskey(ctx, t, who, p.Flow, *e.Passkey)
		}
		return a.Acts.SetTOTP(ctx, t, who, p.Flow, e.TOTPStep)
	})
}
