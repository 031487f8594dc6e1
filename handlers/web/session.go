package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/views"
)

// The browser's session holds the login, the IDs of flows, and entries to be shown again. It holds no journey
// state, because concurrent requests overwrite each other's session.
const (
	keyLogin      = "login"
	keyIdentifier = "holder" // identifier of the login's member, to detect that rows of the database were exchanged
	keyFlow       = "flow."  // followed by the journey's name
	KeyContact    = "contact"
)

func newSessions(o Options) *scs.SessionManager {
	s := scs.New()
	s.Store = o.DB.Sessions(o.Now)
	s.HashTokenInStore = true
	s.Codec = sessionCodec{}
	// Slightly longer than any login, so that an expired login can be distinguished from none.
	s.Lifetime = o.Limits.SessionMax + o.Limits.JourneyTTL
	s.Cookie.HttpOnly = true
	s.Cookie.SameSite = http.SameSiteLaxMode
	s.Cookie.Path = "/"
	s.Cookie.Persist = false
	// Browsers reject the __Host- prefix without TLS; only localhost may be used without (SESAME_BASE_URL).
	s.Cookie.Name, s.Cookie.Secure = "sesame", false
	if o.BaseURL.Scheme == "https" {
		s.Cookie.Name, s.Cookie.Secure = "__Host-sesame", true
	}
	return s
}

// Visitor is a member with an open session.
type Visitor struct {
	Login  db.Login
	Member *db.Member
}

// Limited says that the visitor logged in with a temporary password and may only replace it.
func (v *Visitor) Limited() bool { return v.Login.Method == MethodTemporary }

// personalises says that the personalisation must be completed first. FranceConnect authenticates a person better than
// a password, so it opens the private space whatever the password's state.
func (v *Visitor) personalises() bool {
	return v.Login.Method != MethodFranceConnect && v.Member.Personalising()
}

// Login methods, as stored.
const (
	MethodPassword      = "password"
	MethodTemporary     = "temporary"
	MethodFranceConnect = "franceconnect"
	MethodPasskey       = "passkey"
)

// touchEvery is the age of « last seen » from which it is updated, so that not every request writes.
const touchEvery = time.Minute

const KeyVisitor = "visitor"

// Visitor looks up the member of this request. It returns nil if there is none, or if the session was closed, was
// idle too long, or belongs to a closed account.
func (a *Base) Visitor(c echo.Context) (*Visitor, error) {
	if v, ok := c.Get(KeyVisitor).(*Visitor); ok {
		return v, nil
	}
	v, err := a.VisitorEvenIdle(c)
	if v == nil || err != nil {
		return nil, err
	}
	ctx, now, login := c.Request().Context(), a.Now(), &v.Login
	if !login.Open(now, a.Limits.SessionIdle, a.Limits.SessionMax) {
		return nil, nil
	}
	if a.DB.Barred(v.Member, now) {
		return nil, nil
	}
	if now.Sub(login.LastSeenAt) >= touchEvery {
		if err := a.DB.InTx(ctx, func(t *db.Tx) error { return t.TouchLogin(ctx, login.ID, now) }); err != nil {
			return nil, err
		}
		login.LastSeenAt = now
	}
	c.Set(KeyVisitor, v)
	return v, nil
}

// VisitorEvenIdle looks up the member of this browser's login, even if it was idle too long, because the services that it
// opened may still be in use. It returns nil for no login, and for one that has ended.
func (a *Base) VisitorEvenIdle(c echo.Context) (*Visitor, error) {
	ctx := c.Request().Context()
	id := a.Sessions.GetInt64(ctx, keyLogin)
	if id == 0 {
		return nil, nil
	}
	login, err := a.DB.Login(ctx, id)
	if errors.Is(err, db.ErrNotFound) || err == nil && !login.EndedAt.IsZero() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	member, err := a.DB.Member(ctx, login.MemberID)
	if err != nil {
		return nil, err
	}
	if holder := a.Sessions.GetString(ctx, keyIdentifier); member.Profile.Identifier != holder {
		// Logins are erased with their member, and their number may have been given to another member's login: the session
		// belongs to no one.
		if erased, err := a.erased(ctx, holder); erased || err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("login %d leads to another member than the one who had opened it: %w", id, keys.ErrSealed)
	}
	return &Visitor{Login: login, Member: member}, nil
}

// erased says whether no member has this identifier any more.
func (a *Base) erased(ctx context.Context, identifier string) (bool, error) {
	id, err := account.ParseIdentifier(identifier)
	if err != nil {
		return false, err
	}
	_, err = a.DB.MemberByKey(ctx, a.DB.Keys().IdentifierKey(id))
	if errors.Is(err, db.ErrNotFound) {
		return true, nil
	}
	return false, err
}

