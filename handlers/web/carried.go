package web

import (
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account"
)

// After a refused login, « oubli », « inscription » and the contact form of the same browser are filled in, once, with the
// identifier that was typed; so is the first screen of a demand to which « Précédent » leads back. It is stored in the sealed
// session, never in an address, for at most the idle time of a session.
const (
	keyCarried   = "carried"
	keyCarriedAt = "carried.at"

	longestCarried = 40 // characters; a longer text is not an identifier
)

// CarryIdentifier stores the identifier of this form for the next page, without looking up whether a member has it.
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

// CarriedIdentifier returns the identifier typed at the login; empty for none, or after Limits.SessionIdle.
func (a *Base) CarriedIdentifier(c echo.Context) string {
	ctx := c.Request().Context()
	if a.Now().Sub(time.Unix(a.Sessions.GetInt64(ctx, keyCarriedAt), 0)) >= a.Limits.SessionIdle {
		return ""
	}
	return a.Sessions.GetString(ctx, keyCarried)
}

// DropIdentifier removes the stored identifier once the person has gone on with it or given up, because somebody else may
// use this browser next.
func (a *Base) DropIdentifier(c echo.Context) {
	ctx := c.Request().Context()
	a.Sessions.Remove(ctx, keyCarried)
	a.Sessions.Remove(ctx, keyCarriedAt)
}
