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

// attempt is the state of a login at FranceConnect. It is in a sealed cookie, so that starting a login writes nothing
// to the database.
type attempt struct {
	State string `json:"state"`
	Nonce string `json:"nonce"`
	Begun int64  `json:"begun"`           // Unix seconds
	Login int64  `json:"login,omitempty"` // open session whose member authenticates again; 0 for a login
}

const (
	// attemptLife is how long a login at FranceConnect may take, equal to FranceConnect's own limit.
	attemptLife = 10 * time.Minute
	// attemptColumn names the key with which the cookie is sealed.
	attemptColumn = "cookie.franceconnect"
)

// random returns 52 characters with 260 bits: FranceConnect requires at least 32 characters.
func random() string { return rand.Text() + rand.Text() }

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
	if waiting != nil && waiting.NotLogin != 0 {
		return a.leaveToIdentify(c, attempt{}, oauth2.SetAuthURLParam("prompt", "login"))
	}
	return a.leaveToIdentify(c, attempt{})
}

// startProof redirects to FranceConnect for a fresh login, which replaces the current password of a member who has
// none.
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

// leaveToIdentify redirects to FranceConnect, which rejects undocumented parameters (Y030007), including max_age and
// PKCE's code_challenge. Instead the nonce binds the code to this browser, and prompt=login returns auth_time, which
// shows that the login is fresh.
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

// attemptCookie has the attributes of the session cookie. SameSite is Lax, so that it is sent when FranceConnect
// redirects back.
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

// takeAttempt reads and removes the cookie, so that it is used once. It returns nil when it is missing, invalid or
// expired.
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
