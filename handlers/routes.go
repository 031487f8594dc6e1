package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/journey"
)

// wizards builds every journey; the views refuse to start when one lacks a template.
func (a *App) wizards() map[string]*wizard {
	all := map[string]*wizard{}
	for _, w := range []*wizard{
		a.personalisationWizard(), a.changeWizard(), a.addressWizard(), a.forgottenWizard(), a.registrationWizard(),
	} {
		all[w.journey.Name] = w
	}
	return all
}

// routes is every URL of the service, by who may enter.
func (a *App) routes(e *echo.Echo) {
	get := func(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) {
		e.Match([]string{http.MethodGet, http.MethodHead}, path, h, m...)
	}
	walk := func(w *wizard, m ...echo.MiddlewareFunc) {
		get(w.journey.Path+"/:step", w.get, m...)
		e.POST(w.journey.Path+"/:step", w.post, m...)
		get(w.journey.Path+"/:step/:button", w.home, m...)
		e.POST(w.journey.Path+"/:step/:button", w.button, m...)
		e.POST(w.journey.Path+"/abandon", w.abandon, m...)
		e.POST(w.journey.Path+"/precedent", w.previous, m...)
	}
	// Everyone.
	get("/", a.home)
	get("/connexion", a.showLogin)
	e.POST("/connexion", a.submitLogin)
	e.POST("/deconnexion", a.logOut)
	e.POST("/jauge", a.gauge)
	get("/contact", a.showContact)
	e.POST("/contact", a.submitContact)
	get("/contact/confirmation", a.showContactSent)
	for _, name := range []string{"aide", "mentions-legales", "donnees-personnelles", "accessibilite"} {
		get("/"+name, a.page(name))
	}
	forgotten, registration := a.journeys[journey.Forgotten.Name], a.journeys[journey.Registration.Name]
	get(forgotten.journey.Path, a.showIdentifier(forgotten.journey.Name))
	e.POST(forgotten.journey.Path, a.submitIdentifier(forgotten.journey.Name))
	walk(forgotten)
	if a.InscriptionURL == "" {
		get(registration.journey.Path, a.showIdentifier(registration.journey.Name))
		e.POST(registration.journey.Path, a.submitIdentifier(registration.journey.Name))
		walk(registration)
	} else {
		get(registration.journey.Path, func(c echo.Context) error {
			a.Views.RedirectOutside(c.Response(), c.Request(), a.InscriptionURL)
			return nil
		})
	}

	// Whoever gave a temporary password, or left the personalisation half-way. The journey's own guard asks who it is.
	personalisation := a.journeys[journey.Personalisation.Name]
	get(personalisation.journey.Path, personalisation.home)
	walk(personalisation)

	// Members.
	get("/espace", a.showSpace, a.members)
	get("/espace/mon-compte", a.showAccount, a.members)
	get("/espace/mon-compte/email-mot-de-passe", a.showSecurity, a.members)
	e.POST("/espace/mon-compte/telephones", a.submitPhones, a.members)
	// Without JavaScript this address stands in the browser after a refused entry.
	get("/espace/mon-compte/telephones", func(c echo.Context) error { return a.redirect(c, securityURL) }, a.members)
	e.POST("/espace/mon-compte/sessions/:id/fermeture", a.closeSession, a.members)
	change, address := a.journeys[journey.Change.Name], a.journeys[journey.Address.Name]
	get(change.journey.Path, a.showCurrentPassword, a.members)
	e.POST(change.journey.Path, a.submitCurrentPassword, a.members)
	walk(change, a.members)
	get(address.journey.Path, a.showNewAddress, a.members)
	e.POST(address.journey.Path, a.submitNewAddress, a.members)
	walk(address, a.members)

	if a.FranceConnect != nil {
		a.franceConnectRoutes(e)
	}
	if a.Demo != nil {
		a.demoRoutes(get)
	}
}

// home leads to where one begins.
func (a *App) home(c echo.Context) error {
	v, err := a.visitor(c)
	if err != nil {
		return err
	}
	if v != nil && !v.limited() {
		return a.redirect(c, "/espace")
	}
	return a.redirect(c, "/connexion")
}
