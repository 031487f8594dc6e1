package web

import (
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/views"
)

// The events of the service in the audit log, beside those of package db; docs/audit.md says what each one means (a test compares).
const (
	EventLogin             = "login"
	EventLogout            = "logout"
	EventSessionClosed     = "session-closed"
	EventJourneyBegun      = "journey-begun"
	EventCodeSent          = "code-sent"
	EventCodeTried         = "code-tried"
	EventQuestionAnswered  = "question-answered"
	EventTemporaryIssued   = "temporary-password-issued"
	EventPersonalised      = "password-personalised"
	EventPasswordChanged   = "password-changed"
	EventPasswordProved    = "password-proved"
	EventContactsConfirmed = "contacts-confirmed"
	EventEmailVerified     = "email-verified"
	EventPhonesChanged     = "phones-changed"
	EventContactMessage    = "contact-message"
	EventReinforced        = "reinforced-mode"

	EventAgentLogin    = "agent-login"
	EventAgentLogout   = "agent-logout"
	EventAgentEnrolled = "agent-enrolled"
	EventAgentDenied   = "agent-denied"

	EventLettersSeen       = "letters-seen"
	EventAgentProved       = "agent-password-proved"
	EventAgentPassword     = "agent-password-changed"
	EventAgentKeyAdded     = "agent-passkey-added"
	EventAgentKeyRemoved   = "agent-passkey-removed"
	EventAgentTOTPSet      = "agent-authenticator-set"
	EventAgentTOTPRemoved  = "agent-authenticator-removed"
	EventAgentCodes        = "agent-recovery-codes"
	EventAgentSessions     = "agent-sessions-closed"
	EventAgentRole         = "agent-role-changed"
	EventAgentsLog         = "agent-log-read"
	EventMemberSearched    = "member-searched"
	EventMemberSeen        = "member-seen"
	EventPasswordReset     = "password-reset"
	EventApprovalAsked     = "approval-asked"
	EventApprovalGranted   = "approval-granted"
	EventApprovalRefused   = "approval-refused"
	EventApprovalCancelled = "approval-cancelled"
	EventUnblocked         = "unblocked"
	EventContactsCorrected = "contacts-corrected"
	EventDifferenceSettled = "difference-settled"
	EventSessionsClosed    = "sessions-closed"
	EventCallWordsSent     = "call-words-sent"
	EventCallCodeSent      = "call-code-sent"
	EventCallCodeTried     = "call-code-tried"
	EventContactsListed    = "contact-messages-listed"
	EventContactRead       = "contact-message-read"
	EventContactTaken      = "contact-message-taken"
	EventContactAnswered   = "contact-message-answered"
	EventContactClosed     = "contact-message-closed"

	EventImportChecked   = "import-checked"
	EventImportBegun     = "import-begun"
	EventImportCancelled = "import-cancelled"
	EventImportRead      = "import-read"
	EventImportRejects   = "import-rejects-read"
	EventFiguresSeen     = "figures-seen"
)

// Audit appends an event to the log in the transaction of the act. target is an account's key, of a member or of nobody.
func (a *Base) Audit(c echo.Context, t *db.Tx, name string, target []byte, result, reason string) error {
	actor := "stranger"
	if name, ok := c.Get(keyActor).(string); ok && name != "" {
		actor = name
	} else if v, ok := c.Get(KeyVisitor).(*Visitor); ok && v != nil {
		actor = "member"
	}
	return t.Audit(c.Request().Context(), db.Event{
		Name: name, Actor: actor, Target: target, Origin: a.OriginKey(c), Result: result, Reason: reason,
	}, a.Now())
}

// AuditAlone appends an event that has no other write beside it.
func (a *Base) AuditAlone(c echo.Context, name string, target []byte, result, reason string) error {
	return a.DB.InTx(c.Request().Context(), func(t *db.Tx) error { return a.Audit(c, t, name, target, result, reason) })
}

// Deeds says an event of the audit log as the member reads it, by name and result. What is not here is not for them.
var Deeds = map[[2]string]string{
	{EventLogin, db.ResultOK}:               "connexion réussie",
	{EventLogin, db.ResultRefused}:          "connexion refusée",
	{EventLogin, db.ResultBlocked}:          "connexion refusée après trop de tentatives",
	{EventLogout, db.ResultOK}:              "déconnexion",
	{EventSessionClosed, db.ResultOK}:       "fermeture d'une session",
	{EventJourneyBegun, db.ResultOK}:        "demande d'un mot de passe temporaire",
	{EventCodeSent, db.ResultOK}:            "envoi d'un code de confirmation",
	{EventCodeTried, db.ResultOK}:           "code de confirmation juste",
	{EventCodeTried, db.ResultRefused}:      "code de confirmation refusé",
	{EventQuestionAnswered, db.ResultOK}:    "réponse juste à la question de sécurité",
	{EventTemporaryIssued, db.ResultOK}:     "envoi d'un mot de passe temporaire",
	{EventPersonalised, db.ResultOK}:        "choix d'un nouveau mot de passe",
	{EventPasswordChanged, db.ResultOK}:     "changement du mot de passe",
	{EventPasswordProved, db.ResultRefused}: "mot de passe actuel refusé",
	{EventContactsConfirmed, db.ResultOK}:   "confirmation des coordonnées",
	{EventEmailVerified, db.ResultOK}:       "vérification de l'adresse email",
	{EventPhonesChanged, db.ResultOK}:       "changement d'un numéro de téléphone",
	{EventPasswordReset, db.ResultOK}:       "réinitialisation du mot de passe par un agent de la caisse",
	{EventUnblocked, db.ResultOK}:           "levée d'un blocage par un agent de la caisse",
	{EventContactsCorrected, db.ResultOK}:   "correction des coordonnées par un agent de la caisse",
	{EventSessionsClosed, db.ResultOK}:      "fermeture des sessions par un agent de la caisse",
	{EventCallCodeSent, db.ResultOK}:        "envoi d'un code à dire à un agent de la caisse",
	{EventCallCodeTried, db.ResultOK}:       "identité vérifiée au téléphone par un agent de la caisse",
}

const (
	keyActor = "actor"
	keyBar   = "bar"
)

// ActAs notes who makes this request, in the audit log's words, and how the header names them.
func ActAs(c echo.Context, actor string, bar func() *views.AgentBar) {
	c.Set(keyActor, actor)
	c.Set(keyBar, bar)
}

// Ways names each way in, as « Email & Mot de passe » lists the logins.
var Ways = map[string]string{MethodPassword: "Mot de passe", MethodTemporary: "Mot de passe temporaire", MethodFranceConnect: "FranceConnect"} //nolint:gosec // G101: words
