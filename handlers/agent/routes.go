// Package agent is the agents' pages: members found and helped, letters, contact messages, imports, figures, access.
package agent

import (
	"net/http"

	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
)

// Pages are the agents'.
type Pages struct {
	*web.Base
	passkeys *webauthn.WebAuthn
	imports  imports
}

// New builds the agents' pages; passkeys are tied to the agents' site.
func New(base *web.Base) (*Pages, error) {
	keys, err := newPasskeys(base.Caisse.Name, base.AgentURL)
	if err != nil {
		return nil, err
	}
	return &Pages{Base: base, passkeys: keys}, nil
}

// route is one URL of the agents' and the right that it needs; none before the login.
type route struct {
	method, path string
	right        right
	handle       echo.HandlerFunc
}

// table is every URL of the agents', below /agent.
func (a *Pages) table() []route {
	const get, post = http.MethodGet, http.MethodPost
	rows := []route{
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
		{get, "/adherents/:id/valeur/:colonne", rightCorrect, a.about(a.showLeftOutValue)},
		{post, "/adherents/:id/valeur/:colonne", rightCorrect, a.about(a.dismissLeftOut)},
		{get, "/adherents/:id/sessions", rightClose, a.about(a.showSessions)},
		{post, "/adherents/:id/sessions", rightClose, a.about(a.submitSessions)},
		{get, "/adherents/:id/telephone", rightFind, a.about(a.showCall)},
		{post, "/adherents/:id/telephone", rightFind, a.about(a.submitCall)},
		{get, "/adherents/:id/telephone/envoi", rightFind, a.about(a.showCall)},
		{post, "/adherents/:id/telephone/envoi", rightFind, a.about(a.submitCallMessage)},
		{get, "/valeurs", rightFind, a.showLeftOut},
		{get, "/approbations", rightApprove, a.showApprovals},
		{get, "/approbations/:id", rightApprove, a.showApproval},
		{post, "/approbations/:id", rightApprove, a.approve},
		{post, "/approbations/:id/refus", rightApprove, a.refuseApproval},
		{post, "/approbations/:id/annulation", rightReset, a.cancelApproval},
		// Without JavaScript these addresses stand in the browser after a refused entry.
		{get, "/approbations/:id/refus", rightApprove, a.showApproval},
		{get, "/approbations/:id/annulation", rightApprove, a.showApproval},

		{get, "/chiffres", rightFigures, a.showFigures},
		{get, "/chiffres.csv", rightFigures, a.exportFigures},
		{get, "/codes-de-secours", rightIn, a.showRecoveryCodes},
		{post, "/codes-de-secours", rightIn, a.noteRecoveryCodes},
		{post, "/deconnexion", rightIn, a.logOutAgent},

		{get, "/courriers", rightPrint, a.showLetters},
		{post, "/courriers", rightPrint, a.printLetters},
		{get, "/courriers/lots/:lot", rightPrint, a.showBatch},
		{post, "/courriers/lots/:lot", rightPrint, a.postBatch},
		{get, "/courriers/lots/:lot/refaire", rightPrint, a.showRenewal},
		{post, "/courriers/lots/:lot/refaire", rightPrint, a.renewBatch},
		{get, "/courriers/retour", rightPrint, a.showReturns},
		{post, "/courriers/retour", rightPrint, a.findReturned},
		{get, "/courriers/lettres/:lettre/retour", rightPrint, a.showReturn},
		{post, "/courriers/lettres/:lettre/retour", rightPrint, a.returnLetter},
		{get, "/courriers/lettres/:lettre/adresse", rightPrint, a.backToLetters},
		{post, "/courriers/lettres/:lettre/adresse", rightPrint, a.acceptAddress},
		{get, "/courriers/lettres/:lettre/refaire", rightPrint, a.backToLetters},
		{post, "/courriers/lettres/:lettre/refaire", rightPrint, a.renewWaiting},

		{get, "/mon-acces", rightIn, a.showOwnAccess},
		{get, "/mon-acces/mot-de-passe", rightIn, a.showOwnPassword},
		{post, "/mon-acces/mot-de-passe", rightIn, a.submitOwnPassword},
		{get, "/mon-acces/cles/nouvelle", rightIn, a.showAddFactor(false)},
		{post, "/mon-acces/cles/nouvelle", rightIn, a.submitAddFactor(false)},
		{get, "/mon-acces/application/nouvelle", rightIn, a.showAddFactor(true)},
		{post, "/mon-acces/application/nouvelle", rightIn, a.submitAddFactor(true)},
		{get, "/mon-acces/application/qr.png", rightIn, a.showOwnQR},

		{get, "/agents", rightAgents, a.showAgents},
		{get, "/agents/ajout", rightAgents, a.showAddAgent},
		{post, "/agents/ajout", rightAgents, a.submitAddAgent},
		{get, "/agents/secret", rightAgents, a.showAgentSecret},
		{post, "/agents/secret", rightAgents, a.noteAgentSecret},
		{get, "/agents/:id", rightAgents, a.showAgent},
		{post, "/agents/:id", rightAgents, a.submitAgent},

		{get, "/journal", rightLog, a.showLog},
		{post, "/journal", rightLog, a.filterLog},

		{get, "/messages", rightAnswer, a.showMessages},
		{get, "/messages/:number", rightAnswer, a.showMessage},
		{post, "/messages/:number/prise", rightAnswer, a.takeMessage},
		{post, "/messages/:number/reponse", rightAnswer, a.answerMessage},
		{post, "/messages/:number/classement", rightAnswer, a.closeMessage},
		{get, "/messages/:number/:act", rightAnswer, a.backToMessage},

		{get, "/imports", rightImport, a.showImports},
		{post, web.UploadPath, rightImport, a.submitImport},
		{get, "/imports/:id", rightImport, a.showImport},
		{post, "/imports/:id/chargement", rightImport, a.loadImport},
		{post, "/imports/:id/annulation", rightImport, a.cancelImport},
		{get, "/imports/:id/rejets.csv", rightImport, a.sendRejects},
		{get, "/imports/:id/:act", rightImport, a.backToImport},
	}
	return append(rows, a.ownActRoutes()...)
}

// links are the header's, in their order; each agent sees those that their role opens.
var links = []struct {
	right      right
	url, label string
}{
	{rightIn, web.AgentPath, "Accueil"},
	{rightFind, findPath, "Adhérents"},
	{rightApprove, approvalsPath, "Accords"},
	{rightAnswer, web.AgentPath + "/messages", "Messages"},
	{rightPrint, lettersPath, "Courriers"},
	{rightImport, web.AgentPath + web.UploadPath, "Imports"},
	{rightFigures, web.AgentPath + "/chiffres", "Comment ça va"},
	{rightAgents, web.AgentPath + "/agents", "Agents"},
	{rightLog, web.AgentPath + "/journal", "Journal"},
	{rightIn, web.AgentPath + "/droits", "Droits"},
	{rightIn, ownPath, "Mon accès"},
}

// Routes mounts the agents' pages.
func (a *Pages) Routes(e *echo.Echo) {
	for _, r := range a.table() {
		handle := r.handle
		if r.right != "" {
			handle = a.allowed(r.right, handle)
		}
		methods := []string{r.method}
		if r.method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		e.Match(methods, web.AgentPath+r.path, handle)
	}
}

// Entrance leads from the root of the agents' own site to their pages.
func (a *Pages) Entrance(e *echo.Echo) {
	e.Match([]string{http.MethodGet, http.MethodHead}, "/", func(c echo.Context) error { return a.Redirect(c, web.AgentPath) })
}
