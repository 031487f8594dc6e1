// Package agent contains the agents' pages: finding and helping members, letters, contact messages, imports,
// statistics, access.
package agent

import (
	"net/http"
	"slices"
	"sync"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/agents"
	"sesame/handlers/agent/avoir"
	"sesame/handlers/agent/clients"
	"sesame/handlers/agent/desk"
	"sesame/handlers/agent/directory"
	"sesame/handlers/agent/figures"
	"sesame/handlers/agent/filenotes"
	"sesame/handlers/agent/imports"
	"sesame/handlers/agent/inbox"
	"sesame/handlers/agent/letters"
	"sesame/handlers/agent/memberacts"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
)

// Pages holds the agents' pages.
type Pages struct {
	desk.Common
	agents    *agents.Pages
	clients   *clients.Pages
	letters   letters.Pages
	member    memberacts.Pages
	notes     filenotes.Pages
	avoir     avoir.Pages
	figures   figures.Pages
	inbox     inbox.Pages
	passkeys  *webauthn.WebAuthn
	journeys  map[string]*web.Wizard
	imports   imports.Pages
	directory *directory.Directory // nil if agents log in by passwords of this service only
	sent      *sendings            // forms that were executed
	tries     *sendings            // refused authentication attempts
	erases    sync.Mutex           // one erasure at a time: its lock on imports would look like an import to another one
}

// New builds the agents' pages; own is the caisse's directory, and may be nil. Passkeys are tied to the agents' site.
func New(base *web.Base, own *directory.Directory) (*Pages, error) {
	// The password was verified before, so a passkey must prove presence, and user verification is preferred.
	keys, err := web.NewPasskeys(base.Caisse.Name, base.AgentURL, protocol.AuthenticatorSelection{UserVerification: protocol.VerificationPreferred})
	if err != nil {
		return nil, err
	}
	common := desk.Common{Base: base}
	a := &Pages{Common: common, agents: agents.New(common, own != nil), clients: clients.New(common), letters: letters.Pages{Common: common}, member: memberacts.Pages{Common: common}, notes: filenotes.Pages{Common: common}, avoir: avoir.Pages{Common: common}, figures: figures.Pages{Common: common}, inbox: inbox.Pages{Common: common}, imports: imports.Pages{Common: common}, passkeys: keys, directory: own, sent: newSendings(), tries: newSendings()}
	a.journeys = a.wizards()
	return a, nil
}

// Check returns an error when a step or button of a journey has no handler. It parses the agents' templates, which a service
// parses only with the first of their pages; the demonstration calls it.
func (a *Pages) Check() error { return web.CheckAll(journey.Agents, a.journeys) }

// route is a URL of the agents' site, with the required right; an empty right needs no login.
type route struct {
	method, path string
	right        acts.Right
	handle       echo.HandlerFunc
}

