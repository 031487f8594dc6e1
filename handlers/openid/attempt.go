package openid

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/account/keys"
)

// AttemptLife is the maximum duration of a login at a provider, equal to FranceConnect's own limit.
const AttemptLife = 10 * time.Minute

// Attempt is the state of a login at a provider. It is stored in a sealed cookie, so that starting a login writes nothing
// to the database.
type Attempt struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier,omitempty"` // of PKCE
	Begun    int64  `json:"begun"`              // Unix seconds
	Login    int64  `json:"login,omitempty"`    // open session whose owner authenticates again; 0 for a login
	Fresh    bool   `json:"fresh,omitempty"`    // the provider was asked to authenticate anew
	Code     string `json:"code,omitempty"`     // the code in the provider's response
}

// Attempts stores attempts in cookies of the browser.
type Attempts struct {
	Keys   *keys.Keyring
	Column string // purpose of the key that seals the cookie
	Name   string // name of the cookie
	Secure bool
}

// cookie returns the cookie with the attributes of the session cookie. SameSite is Lax, so that it is sent when the provider
// redirects back.
func (a Attempts) cookie(value string, life time.Duration) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // G124: Secure is off on http://localhost alone, as the session's is
		Name: a.Name, Value: value, Path: "/", MaxAge: int(life.Seconds()),
		HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteLaxMode,
	}
}

// Keep stores the attempt in this browser.
func (a Attempts) Keep(c echo.Context, t Attempt) error {
	plain, err := json.Marshal(t)
	if err != nil {
		return err
	}
	c.SetCookie(a.cookie(base64.RawURLEncoding.EncodeToString(a.Keys.Seal(a.Column, nil, plain)), AttemptLife))
	return nil
}

// Take reads the attempt and removes the cookie, so that it is used once. It returns nil when the cookie is missing, invalid
// or expired.
func (a Attempts) Take(c echo.Context, now time.Time) *Attempt {
	if _, err := c.Cookie(a.Name); err != nil {
		return nil
	}
	c.SetCookie(a.cookie("", -time.Second))
	return a.Read(c, now)
}

// Answered returns and removes the attempt that a response of the provider belongs to, by the response's state. A
// response to another attempt, such as one of an earlier tab, leaves the attempt of this browser in place; answers is
// then false.
func (a Attempts) Answered(c echo.Context, now time.Time) (t *Attempt, answers bool) {
	t = a.Read(c, now)
	if t != nil && subtle.ConstantTimeCompare([]byte(c.QueryParam("state")), []byte(t.State)) != 1 {
		return t, false
	}
	return a.Take(c, now), true
}

// Read reads the attempt of this browser, and leaves the cookie in place. It returns nil when the cookie is missing, invalid
// or expired.
func (a Attempts) Read(c echo.Context, now time.Time) *Attempt {
	cookie, err := c.Cookie(a.Name)
	if err != nil {
		return nil
	}
	sealed, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		return nil
	}
	plain, err := a.Keys.Open(a.Column, nil, sealed)
	if err != nil {
		return nil
	}
	var t Attempt
	if err := json.Unmarshal(plain, &t); err != nil {
		return nil
	}
	if age := now.Sub(time.Unix(t.Begun, 0)); age < 0 || age >= AttemptLife {
		return nil
	}
	return &t
}
