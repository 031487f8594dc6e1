package member

import (
	"github.com/labstack/echo/v4"

	"sesame/handlers/web"
	"sesame/journey"
	"sesame/journey/acts"
)

// entry is a successful login, as the session stores it.
type entry struct {
	login   int64
	flow    []byte // the personalisation to complete first; nil when the private space is open
	idToken []byte // FranceConnect's ID token, sealed; nil after a password
}

// entered completes every login and returns the page to go to. If another person is logged in, the login first waits for
// an answer (autre_personne.go), so that nobody is logged out without noticing.
func (a *Pages) entered(c echo.Context, opened acts.Entered, idToken []byte) (to string, err error) {
	e := entry{login: opened.Login, idToken: idToken}
	if opened.Flow != nil {
		e.flow = opened.Flow.ID
		if err := a.WaitFor(c, opened.Flow); err != nil {
			return "", err
		}
	}
	a.RememberBrowser(c)
	if e.login == 0 { // this browser must first prove its right to the temporary password
		w := a.journeys[journey.Personalisation.Name]
		w.Follow(c, e.flow)
		return w.Journey.Path, nil
	}
	return a.letIn(c, opened.Member, e)
}

// letIn enters the login, or keeps it waiting if another person is logged in. It returns the page to go to.
func (a *Pages) letIn(c echo.Context, member int64, e entry) (to string, err error) {
	v, err := a.Visitor(c)
	if err != nil {
		return "", err
	}
	if v != nil && v.Member.ID != member {
		a.keepWaiting(c, e)
		return otherPersonPath, nil
	}
	return a.enter(c, e)
}

// enter binds the login to the browser. It returns the page to go to: where the login leads (web.PageAfterLogin), or first the
// personalisation.
func (a *Pages) enter(c echo.Context, e entry) (to string, err error) {
	if err := a.Enter(c, e.login); err != nil {
		return "", err
	}
	c.Set(web.KeyVisitor, nil)
	if e.idToken != nil {
		a.Sessions.Put(c.Request().Context(), keyIDToken, e.idToken)
	}
	if e.flow == nil {
		return a.PageAfterLogin(c)
	}
	w := a.journeys[journey.Personalisation.Name]
	w.Follow(c, e.flow)
	return w.Journey.Path, nil
}