// table lists all agents' routes, below /agent.
func (a *Pages) table() []route {
	const get, post = http.MethodGet, http.MethodPost
	entrance := a.walk(journey.Login, "")
	entrance[0].handle = a.outside(entrance[0].handle) // its first row is the page of the login
	rows := slices.Concat(entrance, a.walk(journey.Enrolment, ""), a.walk(journey.Passkey, acts.MayEnter), a.walk(journey.Authenticator, acts.MayEnter),
		a.walk(journey.RecoveryCodes, acts.MayEnter), a.walk(journey.Invitation, acts.MayManageAgents),
		a.walk(journey.ClientSecret, acts.MayManageClients), a.ownActRoutes(), a.directoryRoutes())
	return append(rows, []route{
		{get, "/enrolement/qr.png", "", a.showQR(journey.Enrolment, "second-facteur")},
		{post, "/jauge", "", a.deskGauge},

		{get, "", acts.MayEnter, a.showDesk},
		{get, "/droits", acts.MayEnter, a.showRights},
		{get, "/preuves", acts.MayEnter, a.member.ShowProofs},
		{get, "/plan-du-site", acts.MayEnter, a.Page("agent/plan-du-site")},
		{get, "/accessibilite", "", a.showAccessibility},
		{get, "/adherents", acts.MayFind, a.showFind},
		{post, "/adherents", acts.MayFind, a.submitFind},
		{get, "/adherents/:id", acts.MayFind, a.about(a.showMember)},
		{get, "/adherents/:id/historique", acts.MayFind, a.about(a.showHistory)},
		{get, "/adherents/:id/reinitialisation", acts.MayReset, a.about(a.member.ShowReset)},
		{post, "/adherents/:id/reinitialisation", acts.MayReset, a.about(a.member.SubmitReset)},
		{get, "/adherents/:id/guichet", acts.MayReset, a.about(a.member.ShowCounter)},
		{post, "/adherents/:id/guichet", acts.MayReset, a.about(a.member.SubmitCounter)},
		{get, "/adherents/:id/guichet/question", acts.MayReset, a.about(a.member.ShowCounter)},
		{post, "/adherents/:id/guichet/question", acts.MayReset, a.about(a.member.SubmitCounterAnswer)},
		{get, "/adherents/:id/guichet/accord", acts.MayReset, a.about(a.member.ShowCounter)},
		{post, "/adherents/:id/guichet/accord", acts.MayReset, a.about(a.member.AskAtCounter)},
		{get, "/adherents/:id/deblocage", acts.MayUnblock, a.about(a.member.ShowUnblock)},
		{post, "/adherents/:id/deblocage", acts.MayUnblock, a.about(a.member.SubmitUnblock)},
		{get, "/adherents/:id/coordonnees", acts.MayCorrect, a.about(a.member.ShowCorrection)},
		{post, "/adherents/:id/coordonnees", acts.MayCorrect, a.about(a.member.SubmitCorrection)},
		{get, "/adherents/:id/ecart/:moyen", acts.MayCorrect, a.about(a.notes.ShowDifference)},
		{post, "/adherents/:id/ecart/:moyen", acts.MayCorrect, a.about(a.notes.SubmitDifference)},
		{get, "/adherents/:id/valeur/:colonne", acts.MayCorrect, a.about(a.notes.ShowLeftOutValue)},
		{post, "/adherents/:id/valeur/:colonne", acts.MayCorrect, a.about(a.notes.DismissLeftOut)},
		{get, "/adherents/:id/sessions", acts.MayCloseSessions, a.about(a.member.ShowSessions)},
		{post, "/adherents/:id/sessions", acts.MayCloseSessions, a.about(a.member.SubmitSessions)},
		{get, "/adherents/:id/suspension", acts.MaySuspend, a.about(a.member.ShowNoted(memberacts.SuspendsAccess))},
		{post, "/adherents/:id/suspension", acts.MaySuspend, a.about(a.member.SubmitNoted(memberacts.SuspendsAccess))},
		{get, "/adherents/:id/retablissement", acts.MaySuspend, a.about(a.member.ShowNoted(memberacts.ResumesAccess))},
		{post, "/adherents/:id/retablissement", acts.MaySuspend, a.about(a.member.SubmitNoted(memberacts.ResumesAccess))},
		{get, "/adherents/:id/fermeture", acts.MayCloseAccounts, a.about(a.member.ShowClosing)},
		{post, "/adherents/:id/fermeture", acts.MayCloseAccounts, a.about(a.member.SubmitClosing)},
		{get, "/adherents/:id/reouverture", acts.MayCloseAccounts, a.about(a.member.ShowNoted(memberacts.ReopensAccount))},
		{post, "/adherents/:id/reouverture", acts.MayCloseAccounts, a.about(a.member.SubmitNoted(memberacts.ReopensAccount))},
		{get, "/adherents/:id/donnees", acts.MayExport, a.about(a.showExport)},
		{post, "/adherents/:id/donnees", acts.MayExport, a.about(a.sendExport)},
		{get, "/adherents/:id/effacement", acts.MayErase, a.about(a.showErasure)},
		{post, "/adherents/:id/effacement", acts.MayErase, a.about(a.askErasure)},
		{get, "/adherents/:id/telephone", acts.MayFind, a.about(a.member.ShowCall)},
		{post, "/adherents/:id/telephone", acts.MayFind, a.about(a.member.SubmitCall)},
		{get, "/adherents/:id/telephone/appel", acts.MayFind, a.about(a.member.ShowCall)},
		{post, "/adherents/:id/telephone/appel", acts.MayFind, a.about(a.member.BeginCall)},
		{get, "/adherents/:id/telephone/envoi", acts.MayFind, a.about(a.member.ShowCall)},
		{post, "/adherents/:id/telephone/envoi", acts.MayFind, a.about(a.member.SubmitCallMessage)},
		{get, "/adherents/:id/telephone/question", acts.MayFind, a.about(a.member.ShowCall)},
		{post, "/adherents/:id/telephone/question", acts.MayFind, a.about(a.member.SubmitCallAnswer)},
		{get, "/adherents/:id/courrier", acts.MayReset, a.about(a.member.ShowLostLetter)},
		{post, "/adherents/:id/courrier", acts.MayReset, a.about(a.member.SubmitLostLetter)},
		{get, "/adherents/:id/identifiant", acts.MayReset, a.about(a.member.ShowIdentifierLetter)},
		{post, "/adherents/:id/identifiant", acts.MayReset, a.about(a.member.SubmitIdentifierLetter)},
		{get, "/a-voir", acts.MayFind, a.avoir.ShowLists},
		{get, "/a-voir/:liste", acts.MayFind, a.avoir.ShowList},
		{post, "/a-voir/:liste", acts.MaySetAside, a.avoir.ActOnList},
		{get, "/a-voir/:liste/fichier.csv", acts.MayActOnMany, a.avoir.ExportList},
		{get, "/adherents/:id/mandats", acts.MayCorrect, a.about(a.member.ShowMandates)},
		{post, "/adherents/:id/mandats", acts.MayCorrect, a.about(a.member.SubmitMandate)},
		{get, "/adherents/:id/mandats/:mandat", acts.MayCorrect, a.about(a.member.ShowMandateEnd)},
		{post, "/adherents/:id/mandats/:mandat", acts.MayCorrect, a.about(a.member.SubmitMandateEnd)},
		{get, "/message-suspect", acts.MayFind, a.showSuspect},
		{post, "/message-suspect", acts.MayFind, a.submitSuspect},
		{get, "/valeurs", acts.MayFind, a.notes.ShowLeftOut},
		{get, "/valeurs" + filenotes.AsFile, acts.MayActOnMany, a.notes.ExportLeftOut},
		{post, "/valeurs", acts.MayCorrect, a.notes.DismissLeftOuts},
		{get, "/ecarts", acts.MayCorrect, a.notes.ShowDifferences},
		{get, "/ecarts" + filenotes.AsFile, acts.MayActOnMany, a.notes.ExportDifferences},
		{post, "/ecarts", acts.MayCorrect, a.notes.SettleDifferences},
		{get, "/approbations", acts.MayApprove, a.showApprovals},
		{get, "/approbations/:id", acts.MayApprove, a.showApproval},
		{post, "/approbations/:id", acts.MayApprove, a.approve},
		{post, "/approbations/:id/refus", acts.MayApprove, a.refuseApproval},
		{post, "/approbations/:id/annulation", acts.MayReset, a.cancelApproval},
		// Without JavaScript these addresses remain in the browser after a refused entry.
		{get, "/approbations/:id/refus", acts.MayApprove, a.showApproval},
		{get, "/approbations/:id/annulation", acts.MayApprove, a.showApproval},

		{get, "/en-attente", acts.MayRelease, a.showHeld},
		{post, "/en-attente", acts.MayRelease, a.releaseHeld},
		{post, "/en-attente/refus", acts.MayRelease, a.declineHeld},
		{get, "/en-attente/refus", acts.MayRelease, a.backToHeld},

		{get, "/chiffres", acts.MaySeeFigures, a.figures.ShowFigures},
		{get, "/chiffres.csv", acts.MaySeeFigures, a.figures.ExportFigures},
		{post, "/deconnexion", acts.MayEnter, a.logOutAgent},

		{get, "/courriers", acts.MayPrint, a.letters.ShowLetters},
		{post, "/courriers", acts.MayPrint, a.letters.PrintLetters},
		{get, "/courriers/lots/:lot", acts.MayPrint, a.letters.ShowBatch},
		{post, "/courriers/lots/:lot", acts.MayPrint, a.letters.PostBatch},
		{get, "/courriers/lots/:lot/refaire", acts.MayPrint, a.letters.ShowRenewal},
		{post, "/courriers/lots/:lot/refaire", acts.MayPrint, a.letters.RenewBatch},
		{get, "/courriers/retour", acts.MayPrint, a.letters.ShowReturns},
		{post, "/courriers/retour", acts.MayPrint, a.letters.FindReturned},
		{get, "/courriers/retours", acts.MayPrint, a.letters.ShowPile},
		{post, "/courriers/retours", acts.MayPrint, a.letters.ReturnPile},
		{get, "/courriers/lettres/:lettre/retour", acts.MayPrint, a.letters.ShowReturn},
		{post, "/courriers/lettres/:lettre/retour", acts.MayPrint, a.letters.ReturnLetter},
		{get, "/courriers/lettres/:lettre/adresse", acts.MayPrint, a.letters.BackToLetters},
		{post, "/courriers/lettres/:lettre/adresse", acts.MayPrint, a.letters.AcceptAddress},
		{get, "/courriers/lettres/:lettre/nom", acts.MayPrint, a.letters.ShowName},
		{post, "/courriers/lettres/:lettre/nom", acts.MayPrint, a.letters.ShortenName},
		{get, "/courriers/lettres/:lettre/refaire", acts.MayPrint, a.letters.BackToLetters},
		{post, "/courriers/lettres/:lettre/refaire", acts.MayPrint, a.letters.RenewWaiting},

		{get, "/mon-acces", acts.MayEnter, a.showOwnAccess},
		{post, "/mon-acces/touches", acts.MayEnter, a.submitShortcuts},
		{get, "/mon-acces/touches", acts.MayEnter, a.showOwnAccess},
		{get, "/mon-acces/mot-de-passe", acts.MayEnter, a.showOwnPassword},
		{post, "/mon-acces/mot-de-passe", acts.MayEnter, a.submitOwnPassword},
		{get, "/mon-acces/application/qr.png", acts.MayEnter, a.showQR(journey.Authenticator, "nouvelle")},

		{get, "/agents", acts.MayManageAgents, a.agents.ShowAgents},
		{get, "/agents/ajout", acts.MayManageAgents, a.agents.ShowAddAgent},
		{post, "/agents/ajout", acts.MayManageAgents, a.agents.SubmitAddAgent},
		{get, "/agents/:id", acts.MayManageAgents, a.agents.ShowAgent},
		{post, "/agents/:id", acts.MayManageAgents, a.agents.SubmitAgent},

		{get, "/services", acts.MayManageClients, a.clients.ShowServices},
		{get, "/services/ajout", acts.MayManageClients, a.clients.ShowAddService},
		{post, "/services/ajout", acts.MayManageClients, a.clients.SubmitAddService},
		{get, "/services/:id", acts.MayManageClients, a.clients.ShowService},
		{post, "/services/:id", acts.MayManageClients, a.clients.RenewSecret},
		{get, "/services/:id/retrait", acts.MayManageClients, a.clients.ShowServiceRemoval},
		{post, "/services/:id/retrait", acts.MayManageClients, a.clients.RemoveService},

		{get, "/journal", acts.MayReadLog, a.showLog},
		{post, "/journal", acts.MayReadLog, a.filterLog},

		{get, "/etat", acts.MaySeeState, a.showState},
		{post, "/etat", acts.MaySeeState, a.submitState},

		{get, "/messages", acts.MayAnswer, a.inbox.ShowMessages},
		{post, "/messages", acts.MayAnswer, a.inbox.FindMessages},
		{get, "/messages/:number", acts.MayAnswer, a.inbox.ShowMessage},
		{post, "/messages/:number/prise", acts.MayAnswer, a.inbox.TakeMessage},
		{post, "/messages/:number/reponse", acts.MayAnswer, a.inbox.AnswerMessage},
		{post, "/messages/:number/modele", acts.MayAnswer, a.inbox.FillMessage},
		{post, "/messages/:number/note", acts.MayAnswer, a.inbox.NoteMessage},
		{post, "/messages/:number/rappel", acts.MayAnswer, a.inbox.CallMessage},
		{post, "/messages/:number/attribution", acts.MayAnswer, a.inbox.AssignMessage},
		{post, "/messages/:number/classement", acts.MayAnswer, a.inbox.CloseMessage},
		{get, "/messages/:number/:act", acts.MayAnswer, a.inbox.BackToMessage},

		{get, "/reponses-types", acts.MayKeepReadyAnswers, a.inbox.ShowReadyAnswers},
		{get, "/reponses-types/ajout", acts.MayKeepReadyAnswers, a.inbox.ShowNewReadyAnswer},
		{post, "/reponses-types/ajout", acts.MayKeepReadyAnswers, a.inbox.KeepReadyAnswer},
		{get, "/reponses-types/:id", acts.MayKeepReadyAnswers, a.inbox.ShowReadyAnswer},
		{post, "/reponses-types/:id", acts.MayKeepReadyAnswers, a.inbox.KeepReadyAnswer},
		{post, "/reponses-types/:id/suppression", acts.MayKeepReadyAnswers, a.inbox.RemoveReadyAnswer},
		{get, "/reponses-types/:id/suppression", acts.MayKeepReadyAnswers, a.inbox.ShowReadyAnswer},

		{get, "/imports", acts.MayImport, a.imports.ShowImports},
		{post, web.UploadPath, acts.MayImport, a.imports.SubmitImport},
		{get, "/imports/:id", acts.MayImport, a.imports.ShowImport},
		{post, "/imports/:id/chargement", acts.MayImport, a.imports.LoadImport},
		{post, "/imports/:id/annulation", acts.MayImport, a.imports.CancelImport},
		{post, "/imports/:id/retour", acts.MayImport, a.imports.UndoImport},
		{get, "/imports/:id/rejets.csv", acts.MayImport, a.imports.SendRejects},
		{get, "/imports/:id/:act", acts.MayImport, a.imports.BackToImport},
	}...)
}

