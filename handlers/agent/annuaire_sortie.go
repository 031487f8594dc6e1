package agent

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sesame/handlers/openid"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/texts"
	"sesame/views"
)

// leaveDirectory answers the logout form with a page that continues to the directory, whose session ends too. It returns
// false when there is no session to end there. If the directory is unreachable, only our session ends.
func (a *Pages) leaveDirectory(c echo.Context, idToken []byte) (left bool, err error) {
	if a.directory == nil || len(idToken) == 0 {
		return false, nil
	}
	outside, err := a.directory.LogoutURL(string(idToken), a.directoryAddress(journey.Login.Start)+"?etat=deconnecte", a.Now)
	switch {
	case err != nil:
		return true, a.Redirect(c, journey.Login.Start+"?etat="+directoryStays)
	case outside == "":
		return false, nil
	}
	web.ActAs(c, a.Actor(c), nil) // the page must not show the logged-out agent
	a.Views.LeaveAfterForm(c.Response(), c.Request(), outside)
	return true, a.Render(c, http.StatusOK, views.Screen{Template: "agent/annuaire", Notice: texts.DirectoryLeaving, Data: views.DirectoryData{URL: outside, Leaving: true}})
}

// endByDirectory ends the sessions of a person who has logged out at the directory, or has lost the access there
// (OpenID Connect Back-Channel Logout 1.0). While the directory's keys cannot be fetched, it answers 503, so that the
// token is sent again.
func (a *Pages) endByDirectory(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	ended, err := a.directory.ReadLogout(c.Request().Context(), c.FormValue("logout_token"), a.Now)
	if err != nil {
		a.logDirectory(c, "logout_token", err)
		if openid.Unreachable(err) {
			a.RetryAfter(c.Response(), a.Now().Add(time.Minute))
			return c.NoContent(http.StatusServiceUnavailable)
		}
		return c.NoContent(http.StatusBadRequest)
	}
	var person []byte
	if ended.Subject != "" {
		person = a.DB.DirectoryKey(a.directory.Issuer, ended.Subject)
	}
	if err := a.Acts.LeaveByDirectory(c.Request().Context(), a.Actor(c), person, a.DB.DirectorySID(a.directory.Issuer, ended.SID)); err != nil {
		return err
	}
	return c.NoContent(http.StatusOK)
}
