package member

import (
	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/labstack/echo/v4"
	"golang.org/x/oauth2"

	"sesame/handlers/openid"
	"sesame/journey"
)

// attempts returns the store of the logins in progress at FranceConnect.
func (a *Pages) attempts() openid.Attempts {
	return openid.Attempts{Keys: a.DB.Keys(), Column: "cookie.franceconnect", Name: a.Sessions.Cookie.Name + "-franceconnect", Secure: a.Sessions.Cookie.Secure}
}

// startFranceConnect redirects to FranceConnect to log in.
func (a *Pages) startFranceConnect(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	waiting, err := a.Pending(c)
	if err != nil {
		return err
	}
	if v != nil && !v.Limited() && (waiting == nil || v.Satisfies(waiting.AuthorizationRequest)) {
		return a.Redirect(c, "/connexion")
	}
	return a.leaveToIdentify(c, openid.Attempt{Fresh: waiting != nil && (waiting.Fresh || waiting.NotLogin != 0)})
}

// startProof redirects to FranceConnect for a fresh login. It takes the place of the current password, for a
// member who has none.
func (a *Pages) startProof(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if v.Member.PasswordHash != "" {
		return a.Redirect(c, journey.Change.Path)
	}
	return a.leaveToIdentify(c, openid.Attempt{Login: v.Login.ID, Fresh: true})
}

// leaveToIdentify redirects to FranceConnect, which rejects undocumented parameters (Y030007), including max_age and
// PKCE's code_challenge. Instead the nonce binds the code to this browser, and prompt=login returns auth_time, which
// shows that the login is fresh.
func (a *Pages) leaveToIdentify(c echo.Context, t openid.Attempt) error {
	t.State, t.Nonce, t.Begun = openid.Random(), openid.Random(), a.Now().Unix()
	p, err := a.FranceConnect.Provider(a.Now)
	if err != nil {
		return a.franceConnectFailed(c, &t, &fcFailure{fcDown, "discovery", err})
	}
	if err := a.attempts().Keep(c, t); err != nil {
		return err
	}
	more := []oauth2.AuthCodeOption{oidc.Nonce(t.Nonce), oauth2.SetAuthURLParam("acr_values", fcLevels[0])}
	if t.Fresh {
		more = append(more, oauth2.SetAuthURLParam("prompt", "login"))
	}
	a.Views.RedirectOutside(c.Response(), c.Request(), a.oauth(p).AuthCodeURL(t.State, more...))
	return nil
}