// links are the links of the header in display order; an agent sees those that their role allows.
var links = []struct {
	right      acts.Right
	url, label string
}{
	{acts.MayEnter, web.AgentPath, "Accueil"},
	{acts.MayFind, findPath, "Adhérents"},
	{acts.MayFind, avoir.Path, "À voir"},
	{acts.MayApprove, desk.ApprovalsPath, "Accords"},
	{acts.MayRelease, heldPath, "En attente"},
	{acts.MayAnswer, web.AgentPath + "/messages", "Messages"},
	{acts.MayPrint, letters.LettersPath, "Courriers"},
	{acts.MayImport, web.AgentPath + web.UploadPath, "Imports"},
	{acts.MaySeeFigures, web.AgentPath + "/chiffres", "Comment ça va"},
	{acts.MayManageAgents, agents.Path, "Agents"},
	{acts.MayManageClients, clients.Path, "Services"},
	{acts.MayReadLog, web.AgentPath + "/journal", "Journal"},
	{acts.MaySeeState, statePath, "État"},
	{acts.MayEnter, web.AgentPath + "/droits", "Droits"},
	{acts.MayEnter, ownPath, "Mon accès"},
}

// seldom lists the pages under « Plus », because the header has no room for all links of a superviseur.
var seldom = []string{web.AgentPath + "/chiffres", agents.Path, clients.Path, web.AgentPath + "/journal", statePath, web.AgentPath + "/droits"}

