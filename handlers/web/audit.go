package web

import (
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/journey/events"
)

// Audit appends an event to the audit log with the actor of this request, in the transaction of the act.
func (a *Base) Audit(c echo.Context, t *db.Tx, e events.Event) error {
	who := a.Actor(c)
	return t.Audit(c.Request().Context(), e.By(who.String(), who.Origin), a.Now())
}

// AuditAlone appends an event to the audit log in a transaction of its own.
func (a *Base) AuditAlone(c echo.Context, e events.Event) error {
	return a.DB.InTx(c.Request().Context(), func(t *db.Tx) error { return a.Audit(c, t, e) })
}

// Ways names the login methods, after « par ».
var Ways = map[string]string{MethodPassword: "mot de passe", MethodTemporary: "mot de passe temporaire", MethodFranceConnect: "FranceConnect", MethodPasskey: "empreinte ou visage"} //nolint:gosec // G101: words
