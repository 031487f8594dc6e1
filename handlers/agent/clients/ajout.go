package clients

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// serviceFields maps the parts of a client to the fields of the form.
var serviceFields = map[account.ClientField]string{
	account.ClientName: "nom", account.ClientRedirect: "retour", account.ClientStart: "accueil", account.ClientLogout: "deconnexion",
	account.ClientScope: "portee", account.ClientSignature: "signature",
}

// The initial values of the form.
var (
	firstScopes = []string{"profile", "email"}
	firstValues = map[string]string{"genre": "secret", "signature": account.ClientSignatures[0]}
)

func (a *Pages) addServiceScreen(c echo.Context, scopes []string, refused error) error {
	d := views.DeskAddServiceData{Signatures: account.ClientSignatures}
	for _, s := range account.ClientScopes {
		if s != account.ScopeOpenID { // every service has it
			d.Scopes = append(d.Scopes, views.DeskScope{Value: s, Checked: slices.Contains(scopes, s)})
		}
	}
	return a.Show(c, http.StatusOK, views.Screen{Template: "agent/services-ajout", Action: Path + "/ajout", Values: firstValues, Data: d}, refused)
}

// ShowAddService shows the form for a new client.
func (a *Pages) ShowAddService(c echo.Context) error {
	scopes := firstScopes
	if ticked, sent := a.Base.Ticked(c, "portee"); sent { // kept across a login
		scopes = ticked
	}
	return a.addServiceScreen(c, scopes, nil)
}

// SubmitAddService adds a client. A client with a secret redirects to the page that shows it.
func (a *Pages) SubmitAddService(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return echo.ErrBadRequest
	}
	described := account.Client{Name: form.Get("nom"), Redirects: strings.Fields(form.Get("retour")), StartURL: form.Get("accueil"), LogoutURL: form.Get("deconnexion"),
		Scopes: append([]string{account.ScopeOpenID}, form["portee"]...), Signature: form.Get("signature"), Public: form.Get("genre") == "public"}
	var unsaid error
	if !described.Public && form.Get("genre") != "secret" {
		unsaid = web.Refuse("genre", texts.ServiceChooseKind)
	}
	checked, err := described.Checked()
	if err := web.JoinRefusals(serviceFaults(err), unsaid); err != nil {
		return a.addServiceScreen(c, form["portee"], err)
	}
	if checked.Public {
		return a.addPublicService(c, checked, form["portee"])
	}
	err = a.giveSecret(c, func(ctx context.Context, t *db.Tx, who acts.Actor) (acts.Credentials, error) {
		return a.Acts.AddClient(ctx, t, who, checked)
	})
	if errors.Is(err, db.ErrClientExists) {
		if a.secretIsShown(c, checked.Name) { // a second click
			return a.toSecret(c)
		}
		return a.addServiceScreen(c, form["portee"], web.Refuse("nom", texts.ServiceNameTaken))
	}
	return err
}

// addPublicService adds a client without a secret, and redirects to its page.
func (a *Pages) addPublicService(c echo.Context, described account.Client, scopes []string) error {
	var added *db.Client
	err := a.Act(c, func(ctx context.Context, t *db.Tx, who acts.Actor) error {
		given, err := a.Acts.AddClient(ctx, t, who, described)
		if err != nil {
			return err
		}
		added, err = t.ClientByName(ctx, given.Name)
		return err
	})
	if errors.Is(err, db.ErrClientExists) {
		return a.addServiceScreen(c, scopes, web.Refuse("nom", texts.ServiceNameTaken))
	}
	if err != nil {
		return err
	}
	return a.Redirect(c, serviceURL(added)+"?etat=ajout")
}

// serviceFaults converts the faults of a client's description to errors of the form's fields.
func serviceFaults(err error) error {
	var faults account.ClientFaults
	if !errors.As(err, &faults) {
		return err
	}
	refused := &web.Refusal{}
	for _, f := range faults {
		refused.Fields = append(refused.Fields, views.FieldError{Field: serviceFields[f.Field], Message: f.Message})
	}
	return refused
}
