// Package handlers answers the browser: routes grouped by who may enter, the wizard that keeps each journey on its
// table, one file per step, errors in one place.
package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/views"
)

// Options is what the program gives to its handlers. Now is the only clock.
type Options struct {
	DB             *db.DB
	Views          *views.Views
	Hasher         *keys.Hasher
	Caisse         account.Caisse
	Limits         account.Limits
	BaseURL        *url.URL
	AgentURL       *url.URL // the agents' site: passkeys are tied to it; nil for BaseURL
	AgentsApart    bool     // the agents' pages have a listener of their own (NewApart)
	SMS            bool     // a gateway is configured: SMS is offered
	SMSCost        int      // of one, in tenths of a cent; 0 where it is not told
	InscriptionURL string   // the caisse's own page; empty for the built-in one
	TrustedProxies []netip.Prefix
	ExemptSites    []netip.Prefix // addresses that many members share: no limit by address
	Now            func() time.Time
	Location       *time.Location // of the hours that people read
	Wake           func()         // tells the courier that a message waits
	// Background runs what outlives its request; the function's context ends with the program, which waits for it.
	Background    func(func(context.Context))
	Log           *slog.Logger
	FranceConnect *FranceConnect // nil when not configured
	Demo          *Demo          // nil but in the demonstration
}

// Demo is what the demonstration shows of itself.
type Demo struct {
	Data   func() views.DemoData
	HTML   func(n int) ([]byte, bool) // HTML part of a mail that left
	Letter func(n int) ([]byte, bool) // PDF of a letter
}

// App holds what every handler needs.
type App struct {
	Options
	sessions *scs.SessionManager
	desk     *scs.SessionManager // the agents'
	passkeys *webauthn.WebAuthn
	watch    watch
	journeys map[string]*wizard
	former   formerPasswords
	imports  imports
}

// handler puts around some routes what every answer of a site needs.
func (a *App) handler(site *url.URL, routes ...func(*echo.Echo)) (http.Handler, error) {
	e := echo.New()
	e.HTTPErrorHandler = a.handleError
	e.IPExtractor = ipExtractor(a.TrustedProxies)
	e.Validator = newValidator()
	// Level 1: a page carries no secret that a typed text beside it could draw out (BREACH), files are compressed already.
	e.Use(middleware.GzipWithConfig(middleware.GzipConfig{Level: 1, MinLength: 1024, Skipper: func(c echo.Context) bool { return isStatic(c.Request()) }}))
	e.Use(parseForm)
	e.Match([]string{http.MethodGet, http.MethodHead}, "/static/*", echo.WrapHandler(a.Views.Static()))
	for _, add := range routes {
		add(e)
	}
	csrf := http.NewCrossOriginProtection()
	if err := csrf.AddTrustedOrigin(site.Scheme + "://" + site.Host); err != nil {
		return nil, err
	}
	csrf.SetDenyHandler(http.HandlerFunc(a.crossOrigin))
	return a.observe(a.secureHeaders(site, a.limitBody(csrf.Handler(a.watchClock(a.withSessions(e)))))), nil
}

// withSessions gives each page the session of who asks for it, member or agent; static files need none.
func (a *App) withSessions(e *echo.Echo) http.Handler {
	pages, desk := a.sessions.LoadAndSave(e), a.desk.LoadAndSave(e)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case isStatic(r):
			e.ServeHTTP(w, r)
		case isDesk(r):
			desk.ServeHTTP(w, r)
		default:
			pages.ServeHTTP(w, r)
		}
	})
}
