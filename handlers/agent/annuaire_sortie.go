package agent

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/journey"
	"sesame/texts"
	"sesame/views"
)

// leaveDirectory answers the form of a log-out with a page that goes on to the directory, whose session ends too; false where
// there is none to end. If the directory is unreachable, only our session ends.
func (a *Pages) leaveDirectory(c echo.Context, idToken []byte) (left bool, err error) {
	if a.directory == nil || len(idToken) == 0 {
		return false, nil
	}
	outside := a.directory.LogoutURL(string(idToken), a.directoryAddress(journey.Login.Start)+"?etat=deconnecte", a.Now)
	if outside == "" {
		return false, nil
	}
	web.ActAs(c, a.Actor(c), nil) // the page must not show the logged-out agent
	a.Views.LeaveAfterForm(c.Response(), c.Request(), outside)
	return true, a.Render(c, http.StatusOK, views.Screen{Template: "agent/annuaire", Notice: texts.DirectoryLeaving, Data: views.DirectoryData{URL: outside, Leaving: true}})
}

// endByDirectory ends the sessions of who has logged out at the directory, or has lost the access there (OpenID Connect
// Back-Channel Logout 1.0).
func (a *Pages) endByDirectory(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	ended, err := a.directory.ReadLogout(c.Request().Context(), c.FormValue("logout_token"), a.Now)
	if err != nil {
		a.logDirectory(c, "logout_token", err)
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
