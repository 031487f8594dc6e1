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
		{get, "/adherents", rightFind, a.showFind},
		{post, "/adherents", rightFind, a.submitFind},
		{get, "/adherents/:id", rightFind, a.about(a.showMember)},
		{get, "/adherents/:id/reinitialisation", rightReset, a.about(a.showReset)},
		{post, "/adherents/:id/reinitialisation", rightReset, a.about(a.submitReset)},
		{get, "/adherents/:id/guichet", rightReset, a.about(a.showCounter)},
		{post, "/adherents/:id/guichet", rightReset, a.about(a.submitCounter)},
		{get, "/adherents/:id/deblocage", rightUnblock, a.about(a.showUnblock)},
		{post, "/adherents/:id/deblocage", rightUnblock, a.about(a.submitUnblock)},
		{get, "/adherents/:id/coordonnees", rightCorrect, a.about(a.showCorrection)},
		{post, "/adherents/:id/coordonnees", rightCorrect, a.about(a.submitCorrection)},
		{get, "/adherents/:id/ecart/:moyen", rightCorrect, a.about(a.showDifference)},
		{post, "/adherents/:id/ecart/:moyen", rightCorrect, a.about(a.submitDifference)},
		{get, "/adherents/:id/sessions", rightClose, a.about(a.showSessions)},
		{post, "/adherents/:id/sessions", rightClose, a.about(a.submitSessions)},
		{get, "/adherents/:id/telephone", rightFind, a.about(a.showCall)},
		{post, "/adherents/:id/telephone", rightFind, a.about(a.submitCall)},
		{get, "/adherents/:id/telephone/envoi", rightFind, a.about(a.showCall)},
		{post, "/adherents/:id/telephone/envoi", rightFind, a.about(a.submitCallMessage)},
		{get, "/approbations", rightApprove, a.showApprovals},
		{get, "/approbations/:id", rightApprove, a.showApproval},
		{post, "/approbations/:id", rightApprove, a.approve},
		{post, "/approbations/:id/refus", rightApprove, a.refuseApproval},
		{post, "/approbations/:id/annulation", rightReset, a.cancelApproval},
		// Without JavaScript these addresses stand in the browser after a refused entry.
		{get, "/approbations/:id/refus", rightApprove, a.showApproval},
		{get, "/approbations/:id/annulation", rightApprove, a.showApproval},
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
	{rightFind, findPath, "Adhérents"},
	{rightApprove, approvalsPath, "Accords"},
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
