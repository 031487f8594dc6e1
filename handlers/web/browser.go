package web

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/views"
)

// Each members' browser has a cookie of its own from its first page on, beside the session's: a random value that lasts until
// the browser is closed or the member logs out. It ties journeys that are begun in two tabs at once to this browser. Its
// absence shows that the browser refuses cookies.

const (
	browserBits  = 26 // characters of rand.Text: 130 bits
	witnessParam = "temoin"
	witnessTime  = 10 * time.Minute // time in which the browser must answer the check
)

type browserKey struct{}

// browser identifies the browser that sends a request.
type browser struct {
	key   []byte // keyed hash of the cookie
	knows bool   // the cookie came with the request; otherwise the response sets it
}

func thisBrowser(ctx context.Context) browser {
	b, _ := ctx.Value(browserKey{}).(browser)
	return b
}

// withBrowser reads the browser's cookie, or sets a new one.
func (a *Base) withBrowser(e *echo.Echo, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := r.Method == http.MethodGet && r.URL.Query().Has(witnessParam)
		if IsAgentSite(r) && asked {
			a.witness(e.NewContext(r, w), a.hasDesk(r))
			return
		}
		if isStatic(r) || IsAgentSite(r) || isForPrograms(r) {
			next.ServeHTTP(w, r)
			return
		}
		token, knows := "", false
		if c, err := r.Cookie(a.browserCookie("").Name); err == nil && len(c.Value) == browserBits {
			token, knows = c.Value, true
		} else {
			token = rand.Text()
			http.SetCookie(w, a.browserCookie(token))
		}
		r = r.WithContext(context.WithValue(r.Context(), browserKey{}, browser{a.DB.Keys().Index("browser", []byte(token)), knows}))
		if asked {
			a.witness(e.NewContext(r, w), knows)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a *Base) browserCookie(token string) *http.Cookie {
	return besideSession(a.Sessions, browserSuffix, token, 0)
}

// forgetBrowser expires the browser's cookie, so that the journeys begun in this browser can no longer be reached from it.
func (a *Base) forgetBrowser(c echo.Context) {
	c.SetCookie(besideSession(a.Sessions, browserSuffix, "", -time.Second))
}

// hasDesk says whether an agent's browser has sent its session's cookie. withBrowser gives agents' browsers none of its own.
func (a *Base) hasDesk(r *http.Request) bool {
	_, err := r.Cookie(a.Desk.Cookie.Name)
	return err == nil
}

// KnowsBrowser says whether a member's browser has sent back the cookie that an earlier response set.
func (a *Base) KnowsBrowser(c echo.Context) bool { return thisBrowser(c.Request().Context()).knows }

// RedirectKept redirects a browser after a form whose result it must keep in a cookie. A browser that sent no cookie is
// redirected to a check first (witness); this response or the page before has set one. key is the key of the identifier in the
// form, whether or not a member has it; nil for none. It is sealed in the check's address, so that refused cookies can be noted
// for the agents who help this person.
func (a *Base) RedirectKept(c echo.Context, to string, key []byte) error {
	r := c.Request()
	knows := a.KnowsBrowser(c)
	if IsAgentSite(r) {
		knows = a.hasDesk(r)
	}
	if knows {
		return a.Redirect(c, to)
	}
	mark := "?"
	if strings.Contains(to, mark) {
		mark = "&"
	}
	return a.Redirect(c, to+mark+witnessParam+"="+a.witnessed(key))
}

// witnessed returns the value in the check's address: the key of the identifier and the time when the form was sent, sealed.
// Its length is the same for every identifier.
func (a *Base) witnessed(key []byte) string {
	if key == nil {
		return "1"
	}
	noted := binary.BigEndian.AppendUint64(nil, uint64(a.Now().Unix())) //nolint:gosec // G115: after 1970
	return a.SealForURL(witnessParam, append(noted, key...))
}

// SealForURL seals a value for an address, for one purpose; OpenFromURL opens it.
func (a *Base) SealForURL(purpose string, plain []byte) string {
	return base64.RawURLEncoding.EncodeToString(a.DB.Keys().Seal(purpose, nil, plain))
}

// OpenFromURL opens a value that SealForURL has sealed for the same purpose; it returns nil for anything else.
func (a *Base) OpenFromURL(purpose, carried string) []byte {
	sealed, err := base64.RawURLEncoding.DecodeString(carried)
	if err != nil {
		return nil
	}
	plain, err := a.DB.Keys().Open(purpose, nil, sealed)
	if err != nil {
		return nil
	}
	return plain
}

// witnessKey returns the identifier's key from the value in the check's address; nil when it contains none, or is older than
// witnessTime.
func (a *Base) witnessKey(said string) []byte {
	noted := a.OpenFromURL(witnessParam, said)
	if len(noted) <= 8 {
		return nil
	}
	at := time.Unix(int64(binary.BigEndian.Uint64(noted)), 0) //nolint:gosec // G115: as witnessed wrote it
	if a.Now().Sub(at) > witnessTime {
		return nil
	}
	return noted[8:]
}

// witness answers the check of RedirectKept. A browser that keeps cookies is redirected to its page; otherwise a page
// explains what to do.
func (a *Base) witness(c echo.Context, knows bool) {
	w, r := c.Response(), c.Request()
	if knows {
		plain := *r.URL
		values := plain.Query()
		values.Del(witnessParam)
		plain.RawQuery = values.Encode()
		// Two slashes at the beginning would name another site.
		a.Views.Redirect(w, r, "/"+strings.TrimLeft(plain.RequestURI(), "/"))
		return
	}
	s := views.Screen{Template: "cookies", Data: views.CookiesData{Address: a.BaseURL.String(), Advice: inAppAdvice(r)}}
	if IsAgentSite(r) {
		s = views.Screen{Template: "agent/cookies", Data: views.CookiesData{Address: a.AgentURL.String()}}
	} else if key := a.witnessKey(r.URL.Query().Get(witnessParam)); key != nil {
		if err := a.Acts.NoteCookiesRefused(r.Context(), a.Actor(c), key); err != nil { // the page helps without it
			a.Log.Error("a browser that refuses cookies was not noted", "reference", Reference(r), "error", err)
		}
	}
	if err := a.Views.Render(w, r, http.StatusOK, s); err != nil {
		a.Log.Error("the page about cookies failed", "reference", Reference(r), "error", err)
	}
}
