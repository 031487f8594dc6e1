// Package web is what the pages of members and of agents share: the session, the wizard that keeps each journey on its
// table, forms, the five kinds of error, the headers of every answer, the clock. It knows no page.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/acts"
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
	Proxies        *Proxies       // notices the others; nil for one of its own
	ExemptSites    []netip.Prefix // addresses that many members share: no limit by address
	Now            func() time.Time
	Location       *time.Location // of the hours that people read
	Wake           func()         // tells the courier that a message waits: called after the commit of whatever queues one
	// Background runs what outlives its request; the function's context ends with the program, which waits for it.
	Background func(func(context.Context))
	Log        *slog.Logger
}

// Base is what every page stands on, whoever reads it.
type Base struct {
	Options
	Acts     *acts.Acts
	Sessions *scs.SessionManager // the members'
	Desk     *scs.SessionManager // the agents'
	watch    watch
}

// NewBase opens the sessions, and reads when the clock was last seen.
func NewBase(o Options) (*Base, error) {
	if o.AgentURL == nil {
		o.AgentURL = o.BaseURL
	}
	a := &Base{Options: o, Acts: newActs(o), Sessions: newSessions(o), Desk: newDeskSessions(o, o.AgentURL)}
	if a.Proxies == nil {
		a.Proxies = new(Proxies)
	}
	a.DB.WhenQueued(a.Wake)
	a.Sessions.ErrorFunc, a.Desk.ErrorFunc = a.sessionFailed, a.sessionFailed
	if err := a.startWatch(context.Background()); err != nil {
		return nil, err
	}
	return a, nil
}

func newActs(o Options) *acts.Acts {
	return &acts.Acts{DB: o.DB, Hasher: o.Hasher, Caisse: o.Caisse, Limits: o.Limits, SMS: o.SMS, Location: o.Location, Now: o.Now, Log: o.Log}
}

// NewestInstant is the latest that the clock has shown.
func (a *Base) NewestInstant() time.Time {
	a.watch.mu.Lock()
	defer a.watch.mu.Unlock()
	return a.watch.newest
}

// Handler puts around some routes what every answer of a site needs.
func (a *Base) Handler(site *url.URL, routes ...func(*echo.Echo)) (http.Handler, error) {
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
	e.Pre(knownPaths(e))
	csrf := http.NewCrossOriginProtection()
	if err := csrf.AddTrustedOrigin(site.Scheme + "://" + site.Host); err != nil {
		return nil, err
	}
	csrf.SetDenyHandler(http.HandlerFunc(a.crossOrigin))
	return a.observe(a.secureHeaders(site, a.limitBody(csrf.Handler(a.watchProxies(a.watchClock(a.withSessions(e))))))), nil
}

// withSessions gives each page the session of who asks for it, member or agent; static files need none.
func (a *Base) withSessions(e *echo.Echo) http.Handler {
	pages, desk := a.Sessions.LoadAndSave(e), a.Desk.LoadAndSave(e)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case isStatic(r):
			e.ServeHTTP(w, r)
		case IsAgentSite(r):
			desk.ServeHTTP(w, r)
		default:
			pages.ServeHTTP(w, r)
		}
	})
}
