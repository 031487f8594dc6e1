package agent

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/agent/directory"
	"sesame/handlers/openid"
	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
	"sesame/journey/events"
	"sesame/views"
)

// The login by the caisse's directory. The session's cookie is SameSite=Strict, so the browser does not send it on the
// return from another site. The return therefore stores the answer in the attempt's own cookie and continues to a page of
// this site, which receives both cookies.
const (
	directoryStart  = web.AgentPath + "/annuaire"
	directoryReturn = web.AgentPath + "/annuaire/retour"
	directoryEntry  = web.AgentPath + "/annuaire/entree"
	// keyDirectory holds the sealed ID token in the session, for the logout at the directory.
	keyDirectory = "annuaire"
)

// directoryRoutes returns the directory's routes; none without a directory.
func (a *Pages) directoryRoutes() []route {
	if a.directory == nil {
		return nil
	}
	below := func(path string) string { return strings.TrimPrefix(path, web.AgentPath) }
	return []route{
		{http.MethodGet, below(directoryStart), "", getAlone(a.outside(a.startDirectory))},
		{http.MethodGet, below(directoryReturn), "", getAlone(a.returnFromDirectory)},
		{http.MethodGet, below(directoryEntry), "", getAlone(a.outside(a.enterByDirectory))},
		{http.MethodPost, below(web.DirectoryLogoutPath), "", a.endByDirectory},
	}
}

// getAlone refuses a HEAD request, which must not start or use up a login.
func getAlone(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Method != http.MethodGet {
			return echo.ErrMethodNotAllowed
		}
		return next(c)
	}
}

// attempts returns the store of the logins in progress at the directory.
func (a *Pages) attempts() openid.Attempts {
	return openid.Attempts{Keys: a.DB.Keys(), Column: "cookie.directory", Name: a.Desk.Cookie.Name + "-annuaire", Secure: a.Desk.Cookie.Secure}
}

// startDirectory redirects to the directory. With the parameter « compte », after a logout or a refusal, the directory is
// asked to authenticate anew, so that another account can be chosen there.
func (a *Pages) startDirectory(c echo.Context) error {
	left, err := a.directory.Depart(a.directoryAddress(directoryReturn), c.QueryParam("compte") != "", a.Limits.SessionMax, a.Now)
	if err != nil {
		return a.directoryFailed(c, &directory.Failure{Down: true, Class: "discovery", Err: err})
	}
	if err := a.attempts().Keep(c, left.Attempt); err != nil {
		return err
	}
	a.Views.RedirectOutside(c.Response(), c.Request(), left.URL)
	return nil
}

func (a *Pages) directoryAddress(path string) string { return a.AgentURL.JoinPath(path).String() }

// returnFromDirectory moves the directory's answer from the address into this browser's attempt, once it is known to
// answer that attempt.
func (a *Pages) returnFromDirectory(c echo.Context) error {
	t, answers := a.attempts().Answered(c, a.Now())
	switch code := c.QueryParam("error"); {
	case t == nil:
		return a.directoryRefused(c, directoryExpired, "cookie")
	case !answers:
		return a.directoryRefused(c, directoryExpired, "state")
	case !a.directory.NamedRight(c.QueryParam("iss"), a.Now):
		return a.directoryFailed(c, &directory.Failure{Class: "issuer"})
	case code == openid.Denied:
		return a.directoryRefused(c, directoryDenied, code)
	case code != "":
		return a.directoryFailed(c, &directory.Failure{Down: openid.DownThere(code), Class: openid.RefusalClass(code)})
	}
	t.Code = c.QueryParam("code")
	if err := a.attempts().Keep(c, *t); err != nil {
		return err
	}
	a.Views.LeaveAfterForm(c.Response(), c.Request(), directoryEntry)
	return a.Render(c, http.StatusOK, views.Screen{Template: "agent/annuaire", Data: views.DirectoryData{URL: directoryEntry}})
}

// enterByDirectory logs in the person whom the directory has authenticated. The protocol requires a GET that logs in; the
// sealed cookie ensures that this browser asked for it, once.
func (a *Pages) enterByDirectory(c echo.Context) error {
	t := a.attempts().Take(c, a.Now())
	if t == nil || t.Code == "" {
		return a.directoryRefused(c, directoryExpired, "cookie")
	}
	ctx, who := c.Request().Context(), a.Actor(c)
	told, failure := a.directory.Identify(ctx, t, a.directoryAddress(directoryReturn), a.Limits.SessionMax, a.Now)
	if failure != nil {
		return a.directoryFailed(c, failure)
	}
	person := acts.DirectoryPerson{Key: a.DB.DirectoryKey(a.directory.Issuer, told.Subject), SID: a.DB.DirectorySID(a.directory.Issuer, told.SID), Login: told.Login, Name: told.Name, Role: told.Role}
	if person.Role == "" {
		return a.directoryUnknown(c, person, events.NoRole)
	}
	entry := db.DirectoryEntry{SID: person.SID, IDToken: told.IDToken}
	if a.directory.FactorHere {
		return a.askBesideDirectory(c, person, entry)
	}
	var agent *db.Agent
	var login int64
	err := a.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if agent, err = a.Acts.AdmitDirectory(ctx, tx, who, person); err != nil {
			return err
		}
		login, err = a.Acts.OpenByDirectory(ctx, tx, who, agent, entry.SID)
		return err
	})
	if cause := acts.DirectoryCause(err); cause != "" {
		return a.directoryUnknown(c, person, cause)
	}
	if err != nil {
		return err
	}
	if err := a.enterDesk(c, agent, login, &entry); err != nil {
		return err
	}
	to := a.PageLeft(c, a.Desk)
	if to == "" {
		to = web.AgentPath
	}
	return a.Redirect(c, to)
}

// askBesideDirectory continues with the second factor or, for an agent without one, with its enrolment.
func (a *Pages) askBesideDirectory(c echo.Context, person acts.DirectoryPerson, entry db.DirectoryEntry) error {
	ctx, who := c.Request().Context(), a.Actor(c)
	var agent *db.Agent
	err := a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		agent, err = a.Acts.AdmitDirectory(ctx, t, who, person)
		return err
	})
	if cause := acts.DirectoryCause(err); cause != "" {
		return a.directoryUnknown(c, person, cause)
	}
	if err != nil {
		return err
	}
	keys, err := a.DB.Passkeys(ctx, agent)
	if err != nil {
		return err
	}
	has := agent.Enrolled() && (agent.HasTOTP || len(keys) > 0)
	ask, j := a.askNewPasskey, journey.Enrolment
	if has {
		ask, j = a.askPasskey, journey.Login
	}
	passkey, err := ask(c, agent)
	if err != nil {
		return err
	}
	if err := a.Desk.RenewToken(ctx); err != nil {
		return err
	}
	w := a.journeys[j.Name]
	if err := w.Begin(c, func(ctx context.Context, t *db.Tx, former []byte) (*db.Flow, error) {
		if has {
			return a.Acts.BeginDirectoryLogin(ctx, t, agent, entry, passkey, former)
		}
		return a.Acts.BeginDirectoryEnrolment(ctx, t, agent, entry, newTOTPSecret(), passkey, former)
	}); err != nil {
		return err
	}
	return w.Home(c)
}
