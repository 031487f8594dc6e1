package web

import (
	"sesame/texts"
	"sesame/views"
)

// What the names of members' cookies add to that of the session's.
const (
	browserSuffix = "-navigateur"
	knownSuffix   = "-connu"
	pageSuffix    = "-page"
)

// Cookies are those that members' browsers are given, for the page that tells them.
func (a *Base) Cookies() []views.CookieRow {
	session := a.Sessions.Cookie.Name
	return []views.CookieRow{
		{Name: session, Purpose: texts.CookieSession, Life: texts.CookieSessionLife(a.Limits.SessionIdle, a.Limits.SessionMax)},
		{Name: session + browserSuffix, Purpose: texts.CookieBrowser, Life: texts.CookieUntilClosed},
		{Name: session + knownSuffix, Purpose: texts.CookieKnown, Life: texts.CookieKnownLife(a.Limits.KnownBrowserTTL)},
		{Name: session + pageSuffix, Purpose: texts.CookiePage, Life: texts.Span(keepUnfinished)},
	}
}
