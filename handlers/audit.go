package handlers

import (
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/views"
)

// The events of the service in the audit log, beside those of package db; the README says what each one means (a test compares).
const (
	eventLogin             = "login"
	eventLogout            = "logout"
	eventSessionClosed     = "session-closed"
	eventJourneyBegun      = "journey-begun"
	eventCodeSent          = "code-sent"
	eventCodeTried         = "code-tried"
	eventQuestionAnswered  = "question-answered"
	eventTemporaryIssued   = "temporary-password-issued"
	eventPersonalised      = "password-personalised"
	eventPasswordChanged   = "password-changed"
	eventPasswordProved    = "password-proved"
	eventContactsConfirmed = "contacts-confirmed"
	eventEmailVerified     = "email-verified"
	eventPhonesChanged     = "phones-changed"
	eventContactMessage    = "contact-message"
	eventReinforced        = "reinforced-mode"

	eventAgentLogin    = "agent-login"
	eventAgentLogout   = "agent-logout"
	eventAgentEnrolled = "agent-enrolled"
	eventAgentDenied   = "agent-denied"

	eventLettersSeen       = "letters-seen"
	eventAgentProved       = "agent-password-proved"
	eventAgentPassword     = "agent-password-changed"
	eventAgentKeyAdded     = "agent-passkey-added"
	eventAgentKeyRemoved   = "agent-passkey-removed"
	eventAgentTOTPSet      = "agent-authenticator-set"
	eventAgentTOTPRemoved  = "agent-authenticator-removed"
	eventAgentCodes        = "agent-recovery-codes"
	eventAgentSessions     = "agent-sessions-closed"
	eventAgentRole         = "agent-role-changed"
	eventAgentsLog         = "agent-log-read"
	eventMemberSearched    = "member-searched"
	eventMemberSeen        = "member-seen"
	eventPasswordReset     = "password-reset"
	eventApprovalAsked     = "approval-asked"
	eventApprovalGranted   = "approval-granted"
	eventApprovalRefused   = "approval-refused"
	eventApprovalCancelled = "approval-cancelled"
	eventUnblocked         = "unblocked"
	eventContactsCorrected = "contacts-corrected"
	eventDifferenceSettled = "difference-settled"
	eventSessionsClosed    = "sessions-closed"
	eventCallWordsSent     = "call-words-sent"
	eventCallCodeSent      = "call-code-sent"
	eventCallCodeTried     = "call-code-tried"
	eventContactsListed    = "contact-messages-listed"
	eventContactRead       = "contact-message-read"
	eventContactTaken      = "contact-message-taken"
	eventContactAnswered   = "contact-message-answered"
	eventContactClosed     = "contact-message-closed"

	eventImportChecked   = "import-checked"
	eventImportBegun     = "import-begun"
	eventImportCancelled = "import-cancelled"
	eventImportRead      = "import-read"
	eventImportRejects   = "import-rejects-read"
	eventFiguresSeen     = "figures-seen"
)

// audit appends an event to the log in the transaction of the act. target is an account's key, of a member or of nobody.
func (a *App) audit(c echo.Context, t *db.Tx, name string, target []byte, result, reason string) error {
	actor := "stranger"
	if name, ok := c.Get(keyActor).(string); ok && name != "" {
		actor = name
	} else if v, ok := c.Get(keyVisitor).(*visitor); ok && v != nil {
		actor = "member"
	}
	return t.Audit(c.Request().Context(), db.Event{
		Name: name, Actor: actor, Target: target, Origin: a.originKey(c), Result: result, Reason: reason,
	}, a.Now())
}

// auditAlone appends an event that has no other write beside it.
func (a *App) auditAlone(c echo.Context, name string, target []byte, result, reason string) error {
	return a.DB.InTx(c.Request().Context(), func(t *db.Tx) error { return a.audit(c, t, name, target, result, reason) })
}

// deeds says an event of the audit log as the member reads it, by name and result. What is not here is not for them.
var deeds = map[[2]string]string{
	{eventLogin, db.ResultOK}:               "connexion réussie",
	{eventLogin, db.ResultRefused}:          "connexion refusée",
	{eventLogin, db.ResultBlocked}:          "connexion refusée après trop de tentatives",
	{eventLogout, db.ResultOK}:              "déconnexion",
	{eventSessionClosed, db.ResultOK}:       "fermeture d'une session",
	{eventJourneyBegun, db.ResultOK}:        "demande d'un mot de passe temporaire",
	{eventCodeSent, db.ResultOK}:            "envoi d'un code de confirmation",
	{eventCodeTried, db.ResultOK}:           "code de confirmation juste",
	{eventCodeTried, db.ResultRefused}:      "code de confirmation refusé",
	{eventQuestionAnswered, db.ResultOK}:    "réponse juste à la question de sécurité",
	{eventTemporaryIssued, db.ResultOK}:     "envoi d'un mot de passe temporaire",
	{eventPersonalised, db.ResultOK}:        "choix d'un nouveau mot de passe",
	{eventPasswordChanged, db.ResultOK}:     "changement du mot de passe",
	{eventPasswordProved, db.ResultRefused}: "mot de passe actuel refusé",
	{eventContactsConfirmed, db.ResultOK}:   "confirmation des coordonnées",
	{eventEmailVerified, db.ResultOK}:       "vérification de l'adresse email",
	{eventPhonesChanged, db.ResultOK}:       "changement d'un numéro de téléphone",
	{eventPasswordReset, db.ResultOK}:       "réinitialisation du mot de passe par un agent de la caisse",
	{eventUnblocked, db.ResultOK}:           "levée d'un blocage par un agent de la caisse",
	{eventContactsCorrected, db.ResultOK}:   "correction des coordonnées par un agent de la caisse",
	{eventSessionsClosed, db.ResultOK}:      "fermeture des sessions par un agent de la caisse",
	{eventCallCodeSent, db.ResultOK}:        "envoi d'un code à dire à un agent de la caisse",
	{eventCallCodeTried, db.ResultOK}:       "identité vérifiée au téléphone par un agent de la caisse",
}

const (
	keyActor = "actor"
	keyBar   = "bar"
)

// act notes who makes this request, in the audit log's words, and how the header names them.
func act(c echo.Context, actor string, bar func() *views.AgentBar) {
	c.Set(keyActor, actor)
	c.Set(keyBar, bar)
}

var ways = map[string]string{methodPassword: "Mot de passe", methodTemporary: "Mot de passe temporaire", methodFranceConnect: "FranceConnect"} //nolint:gosec // G101: words
