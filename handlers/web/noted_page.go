package web

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"
)

// A page behind the login that was requested, or whose form was sent, without a session is shown after the login. The browser
// keeps its path in a cookie, so that strangers write nothing into the database.

const longestNotedPage = 200 // bytes

// LeadBack declares the routes of the pages to which a login may lead back, and, by route or path, the forms whose entries
// are kept.
func (a *Base) LeadBack(pages []string, forms map[string]Form) {
	for _, page := range pages {
		a.ledBackTo[page] = true
	}
	for form, kept := range forms {
		a.keptForms[form] = kept
	}
}

func (a *Base) notePage(c echo.Context, s *scs.SessionManager) {
	page := a.formOf(c).page(c)
	if a.ledBackTo[c.Path()] {
		page = c.Request().URL.Path
	}
	if page != "" && len(page) <= longestNotedPage {
		c.SetCookie(pageCookie(s, base64.RawURLEncoding.EncodeToString([]byte(page)), keepUnfinished))
	}
}

// takeNotedPage returns the path in the browser's cookie and removes the cookie. It returns an empty path without a cookie,
// and for a page that LeadBack has not declared, because anybody could have set the cookie.
func (a *Base) takeNotedPage(c echo.Context, s *scs.SessionManager) string {
	cookie, err := c.Cookie(pageCookie(s, "", 0).Name)
	if err != nil {
		return ""
	}
	c.SetCookie(pageCookie(s, "", -time.Second))
	path, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || len(path) > longestNotedPage {
		return ""
	}
	found := c.Echo().NewContext(c.Request(), c.Response())
	c.Echo().Router().Find(http.MethodGet, string(path), found)
	if !a.ledBackTo[found.Path()] {
		return ""
	}
	return (&url.URL{Path: string(path)}).EscapedPath()
}

func pageCookie(s *scs.SessionManager, value string, life time.Duration) *http.Cookie {
	return besideSession(s, pageSuffix, value, life)
}
