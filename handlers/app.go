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
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"sesame/account"
	"sesame/db"
	"sesame/views"
)

// Options is what the program gives to its handlers. Now is the only clock.
type Options struct {
	DB             *db.DB
	Views          *views.Views
	Hasher         *account.Hasher
	Caisse         account.Caisse
	Limits         account.Limits
	BaseURL        *url.URL
	SMS            bool   // a gateway is configured: SMS is offered
	InscriptionURL string // the caisse's own page; empty for the built-in one
	TrustedProxies []netip.Prefix
	ExemptSites    []netip.Prefix // addresses that many members share: no limit by address
	Now            func() time.Time
	Location       *time.Location // of the hours that people read
	Wake           func()         // tells the courier that a message waits
	Log            *slog.Logger
	FranceConnect  *FranceConnect // nil when not configured
	Demo           *Demo          // nil but in the demonstration
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
	watch    watch
	journeys map[string]*wizard
	former   formerPasswords
}

// New builds the service's handler.
func New(o Options) (http.Handler, error) {
	a := &App{Options: o}
	a.sessions = newSessions(o)
	a.sessions.ErrorFunc = a.sessionFailed
	a.journeys = a.wizards()
	if err := a.startWatch(context.Background()); err != nil {
		return nil, err
	}
	e := echo.New()
	e.HTTPErrorHandler = a.handleError
	e.IPExtractor = ipExtractor(o.TrustedProxies)
	e.Validator = newValidator()
	// Level 1: a page carries no secret that a typed text beside it could draw out (BREACH), files are compressed already.
	e.Use(middleware.GzipWithConfig(middleware.GzipConfig{Level: 1, MinLength: 1024, Skipper: func(c echo.Context) bool { return isStatic(c.Request()) }}))
	e.Use(parseForm)
	a.routes(e)
	csrf := http.NewCrossOriginProtection()
	if err := csrf.AddTrustedOrigin(o.BaseURL.Scheme + "://" + o.BaseURL.Host); err != nil {
		return nil, err
	}
	csrf.SetDenyHandler(http.HandlerFunc(a.crossOrigin))
	return a.observe(a.secureHeaders(a.limitBody(csrf.Handler(a.watchClock(a.withoutSessions(e)))))), nil
}

// withoutSessions leaves static files alone: only pages need to know who asks.
func (a *App) withoutSessions(e *echo.Echo) http.Handler {
	pages := a.sessions.LoadAndSave(e)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isStatic(r) {
			e.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})
}
