// Package web contains what the members' and agents' pages share: sessions, the wizard for journeys, forms, the five
// kinds of error, response headers, the clock. It depends on no page.
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

	"sesame/account"
	"sesame/account/gauge"
	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/acts"
	"sesame/views"
)

// Options configures the handlers. Now is their only clock.
type Options struct {
	DB             *db.DB
	Views          *views.Views
	Hasher         *keys.Hasher
	Caisse         account.Caisse
	Limits         account.Limits
	Words          gauge.Local // local words for the password gauge: names of the caisse and its surroundings
	BaseURL        *url.URL
	Aliases        []string // other names under which the service is reached; they redirect to the site
	AgentURL       *url.URL // URL of the agents' site, to which passkeys are bound; nil means BaseURL
	AgentsApart    bool     // the agents' pages have a separate listener
	SMS            bool     // an SMS gateway is configured
	SMSCost        int      // cost of one SMS in tenths of a cent; 0 if unknown
	TiersDigits    []int    // lengths of the all-digit numbers that the caisse assigns to tiers
	InscriptionURL string   // the caisse's own registration page; empty for the built-in one
	PortalURL      *url.URL // where a login leads that no client asked for; nil for the private space
	TrustedProxies []netip.Prefix
	Proxies        *Proxies       // detects undeclared proxies; nil for a new one
	ExemptSites    []netip.Prefix // addresses shared by many members: no limit per address
	Now            func() time.Time
	Location       *time.Location // time zone of displayed times
	Wake           func()         // wakes the courier; called after a commit that queues a message
	// Background runs a task that outlives its request. Shutdown cancels its context and waits for it.
	Background func(func(context.Context))
	// Beside runs a task for as long as the service runs; nil where only the pages are served, without background tasks.
	Beside func(func(context.Context))
	// LookAround checks the service's surroundings now. The returned channel is closed when the results are stored.
	LookAround func() <-chan struct{}
	// Observed is called after each response, for the metrics. route is the pattern of the route, empty where no route
	// matched. May be nil.
	Observed    func(route, method string, status int, took time.Duration)
	BackupsKept string // how far back the backups reach, in words; empty where the service makes none
	Log         *slog.Logger
}

// Base holds what all pages use.
type Base struct {
	Options
	Acts             *acts.Acts
	Sessions         *scs.SessionManager // members' sessions
	Desk             *scs.SessionManager // agents' sessions
	ledBackTo        map[string]bool     // pages to which a login may lead back, by route (LeadBack)
	keptForms        map[string]Form     // forms whose entries are kept, by route or path (LeadBack)
	watch            watch
	hosts            hourly // limits the log line about requests for another host
	choices          choiceCounts
	strangersChoices choiceCounts // separate from choices, so that strangers cannot evict the counts of members and agents
}

// NewBase creates the session stores, and reads the latest time that the clock has shown.
func NewBase(o Options) (*Base, error) {
	if o.AgentURL == nil {
		o.AgentURL = o.BaseURL
	}
	a := &Base{Options: o, Acts: newActs(o), Sessions: newSessions(o), Desk: newDeskSessions(o, o.AgentURL), ledBackTo: map[string]bool{}, keptForms: map[string]Form{}}
	if a.Proxies == nil {
		a.Proxies = new(Proxies)
	}
	a.Proxies.Trust(a.TrustedProxies)
	a.DB.WhenQueued(a.Wake)
	a.Sessions.ErrorFunc, a.Desk.ErrorFunc = a.sessionFailed, a.sessionFailed
	if err := a.startWatch(context.Background()); err != nil {
		return nil, err
	}
	if a.Beside != nil {
		a.Beside(a.watchBetweenPages)
	}
	return a, nil
}

func newActs(o Options) *acts.Acts {
	return &acts.Acts{DB: o.DB, Hasher: o.Hasher, Caisse: o.Caisse, Limits: o.Limits, Words: o.Words, SMS: o.SMS, Location: o.Location, Now: o.Now, Log: o.Log}
}

// NewestInstant returns the latest time that the clock has shown.
func (a *Base) NewestInstant() time.Time {
	a.watch.mu.Lock()
	defer a.watch.mu.Unlock()
	return a.watch.newest
}

// Handler wraps routes with the middleware that every response of a site needs.
func (a *Base) Handler(site *url.URL, routes ...func(*echo.Echo)) (http.Handler, error) {
	e := echo.New()
	e.HTTPErrorHandler = a.handleError
	e.IPExtractor = ipExtractor(a.Proxies)
	e.Validator = newValidator()
	e.Use(noteRoute, parseForm)
	e.Match([]string{http.MethodGet, http.MethodHead}, "/static/*", echo.WrapHandler(a.Views.Static()))
	for _, add := range routes {
		add(e)
	}
	e.Pre(knownPaths(e))
	csrf := http.NewCrossOriginProtection()
	for _, pattern := range openToOtherSites {
		csrf.AddInsecureBypassPattern(pattern)
	}
	if err := csrf.AddTrustedOrigin(site.Scheme + "://" + site.Host); err != nil {
		return nil, err
	}
	csrf.SetDenyHandler(http.HandlerFunc(a.crossOrigin))
	return a.observe(a.secureHeaders(site, a.ownHost(site, a.limitBody(tellSite(site, csrf.Handler(a.watchProxies(a.watchClock(a.withBrowser(e, compress(a.withSessions(e))))))))))), nil
}

// sessionsOf returns the session manager of the site that a request is for: the agents' or the members'.
func (a *Base) sessionsOf(r *http.Request) *scs.SessionManager {
	if IsAgentSite(r) {
		return a.Desk
	}
	return a.Sessions
}

// withSessions loads the session of the member or agent for each page. Static files and the addresses for programs need
// none.
func (a *Base) withSessions(e http.Handler) http.Handler {
	pages, desk := a.Sessions.LoadAndSave(e), a.Desk.LoadAndSave(e)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case isStatic(r), isForPrograms(r):
			e.ServeHTTP(w, r)
		case IsAgentSite(r):
			desk.ServeHTTP(&sessionWriter{ResponseWriter: w}, r)
		default:
			pages.ServeHTTP(&sessionWriter{ResponseWriter: w}, r)
		}
	})
}
