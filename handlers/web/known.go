package web

import (
	"crypto/rand"
	"encoding/base32"
	"net/http"

	"github.com/labstack/echo/v4"
)

// A browser in which somebody has logged in keeps a cookie for months. It gives no access: it only gives attempts from
// there a count of their own (acts.Actor.Browser), so that strangers who use up the limits of an identifier do not lock
// out its owner. The cookie does not tell whose it is, and stays at logout.

// keyKnown is the key in the echo.Context for the token of this request's browser.
const keyKnown = "known"

// tokenText encodes 16 bytes in the alphabet of rand.Text.
var tokenText = base32.StdEncoding.WithPadding(base32.NoPadding)

// known returns the browser's token: the one in its cookie, otherwise a new one, which no account knows yet. Two forms sent
// at once, as by a double click, get the same new token.
func (a *Base) known(c echo.Context) string {
	if token, ok := c.Get(keyKnown).(string); ok {
		return token
	}
	token := rand.Text()
	if b := thisBrowser(c.Request().Context()); b.knows {
		token = tokenText.EncodeToString(a.DB.Keys().Index("known browser token", b.key))
	}
	if sent, err := c.Cookie(a.knownCookie(c, "").Name); err == nil && len(sent.Value) == browserBits {
		token = sent.Value
	}
	c.Set(keyKnown, token)
	return token
}

func (a *Base) knownKey(c echo.Context) []byte {
	return a.DB.Keys().Index("known browser", []byte(a.known(c)))
}

func (a *Base) knownCookie(c echo.Context, token string) *http.Cookie {
	return besideSession(a.sessionsOf(c.Request()), knownSuffix, token, a.Limits.KnownBrowserTTL)
}

// RememberBrowser sets the cookie of a known browser, or renews it. The act that opened the session has recorded the browser
// for the account.
func (a *Base) RememberBrowser(c echo.Context) { c.SetCookie(a.knownCookie(c, a.known(c))) }
