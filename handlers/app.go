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

// New builds the service's handler, the agents' pages under /agent.
func New(o Options) (http.Handler, error) {
	o.AgentsApart = false
	members, _, err := NewApart(o)
	return members, err
}

// NewApart builds the members' pages and, where AgentsApart says so, those of the agents for a listener of their own;
// else agents is nil.
func NewApart(o Options) (members, agents http.Handler, err error) {
	a := &App{Options: o}
	if a.AgentURL == nil {
		a.AgentURL = a.BaseURL
	}
	a.sessions, a.desk = newSessions(o), newDeskSessions(o, a.AgentURL)
	a.sessions.ErrorFunc, a.desk.ErrorFunc = a.sessionFailed, a.sessionFailed
	a.journeys = a.wizards()
	if a.passkeys, err = newPasskeys(a.Caisse.Name, a.AgentURL); err != nil {
		return nil, nil, err
	}
	if err := a.startWatch(context.Background()); err != nil {
		return nil, nil, err
	}
	if err := a.DB.InterruptImports(context.Background(), a.watch.newest); err != nil {
		return nil, nil, err
	}
	routes := []func(*echo.Echo){a.routes}
	if !a.AgentsApart {
		routes = append(routes, a.deskRoutes)
	}
	if members, err = a.handler(a.BaseURL, routes...); err != nil || !a.AgentsApart {
		return members, nil, err
	}
	agents, err = a.handler(a.AgentURL, a.deskRoutes, a.deskEntrance)
	return members, agents, err
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