// Enter starts a new session ID for this login; the old ID becomes invalid. The login replaces the one that this browser
// held.
func (a *Base) Enter(c echo.Context, loginID int64) error {
	ctx := c.Request().Context()
	former, err := a.VisitorEvenIdle(c)
	if err != nil {
		return err
	}
	if err := a.Sessions.RenewToken(ctx); err != nil {
		return err
	}
	login, err := a.DB.Login(ctx, loginID)
	if err != nil {
		return err
	}
	if former != nil && former.Login.ID != loginID {
		if err := a.DB.InTx(ctx, func(t *db.Tx) error { return t.ReplaceLogin(ctx, former.Login, login, a.Now()) }); err != nil {
			return err
		}
	}
	member, err := a.DB.Member(ctx, login.MemberID)
	if err != nil {
		return err
	}
	a.DropIdentifier(c)
	if a.Unfinished(ctx, a.Sessions, member.Profile.Identifier) == nil {
		a.Sessions.Remove(ctx, KeyUnfinished)
	}
	if a.Sessions.GetString(ctx, keyIdentifier) != member.Profile.Identifier {
		a.Sessions.Remove(ctx, keyLed)
	}
	a.Sessions.Put(ctx, keyLogin, loginID)
	a.Sessions.Put(ctx, keyIdentifier, member.Profile.Identifier)
	return nil
}

// ClearBrowser clears the browser's data of this site at logout. The Clear-Site-Data header omits « cookies », because that
// directive would delete the cookies of every site under the same registered domain. Our own are expired one by one, the
// session's by destroying it.
func (a *Base) ClearBrowser(c echo.Context) {
	a.ClearPages(c)
	if !IsAgentSite(c.Request()) {
		a.forgetBrowser(c)
	}
}

// ClearPages clears the pages of this site that the browser has cached.
func (a *Base) ClearPages(c echo.Context) {
	c.Response().Header().Set("Clear-Site-Data", `"cache", "storage"`)
}

// Members requires a fully logged-in member, and redirects others to where they can continue.
func (a *Base) Members(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, err := a.Visitor(c)
		switch {
		case err != nil:
			return err
		case v == nil:
			closed, err := a.closedOwn(c)
			if err != nil {
				return err
			}
			if closed {
				return a.Redirect(c, ClosedPath)
			}
			return a.Redirect(c, a.LogInAgain(c, a.Sessions, "/connexion"))
		case v.Limited() || v.personalises():
			return a.Redirect(c, "/personnalisation")
		}
		return next(c)
	}
}

// bar returns the header's content for the logged-in member; nil for nobody.
func (a *Base) bar(c echo.Context) *views.MemberBar {
	v, err := a.Visitor(c)
	if err != nil || v == nil || v.Limited() {
		return nil
	}
	return &views.MemberBar{Name: v.Member.Profile.DisplayName()}
}

// SessionEnd returns when a session ends by itself, for the page that warns of it. seen is when it was last used, opened
// when it began, idle how long it may be unused, and stay the page that prolongs it.
func (a *Base) SessionEnd(seen, opened time.Time, idle time.Duration, stay string) *views.SessionEnd {
	end := seen.Add(idle)
	if last := opened.Add(a.Limits.SessionMax); last.Before(end) {
		end = last
	}
	return &views.SessionEnd{At: a.Clock(end.Truncate(time.Minute)), Seconds: int(end.Sub(a.Now()) / time.Second), Stay: stay}
}

// ends is SessionEnd for the member who requests a page; nil for nobody.
func (a *Base) ends(c echo.Context) *views.SessionEnd {
	v, err := a.Visitor(c)
	if err != nil || v == nil {
		return nil
	}
	return a.SessionEnd(v.Login.LastSeenAt, v.Login.OpenedAt, a.Limits.SessionIdle, "/espace")
}

// Redirect redirects the browser with status 303, or with htmx's header.
func (a *Base) Redirect(c echo.Context, url string) error {
	a.Views.Redirect(c.Response(), c.Request(), url)
	return nil
}

// Render renders a screen with the content common to all pages.
func (a *Base) Render(c echo.Context, status int, s views.Screen) error {
	if bar, ok := c.Get(keyBar).(func() *views.AgentBar); ok && bar != nil {
		s.Agent = bar()
	} else if s.Member == nil && !IsAgentSite(c.Request()) {
		s.Member = a.bar(c)
	}
	if s.Agent == nil && !IsAgentSite(c.Request()) {
		s.Ends = a.ends(c)
	}
	if s.Username == "" {
		s.Username = a.username(c, s.Agent)
	}
	a.putBack(c, status, &s)
	return a.Views.Render(c.Response(), c.Request(), status, s)
}

// ChangePasswordPath is where password managers look for the page that changes a password.
const ChangePasswordPath = "/.well-known/change-password" //nolint:gosec // G101: an address

// username returns the name under which a password manager stores the password of this session; empty for nobody.
func (a *Base) username(c echo.Context, agent *views.AgentBar) string {
	if IsAgentSite(c.Request()) {
		if agent == nil {
			return ""
		}
		return agent.Login
	}
	v, err := a.Visitor(c)
	if err != nil || v == nil {
		return ""
	}
	return v.Member.Profile.Identifier
}

// Page serves a screen that is the same for everyone.
func (a *Base) Page(template string) echo.HandlerFunc {
	return func(c echo.Context) error { return a.Render(c, http.StatusOK, views.Screen{Template: template}) }
}

// LoginsShown is the number of past logins on « Email & Mot de passe ».
const LoginsShown = 10

// newDeskSessions returns the agents' sessions, separate from the members': their cookie has another name, and is
// not sent with links from other sites.
func newDeskSessions(o Options, site *url.URL) *scs.SessionManager {
	s := newSessions(o)
	s.Cookie.SameSite = http.SameSiteStrictMode
	s.Cookie.Name, s.Cookie.Secure = "sesame-agent", false
	if site.Scheme == "https" {
		s.Cookie.Name, s.Cookie.Secure = "__Host-sesame-agent", true
	}
	return s
}
