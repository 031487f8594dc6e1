package member

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/texts"
	"sesame/views"
)

// otherPersonPath is the page that asks which person continues, after a login in a browser in which another person is logged
// in.
const otherPersonPath = "/connexion/autre-personne"

// Keys in the session for the login that waits for the answer.
const (
	keyOtherLogin   = "other.login"
	keyOtherFlow    = "other.flow"
	keyOtherIDToken = "other.franceconnect"
)

func (a *Pages) keepWaiting(c echo.Context, e entry) {
	ctx := c.Request().Context()
	a.Sessions.Put(ctx, keyOtherLogin, e.login)
	a.Sessions.Put(ctx, keyOtherFlow, e.flow)
	a.Sessions.Put(ctx, keyOtherIDToken, e.idToken)
}

func (a *Pages) forgetWaiting(ctx context.Context) {
	for _, key := range []string{keyOtherLogin, keyOtherFlow, keyOtherIDToken} {
		a.Sessions.Remove(ctx, key)
	}
}

// waiting returns the login that waits, and the visitor who is logged in meanwhile. It returns *web.Away when one of the two
// has ended.
func (a *Pages) waiting(c echo.Context) (e entry, login db.Login, here *web.Visitor, err error) {
	ctx := c.Request().Context()
	e = entry{a.Sessions.GetInt64(ctx, keyOtherLogin), a.Sessions.GetBytes(ctx, keyOtherFlow), a.Sessions.GetBytes(ctx, keyOtherIDToken)}
	if here, err = a.Visitor(c); err != nil {
		return e, login, nil, err
	}
	login, err = a.DB.Login(ctx, e.login)
	if web.IsNotFound(err) || err == nil && (here == nil || !login.Open(a.Now(), a.Limits.SessionIdle, a.Limits.SessionMax)) {
		err = &web.Away{URL: "/connexion"}
	}
	return e, login, here, err
}

func (a *Pages) showOtherPerson(c echo.Context) error {
	_, _, here, err := a.waiting(c)
	if err != nil {
		return err
	}
	d := views.OtherPersonData{}
	if !here.Limited() { // a temporary password does not prove who entered it
		d.Name = here.Member.Profile.DisplayName()
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "autre-personne", Action: otherPersonPath, Data: d})
}

// switchPerson logs out the person who is logged in, and enters the waiting login.
func (a *Pages) switchPerson(c echo.Context) error {
	e, _, here, err := a.waiting(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if err := a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.LogOut(ctx, t, a.Actor(c), here.Member) }); err != nil {
		return err
	}
	outside := ""
	if e.idToken == nil { // otherwise FranceConnect's session belongs to the other person
		outside, _ = a.franceConnectLogout(a.Sessions.GetBytes(ctx, keyIDToken))
	}
	if err := a.Sessions.Destroy(ctx); err != nil {
		return err
	}
	a.ClearPages(c) // the browser's cookie stays: it leads the other person on to the client that requested the login
	to, err := a.enter(c, e)
	if err != nil {
		return err
	}
	if outside != "" {
		return a.leaveForFranceConnect(c, outside, texts.FranceConnectLeaving)
	}
	return a.Redirect(c, to)
}

// keepPerson ends the waiting login.
func (a *Pages) keepPerson(c echo.Context) error {
	e, login, _, err := a.waiting(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	other, err := a.DB.Member(ctx, login.MemberID)
	if err != nil {
		return err
	}
	who := a.Actor(c)
	who.Session = login.ID
	if err := a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.LogOut(ctx, t, who, other) }); err != nil {
		return err
	}
	a.forgetWaiting(ctx)
	if outside, _ := a.franceConnectLogout(e.idToken); outside != "" {
		return a.leaveForFranceConnect(c, outside, texts.FranceConnectLeaving)
	}
	return a.Redirect(c, "/espace")
}
