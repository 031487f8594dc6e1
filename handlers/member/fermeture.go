package member

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

// closingURL is the page where members close their own space.
const closingURL = "/espace/mon-compte/fermeture"

func (a *Pages) showOwnClosing(c echo.Context) error {
	return a.ownClosingScreen(c, http.StatusOK, nil)
}

func (a *Pages) ownClosingScreen(c echo.Context, status int, refused *web.Refusal) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	d := views.OwnClosingData{HasPassword: v.Member.PasswordHash != "", Keep: a.kept().Closed}
	if d.Guardian, err = a.Acts.HasGuardian(c.Request().Context(), a.DB.Reader, v.Member); err != nil {
		return err
	}
	s := views.Screen{Template: "fermer-espace", Action: closingURL, Data: d}
	if refused != nil {
		s.Values = map[string]string{"accord": c.FormValue("accord")}
	}
	refused.Apply(&s)
	return a.Render(c, status, s)
}

// submitOwnClosing verifies the current password and closes the account. A form sent twice gets the same page twice.
func (a *Pages) submitOwnClosing(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if v.Member.PasswordHash == "" {
		return a.Redirect(c, closingURL)
	}
	var unticked error
	if c.FormValue("accord") != "oui" {
		unticked = web.Refuse("accord", texts.ClosingUnticked)
	}
	if err = web.JoinRefusals(a.ProveCurrent(c, v.Member, "actuel", c.FormValue("actuel")), unticked); err == nil {
		ctx := c.Request().Context()
		err = a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.CloseOwn(ctx, t, a.Actor(c), v.Member) })
	}
	if slowed := a.Slowed(c, err); slowed != nil {
		return a.ownClosingScreen(c, http.StatusTooManyRequests, slowed)
	}
	var (
		wrong   *web.Refusal
		refused *acts.Refused
	)
	switch {
	case errors.As(err, &wrong):
		return a.ownClosingScreen(c, http.StatusUnprocessableEntity, wrong)
	case errors.As(err, &refused) && refused.Why == acts.GuardianCloses:
		return a.Redirect(c, closingURL)
	case refused != nil, web.IsNotFound(err): // the login has ended meanwhile, or the account is closed already
		return a.Redirect(c, "/espace")
	case err != nil:
		return err
	}
	return a.leaveClosed(c)
}

// leaveClosed redirects from an account that was just closed to the page that says so, by way of FranceConnect if the login
// came from there. The session stays, without its login: every page of the private space then redirects to that page.
func (a *Pages) leaveClosed(c echo.Context) error {
	ctx := c.Request().Context()
	outside, _ := a.franceConnectLogout(a.Sessions.GetBytes(ctx, keyIDToken))
	a.Sessions.Remove(ctx, keyIDToken)
	a.ClearBrowser(c)
	if outside == "" {
		return a.Redirect(c, web.ClosedPath)
	}
	a.Sessions.Put(ctx, keyAfterLogout, web.ClosedPath)
	return a.leaveForFranceConnect(c, outside, texts.FranceConnectClosed)
}

// showClosed shows the page after the closing, which is the same for everybody.
func (a *Pages) showClosed(c echo.Context) error {
	return a.Render(c, http.StatusOK, views.Screen{Template: "espace-ferme", Data: views.OwnClosingData{Keep: a.kept().Closed}})
}