// fewSeldom is the minimum number of links under « Plus »; fewer are shown beside the others.
const fewSeldom = 3

// searchPages contain the search form, so their header has none.
var searchPages = []string{web.AgentPath, findPath}

// memberRoute is the route of a member's page; the routes of the acts are below it.
const memberRoute = web.AgentPath + "/adherents/:id"

// accounts is a set of account states in which an act makes sense.
type accounts int

const (
	open accounts = 1 << iota
	suspended
	reopens // closed here, and may be reopened
	closed
)

// accountState returns the state of the member's account.
func (a *Pages) accountState(m *db.Member) accounts {
	switch {
	case a.Acts.Reopens(m):
		return reopens
	case a.DB.Closed(m, a.Now()):
		return closed
	case m.Status.State == db.StateSuspended:
		return suspended
	}
	return open
}

// memberActs lists the acts that an agent may perform on a member, in display order.
var memberActs = []struct {
	right      acts.Right
	key        string // shortcut key; no other link on the page uses it
	path, name string
	on         accounts
}{
	{acts.MaySuspend, "u", "/retablissement", "Rétablir l'accès", suspended},
	{acts.MayCloseAccounts, "o", "/reouverture", "Rouvrir l'espace privé", reopens},
	{acts.MayReset, "r", "/reinitialisation", "Réinitialiser le mot de passe", open},
	{acts.MayReset, "g", "/guichet", "Remettre un mot de passe au guichet", open},
	{acts.MayReset, "l", "/courrier", "Refaire le dernier courrier", open},
	{acts.MayReset, "i", "/identifiant", "Envoyer son identifiant", open},
	{acts.MayUnblock, "b", "/deblocage", "Lever un blocage", open},
	{acts.MayCorrect, "c", "/coordonnees", "Corriger les coordonnées", open | suspended},
	{acts.MayCloseSessions, "s", "/sessions", "Fermer les sessions", open | suspended | reopens | closed},
	{acts.MayFind, "t", "/telephone", "Au téléphone", open},
	{acts.MayCorrect, "m", "/mandats", "Tutelle ou mandat", open | suspended},
	{acts.MaySuspend, "u", "/suspension", "Suspendre l'accès", open},
	{acts.MayCloseAccounts, "f", "/fermeture", "Fermer l'espace privé", open | suspended},
	{acts.MayExport, "d", "/donnees", "Télécharger ses données", open | suspended | reopens | closed},
	{acts.MayErase, "e", "/effacement", "Effacer l'adhérent", open | suspended | reopens | closed},
}

// Routes mounts the agents' pages.
func (a *Pages) Routes(e *echo.Echo) {
	table := a.table()
	a.ledBack(table)
	for _, r := range table {
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

// Entrance redirects the root of the agents' own site to their pages.
func (a *Pages) Entrance(e *echo.Echo) {
	for from, to := range map[string]string{"/": web.AgentPath, web.ChangePasswordPath: ownPath + "/mot-de-passe"} {
		e.Match([]string{http.MethodGet, http.MethodHead}, from, func(c echo.Context) error { return a.Redirect(c, to) })
	}
}
