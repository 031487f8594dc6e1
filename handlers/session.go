package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/views"
)

// What the browser's session holds: who, and which flow. Nothing of a journey itself, for two requests at once
// overwrite each other's session.
const (
	keyLogin   = "login"
	keyFlow    = "flow." // and the journey's name
	keyContact = "contact"
)

func newSessions(o Options) *scs.SessionManager {
	s := scs.New()
	s.Store = o.DB.Sessions(o.Now)
	s.HashTokenInStore = true
	// A little longer than any login, so that one which has ended can still be told from one that never was.
	s.Lifetime = o.Limits.SessionMax + o.Limits.JourneyTTL
	s.Cookie.HttpOnly = true
	s.Cookie.SameSite = http.SameSiteLaxMode
	s.Cookie.Path = "/"
	s.Cookie.Persist = false
	// Browsers refuse the __Host- prefix without TLS; only localhost may do without (interfaces.md, SESAME_BASE_URL).
	s.Cookie.Name, s.Cookie.Secure = "sesame", false
	if o.BaseURL.Scheme == "https" {
		s.Cookie.Name, s.Cookie.Secure = "__Host-sesame", true
	}
	return s
}

// visitor is a member with an open session. Limited is one who may only personalise a password.
type visitor struct {
	login  db.Login
	member *db.Member
}

func (v *visitor) limited() bool { return v.login.Method == methodTemporary }

// personalises says that journey B must be ended first. FranceConnect knows the person better than a password does: it
// opens the private space whatever the password's state.
func (v *visitor) personalises() bool {
	return v.login.Method != methodFranceConnect && v.member.Personalising()
}

// Ways in, as a login is noted.
const (
	methodPassword      = "password"
	methodTemporary     = "temporary"
	methodFranceConnect = "franceconnect"
)

// touchEvery is how old « last seen » may grow before it is written again: a request costs no write.
const touchEvery = time.Minute

const keyVisitor = "visitor"

// visitor says who asks; nil for nobody. A session that was closed elsewhere, or has idled, is nobody's.
func (a *App) visitor(c echo.Context) (*visitor, error) {
	if v, ok := c.Get(keyVisitor).(*visitor); ok {
		return v, nil
	}
	ctx := c.Request().Context()
	id := a.sessions.GetInt64(ctx, keyLogin)
	if id == 0 {
		return nil, nil
	}
	login, err := a.DB.Login(ctx, id)
	if errors.Is(err, db.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	now := a.Now()
	if !login.Open(now, a.Limits.SessionIdle, a.Limits.SessionMax) {
		return nil, nil
	}
	member, err := a.DB.Member(ctx, login.MemberID)
	if err != nil {
		return nil, err
	}
	if now.Sub(login.LastSeenAt) >= touchEvery {
		if err := a.DB.InTx(ctx, func(t *db.Tx) error { return t.TouchLogin(ctx, id, now) }); err != nil {
			return nil, err
		}
	}
	v := &visitor{login: login, member: member}
	c.Set(keyVisitor, v)
	return v, nil
}

// enter gives the browser a new session id with these rights; whatever the old id could do is over.
func (a *App) enter(c echo.Context, loginID int64) error {
	ctx := c.Request().Context()
	if err := a.sessions.RenewToken(ctx); err != nil {
		return err
	}
	a.sessions.Put(ctx, keyLogin, loginID)
	return nil
}

// members lets fully logged-in members pass; others are sent where they can go on.
func (a *App) members(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, err := a.visitor(c)
		switch {
		case err != nil:
			return err
		case v == nil && a.sessions.Exists(c.Request().Context(), keyLogin):
			return a.redirect(c, "/connexion?etat=fin")
		case v == nil:
			return a.redirect(c, "/connexion")
		case v.limited() || v.personalises():
			return a.redirect(c, "/personnalisation")
		}
		return next(c)
	}
}

// bar is the header's line about who is logged in.
func (a *App) bar(c echo.Context) *views.MemberBar {
	v, err := a.visitor(c)
	if err != nil || v == nil || v.limited() {
		return nil
	}
	return &views.MemberBar{Name: v.member.Profile.DisplayName()}
}

func (a *App) redirect(c echo.Context, url string) error {
	a.Views.Redirect(c.Response(), c.Request(), url)
	return nil
}

// render draws a screen with what every page shows.
func (a *App) render(c echo.Context, status int, s views.Screen) error {
	if bar, ok := c.Get(keyBar).(func() *views.AgentBar); ok && bar != nil {
		s.Agent = bar()
	} else if s.Member == nil && !isDesk(c.Request()) {
		s.Member = a.bar(c)
	}
	return a.Views.Render(c.Response(), c.Request(), status, s)
}

// page serves a screen that depends on nobody.
func (a *App) page(template string) echo.HandlerFunc {
	return func(c echo.Context) error { return a.render(c, http.StatusOK, views.Screen{Template: template}) }
}

// loginsShown is how many past logins « Email & Mot de passe » lists.
const loginsShown = 10

// newDeskSessions keeps agents apart from members: a cookie of their own, which no other site's link carries.
func newDeskSessions(o Options, site *url.URL) *scs.SessionManager {
	s := newSessions(o)
	s.Cookie.SameSite = http.SameSiteStrictMode
	s.Cookie.Name, s.Cookie.Secure = "sesame-agent", false
	if site.Scheme == "https" {
		s.Cookie.Name, s.Cookie.Secure = "__Host-sesame-agent", true
	}
	return s
}
