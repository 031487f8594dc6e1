// Package member contains the members' pages: journeys, private space, contact and help.
package member

import (
	"net/http"

	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/journey"
)

// Pages holds the members' pages.
type Pages struct {
	*web.Base
	FranceConnect *FranceConnect     // nil when not configured
	passkeys      *webauthn.WebAuthn // nil where the site cannot use passkeys
	journeys      map[string]*web.Wizard
	former        formerPasswords
}

// New builds the members' pages; passkeys are tied to the site. It returns an error when a step or button of a journey has no handler.
func New(base *web.Base, franceConnect *FranceConnect) (*Pages, error) {
	keys, err := newPasskeys(base)
	if err != nil {
		return nil, err
	}
	a := &Pages{Base: base, FranceConnect: franceConnect, passkeys: keys}
	a.journeys = a.wizards()
	return a, web.CheckAll(journey.Members, a.journeys)
}

// wizards builds the wizard of each journey.
func (a *Pages) wizards() map[string]*web.Wizard {
	all := map[string]*web.Wizard{}
	for _, w := range []*web.Wizard{
		a.personalisationWizard(), a.changeWizard(), a.addressWizard(), a.phonesWizard(), a.forgottenWizard(), a.registrationWizard(),
	} {
		all[w.Journey.Name] = w
	}
	return all
}

// Routes mounts all members' routes, grouped by required access.
func (a *Pages) Routes(e *echo.Echo) {
	get := func(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) {
		e.Match([]string{http.MethodGet, http.MethodHead}, path, h, m...)
	}
	walk := func(w *web.Wizard, m ...echo.MiddlewareFunc) {
		if w.Journey.Steps[0].Opens {
			get(w.Journey.Start, w.Get, m...)
			e.POST(w.Journey.Start, w.Post, m...)
		}
		get(w.Journey.Path+"/:step", w.Get, m...)
		e.POST(w.Journey.Path+"/:step", w.Post, m...)
		get(w.Journey.Path+"/:step/:button", w.Home, m...)
		e.POST(w.Journey.Path+"/:step/:button", w.Button, m...)
		e.POST(w.Journey.Path+"/abandon", w.Abandon, m...)
		e.POST(w.Journey.Path+"/precedent", w.Previous, m...)
	}
	a.ledBack()
	// Everyone.
	get("/", a.home)
	get("/connexion", a.showLogin)
	e.POST("/connexion", a.submitLogin)
	get(otherPersonPath, a.showOtherPerson)
	e.POST(otherPersonPath, a.switchPerson)
	e.POST(otherPersonPath+"/rester", a.keepPerson)
	e.POST("/deconnexion", a.logOut)
	e.POST("/jauge", a.gauge)
	get(demandPath, a.showDemand)
	e.POST(demandPath, a.findDemand)
	get("/contact", a.showContact)
	e.POST("/contact", a.submitContact)
	get(contactSentURL, a.showContactSent)
	get(web.ClosedPath, a.showClosed)
	get("/mentions-legales", a.showImprint)
	get("/donnees-personnelles", a.showPrivacy)
	get("/accessibilite", a.showAccessibility)
	for _, name := range []string{"aide", "aide/facile", "plan-du-site"} {
		get("/"+name, a.Page(name))
	}
	get("/aide/fiche/:fiche", a.showSheet)
	walk(a.journeys[journey.Forgotten.Name])
	if a.InscriptionURL == "" {
		walk(a.journeys[journey.Registration.Name])
	} else {
		get(journey.Registration.Start, func(c echo.Context) error {
			a.Views.RedirectOutside(c.Response(), c.Request(), a.InscriptionURL)
			return nil
		})
	}

	// For members with a temporary password or an incomplete personalisation. The journey's guard checks it.
	personalisation := a.journeys[journey.Personalisation.Name]
	get(personalisation.Journey.Path, personalisation.Home)
	walk(personalisation)

	// Members.
	get("/espace", a.showSpace, a.Members)
	get("/espace/mon-compte", a.showAccount, a.Members)
	get(securityURL, a.showSecurity, a.Members)
	walk(a.journeys[journey.Phones.Name], a.Members)
	get(devicesURL, a.showDevices, a.Members)
	e.POST("/espace/mon-compte/sessions/:id/fermeture", a.closeSession, a.Members)
	e.POST("/espace/mon-compte/sessions/fermeture", a.closeOthers, a.Members)
	e.POST("/espace/mon-compte/navigateurs/:id/retrait", a.forgetBrowser, a.Members)
	get("/espace/mon-compte/historique", a.showHistory, a.Members)
	e.POST("/espace/mon-compte/demandes/annulation", a.cancelDemands, a.Members)
	get(dataURL, a.showData, a.Members)
	e.POST(dataURL, a.sendData, a.Members)
	get(closingURL, a.showOwnClosing, a.Members)
	e.POST(closingURL, a.submitOwnClosing, a.Members)
	walk(a.journeys[journey.Change.Name], a.Members)
	get(web.ChangePasswordPath, func(c echo.Context) error { return a.Redirect(c, journey.Change.Path) })
	walk(a.journeys[journey.Address.Name], a.Members)

	if a.FranceConnect != nil {
		a.franceConnectRoutes(e)
	}
	if a.passkeys != nil {
		e.POST(passkeyPath, a.beginPasskeyLogin)
		get(passkeyPath, a.showPasskeyLogin)
		e.POST(passkeyPath+"/reponse", a.submitPasskeyLogin)
		get(addPasskeyPath, a.showAddPasskey, a.Members)
		e.POST(addPasskeyPath, a.submitAddPasskey, a.Members)
		get(newPasskeyPath, a.showNewPasskey, a.Members)
		e.POST(newPasskeyPath, a.submitNewPasskey, a.Members)
		e.POST(addPasskeyPath+"/refus", a.declinePasskey, a.Members)
		e.POST("/espace/mon-compte/empreintes/:id/retrait", a.dropPasskey, a.Members)
	}
}

// home redirects to the first page.
func (a *Pages) home(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if v != nil && !v.Limited() {
		return a.Redirect(c, "/espace")
	}
	return a.Redirect(c, "/connexion")
}
