package handlers

import (
	"github.com/labstack/echo/v4"

	"sesame/db"
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
	eventFiguresSeen   = "figures-seen"
)

// audit appends an event to the log in the transaction of the act. target is an account's key, of a member or of nobody.
func (a *App) audit(c echo.Context, t *db.Tx, name string, target []byte, result, reason string) error {
	actor := "stranger"
	if d := deskVisitor(c); d != nil {
		actor = d.agent.Actor()
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
