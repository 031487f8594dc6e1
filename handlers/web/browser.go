package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/views"
)

// A browser has a cookie of its own from the first page on, beside the session's: a random value that lasts until it is closed, or
// the member logs out. It ties what is begun in two tabs at once to this browser, and its absence tells that cookies are refused.

const (
	browserBits  = 26 // characters of rand.Text: 130 bits
	witnessParam = "temoin"
)

type browserKey struct{}

// browser is what a request tells of the browser that sends it.
type browser struct {
	key   []byte // keyed hash of the cookie
	knows bool   // the cookie came with the request; else the answer sets it
}

func thisBrowser(ctx context.Context) browser {
	b, _ := ctx.Value(browserKey{}).(browser)
	return b
}

// withBrowser reads the browser's cookie, or gives one.
func (a *Base) withBrowser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := r.Method == http.MethodGet && r.URL.Query().Has(witnessParam)
		if IsAgentSite(r) && asked {
			a.witness(w, r, a.hasDesk(r))
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
			a.witness(w, r, knows)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (a *Base) browserCookie(token string) *http.Cookie {
	return besideSession(a.Sessions, browserSuffix, token, 0)
}

// forgetBrowser ends the browser's cookie: what it had begun is out of its reach.
func (a *Base) forgetBrowser(c echo.Context) {
	c.SetCookie(besideSession(a.Sessions, browserSuffix, "", -time.Second))
}

// hasDesk says whether an agent's browser has sent its session's cookie. It is the only one that agents' browsers have.
func (a *Base) hasDesk(r *http.Request) bool {
	_, err := r.Cookie(a.Desk.Cookie.Name)
	return err == nil
}

// RedirectKept sends a browser on after a form whose outcome it must keep in a cookie. A browser that sent none is asked first
// whether it takes any: this answer, or the page before, has offered it one.
func (a *Base) RedirectKept(c echo.Context, url string) error {
	r := c.Request()
	knows := thisBrowser(r.Context()).knows
	if IsAgentSite(r) {
		knows = a.hasDesk(r)
	}
	if knows {
		return a.Redirect(c, url)
	}
	mark := "?"
	if strings.Contains(url, mark) {
		mark = "&"
	}
	return a.Redirect(c, url+mark+witnessParam+"=1")
}

// witness answers the question of RedirectKept: the browser goes on, or the person reads what keeps them from it.
func (a *Base) witness(w http.ResponseWriter, r *http.Request, knows bool) {
	if knows {
		plain := *r.URL
		values := plain.Query()
		values.Del(witnessParam)
		plain.RawQuery = values.Encode()
		a.Views.Redirect(w, r, plain.RequestURI())
		return
	}
	s := views.Screen{Template: "cookies", Data: views.CookiesData{Address: a.BaseURL.String(), Advice: inAppAdvice(r)}}
	if IsAgentSite(r) {
		s = views.Screen{Template: "agent/cookies", Data: views.CookiesData{Address: a.AgentURL.String()}}
	}
	if err := a.Views.Render(w, r, http.StatusOK, s); err != nil {
		a.Log.Error("the page about cookies failed", "reference", Reference(r), "error", err)
	}
}
