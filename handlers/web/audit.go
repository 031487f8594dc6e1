package web

import (
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/journey/events"
	"sesame/views"
)

// Audit appends an event to the log in the transaction of the act, as done by whoever makes this request.
func (a *Base) Audit(c echo.Context, t *db.Tx, e events.Event) error {
	actor := "stranger"
	if name, ok := c.Get(keyActor).(string); ok && name != "" {
		actor = name
	} else if v, ok := c.Get(KeyVisitor).(*Visitor); ok && v != nil {
		actor = "member"
	}
	return t.Audit(c.Request().Context(), e.By(actor, a.OriginKey(c)), a.Now())
}

// AuditAlone appends an event that has no other write beside it.
func (a *Base) AuditAlone(c echo.Context, e events.Event) error {
	return a.DB.InTx(c.Request().Context(), func(t *db.Tx) error { return a.Audit(c, t, e) })
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
