package web

import (
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
)

// The identifier of a log-in that was refused, and when: « oubli », « inscription » and the contact form of the same browser have it
// filled in, once. It stays in the sealed session, never in an address, for as long as a session may be idle.
const (
	keyCarried   = "carried"
	keyCarriedAt = "carried.at"

	longestCarried = 40 // characters; more is no identifier
)

// CarryIdentifier notes the identifier of this form, which can be one by its form, whoever has it.
func (a *Base) CarryIdentifier(c echo.Context) {
	ctx, typed := c.Request().Context(), account.Cleaned(c.FormValue("identifiant"))
	if typed == "" || len(typed) > longestCarried {
		return
	}
	a.Sessions.Put(ctx, keyCarried, typed)
	a.Sessions.Put(ctx, keyCarriedAt, a.Now().Unix())
}

// CarriedIdentifier is what was typed at the log-in; empty for nothing, or after a while.
func (a *Base) CarriedIdentifier(c echo.Context) string {
	ctx := c.Request().Context()
	if a.Now().Sub(time.Unix(a.Sessions.GetInt64(ctx, keyCarriedAt), 0)) >= a.Limits.SessionIdle {
		return ""
	}
	return a.Sessions.GetString(ctx, keyCarried)
}

// DropIdentifier forgets it, where the person has gone on with it or gives up: somebody else may come to this screen.
func (a *Base) DropIdentifier(c echo.Context) {
	ctx := c.Request().Context()
	a.Sessions.Remove(ctx, keyCarried)
	a.Sessions.Remove(ctx, keyCarriedAt)
}
