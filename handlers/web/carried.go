package web

import (
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
)

// After a refused log-in, « oubli », « inscription » and the contact form of the same browser have its identifier filled in,
// once; so has the first screen of a demand to which « Précédent » leads. It is kept in the sealed session, never in an address,
// for as long as a session may be idle.
const (
	keyCarried   = "carried"
	keyCarriedAt = "carried.at"

	longestCarried = 40 // characters; more is no identifier
)

// CarryIdentifier notes the identifier of this form, which can be one by its form, whoever has it.
func (a *Base) CarryIdentifier(c echo.Context) {
	a.carry(c, account.Cleaned(c.FormValue("identifiant")))
}

func (a *Base) carry(c echo.Context, typed string) {
	ctx := c.Request().Context()
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

// DropIdentifier forgets the identifier once the person has gone on with it or given up, because somebody else may use this
// browser next.
func (a *Base) DropIdentifier(c echo.Context) {
	ctx := c.Request().Context()
	a.Sessions.Remove(ctx, keyCarried)
	a.Sessions.Remove(ctx, keyCarriedAt)
}
