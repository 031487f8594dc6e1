package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// deskRoute is one URL of the agents' and the right that it needs; none before the login.
type deskRoute struct {
	method, path string
	right        right
	handle       echo.HandlerFunc
}

// deskTable is every URL of the agents', below /agent.
func (a *App) deskTable() []deskRoute {
	const get, post = http.MethodGet, http.MethodPost
	return []deskRoute{
		{get, "/connexion", "", a.showDeskLogin},
		{post, "/connexion", "", a.submitDeskLogin},
		{get, "/second-facteur", "", a.showSecondFactor},
		{post, "/second-facteur", "", a.submitSecondFactor},
		{get, "/enrolement", "", a.showEnrolment},
		{post, "/enrolement", "", a.submitEnrolment},
		{get, "/enrolement/mot-de-passe", "", a.showEnrolmentPassword},
		{post, "/enrolement/mot-de-passe", "", a.submitEnrolmentPassword},
		{get, "/enrolement/second-facteur", "", a.showEnrolmentFactor},
		{get, "/enrolement/qr.png", "", a.showEnrolmentQR},
		{post, "/enrolement/second-facteur", "", a.submitEnrolmentFactor},
		{post, "/jauge", "", a.deskGauge},

		{get, "", rightIn, a.showDesk},
		{get, "/droits", rightIn, a.showRights},
		{get, "/chiffres", rightFigures, a.showFigures},
		{get, "/chiffres.csv", rightFigures, a.exportFigures},
		{get, "/codes-de-secours", rightIn, a.showRecoveryCodes},
		{post, "/codes-de-secours", rightIn, a.noteRecoveryCodes},
		{post, "/deconnexion", rightIn, a.logOutAgent},
	}
}

// deskLinks are the header's, in their order; each agent sees those that their role opens.
var deskLinks = []struct {
	right      right
	url, label string
}{
	{rightIn, deskPath, "Accueil"},
	{rightFigures, deskPath + "/chiffres", "Comment ça va"},
	{rightIn, deskPath + "/droits", "Droits"},
}

// deskRoutes mounts the agents' pages.
func (a *App) deskRoutes(e *echo.Echo) {
	for _, r := range a.deskTable() {
		handle := r.handle
		if r.right != "" {
			handle = a.allowed(r.right, handle)
		}
		methods := []string{r.method}
		if r.method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		e.Match(methods, deskPath+r.path, handle)
	}
}

// deskEntrance leads from the root of the agents' own site to their pages.
func (a *App) deskEntrance(e *echo.Echo) {
	e.Match([]string{http.MethodGet, http.MethodHead}, "/", func(c echo.Context) error { return a.redirect(c, deskPath) })
}
