package member

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/labstack/echo/v4"
	"golang.org/x/oauth2"

	"sesame/journey"
)

// attempt is what the browser brings back from FranceConnect, in a sealed cookie: leaving for it writes nothing here.
type attempt struct {
	State string `json:"state"`
	Nonce string `json:"nonce"`
	Begun int64  `json:"begun"`           // seconds
	Login int64  `json:"login,omitempty"` // the open login whose member proves who they are; 0 for a login
}

const (
	// attemptLife is how long one may stay at FranceConnect, as its own interaction lasts.
	attemptLife = 10 * time.Minute
	// attemptColumn names the key that cookies are sealed with.
	attemptColumn = "cookie.franceconnect"
)

// random is 52 characters, 260 bits: FranceConnect asks for 32 characters at least.
func random() string { return rand.Text() + rand.Text() }

// startFranceConnect leaves to log in.
func (a *Pages) startFranceConnect(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if v != nil && !v.Limited() {
		return a.Redirect(c, "/espace")
	}
	return a.leaveToIdentify(c, attempt{})
}

// startProof leaves for a fresh login, which stands in for the current password of a member who has none.
func (a *Pages) startProof(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if v.Member.PasswordHash != "" {
		return a.Redirect(c, journey.Change.Path)
	}
	return a.leaveToIdentify(c, attempt{Login: v.Login.ID}, oauth2.SetAuthURLParam("prompt", "login"))
}

// leaveToIdentify sends the browser to FranceConnect, which refuses every parameter that it does not document
// (Y030007), max_age and PKCE's code_challenge among them: the nonce ties the code to this browser, and prompt=login
// brings auth_time, which tells a fresh login.
func (a *Pages) leaveToIdentify(c echo.Context, t attempt, more ...oauth2.AuthCodeOption) error {
	t.State, t.Nonce, t.Begun = random(), random(), a.Now().Unix()
	p, err := a.FranceConnect.provider(a.Now)
	if err != nil {
		return a.franceConnectFailed(c, &t, &fcFailure{fcDown, "discovery", err})
	}
	if err := a.keepAttempt(c, t); err != nil {
		return err
	}
	more = append(more, oidc.Nonce(t.Nonce), oauth2.SetAuthURLParam("acr_values", fcLevels[0]))
	a.Views.RedirectOutside(c.Response(), c.Request(), a.oauth(p).AuthCodeURL(t.State, more...))
	return nil
}

// attemptCookie has the session's own attributes. Lax: it comes along when FranceConnect sends the browser back.
func (a *Pages) attemptCookie(value string, life time.Duration) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // G124: Secure is off on http://localhost alone, as the session's is
		Name: a.Sessions.Cookie.Name + "-franceconnect", Value: value, Path: "/", MaxAge: int(life.Seconds()),
		HttpOnly: true, Secure: a.Sessions.Cookie.Secure, SameSite: http.SameSiteLaxMode,
	}
}

func (a *Pages) keepAttempt(c echo.Context, t attempt) error {
	plain, err := json.Marshal(t)
	if err != nil {
		return err
	}
	sealed := a.DB.Keys().Seal(attemptColumn, nil, plain)
	c.SetCookie(a.attemptCookie(base64.RawURLEncoding.EncodeToString(sealed), attemptLife))
	return nil
}

// takeAttempt reads the cookie and removes it: one return each. Nil for none that may still be used.
func (a *Pages) takeAttempt(c echo.Context) *attempt {
	cookie, err := c.Cookie(a.attemptCookie("", 0).Name)
	if err != nil {
		return nil
	}
	c.SetCookie(a.attemptCookie("", -time.Second))
	sealed, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		return nil
	}
	plain, err := a.DB.Keys().Open(attemptColumn, nil, sealed)
	if err != nil {
		return nil
	}
	var t attempt
	if err := json.Unmarshal(plain, &t); err != nil {
		return nil
	}
	if age := a.Now().Sub(time.Unix(t.Begun, 0)); age < 0 || age >= attemptLife {
		return nil
	}
	return &t
}
