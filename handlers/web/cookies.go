package web

import (
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"sesame/texts"
	"sesame/views"
)

// Suffixes of the names of the other cookies, after the name of the session's cookie.
const (
	browserSuffix = "-navigateur"
	knownSuffix   = "-connu"
	pageSuffix    = "-page"
)

// besideSession returns a cookie of members or agents with the attributes of their session's cookie. With a life of 0 it
// lasts until the browser is closed; a negative life deletes it.
func besideSession(s *scs.SessionManager, suffix, value string, life time.Duration) *http.Cookie {
	c := s.Cookie
	return &http.Cookie{Name: c.Name + suffix, Value: value, MaxAge: int(life / time.Second), Path: c.Path, HttpOnly: c.HttpOnly, Secure: c.Secure, SameSite: c.SameSite} //nolint:gosec // G124: as the session's cookie
}

// Cookies lists the cookies that members' browsers receive, for the page that declares them.
func (a *Base) Cookies() []views.CookieRow {
	session := a.Sessions.Cookie.Name
	return []views.CookieRow{
		{Name: session, Purpose: texts.CookieSession, Life: texts.CookieSessionLife(a.Limits.SessionIdle, a.Limits.SessionMax)},
		{Name: session + browserSuffix, Purpose: texts.CookieBrowser, Life: texts.CookieUntilClosed},
		{Name: session + knownSuffix, Purpose: texts.CookieKnown, Life: texts.CookieKnownLife(a.Limits.KnownBrowserTTL)},
		{Name: session + pageSuffix, Purpose: texts.CookiePage, Life: texts.Lasting(keepUnfinished)},
	}
}
