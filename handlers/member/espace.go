package member

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
	"sesame/views"
)

func (a *Pages) showSpace(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	d := views.EspaceData{Name: v.Member.Profile.DisplayName()}
	logins, err := a.DB.Logins(c.Request().Context(), v.Member.ID, web.LoginsShown)
	if err != nil {
		return err
	}
	for _, l := range logins {
		if l.ID != v.Login.ID && l.Method != web.MethodTemporary {
			d.LastLogin = a.Moment(l.OpenedAt)
			break
		}
	}
	if d.Services, err = a.services(c.Request().Context()); err != nil {
		return err
	}
	if d.CallWords, err = a.Acts.WordsForMember(c.Request().Context(), a.DB.Reader, v.Member); err != nil {
		return err
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "espace", Data: d})
}

func (a *Pages) showAccount(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "compte", Data: views.CompteData{
		Name: v.Member.Profile.DisplayName(), Category: v.Member.Category, Address: v.Member.Profile.Address,
	}})
}

// saved maps the state in a redirect's query to the message on « Email & Mot de passe ».
var saved = map[string]string{
	"telephones": texts.PhonesSaved,
	"session":    texts.SessionClosed,
	"navigateur": texts.BrowserForgotten,
}

func (a *Pages) showSecurity(c echo.Context) error {
	return a.securityScreen(c, http.StatusOK, nil)
}

func (a *Pages) securityScreen(c echo.Context, status int, errs []views.FieldError) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	d, err := a.securityData(c, v)
	if err != nil {
		return err
	}
	s := views.Screen{Template: "email-mot-de-passe", Action: "/espace/mon-compte/telephones", Errors: errs, Data: d, Values: web.PhoneValues(v.Member)}
	if status == http.StatusOK {
		s.Notice = saved[c.QueryParam("etat")]
	} else {
		s.Values = web.Typed(c, s.Values)
	}
	return a.Render(c, status, s)
}

func (a *Pages) securityData(c echo.Context, v *web.Visitor) (views.SecurityData, error) {
	ctx := c.Request().Context()
	email := v.Member.Contacts[db.Email]
	d := views.SecurityData{Email: account.ShowEmail(email.Value), EmailVerified: !email.VerifiedAt.IsZero(), HasPassword: v.Member.PasswordHash != ""}
	logins, err := a.DB.Logins(ctx, v.Member.ID, web.LoginsShown)
	if err != nil {
		return d, err
	}
	if d.History, err = a.history(ctx, v.Member.Identifier()); err != nil {
		return d, err
	}
	opened, err := a.opened(ctx, v.Member.ID)
	if err != nil {
		return d, err
	}
	if d.Browsers, err = a.browsers(c, v.Member); err != nil {
		return d, err
	}
	now := a.Now()
	for _, l := range logins {
		d.Logins = append(d.Logins, views.LoginRow{When: a.Moment(l.OpenedAt), How: web.Ways[l.Method], Device: l.Device})
		if l.Open(now, a.Limits.SessionIdle, a.Limits.SessionMax) {
			d.Sessions = append(d.Sessions, views.SessionRow{
				ID: l.ID, Device: l.Device, Since: a.Moment(l.OpenedAt), Seen: a.Moment(l.LastSeenAt), Current: l.ID == v.Login.ID, Opened: opened[l.ID],
			})
		}
	}
	return d, nil
}

// closeSession ends one of the member's sessions, possibly this one.
func (a *Pages) closeSession(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	if id, err := strconv.ParseInt(c.Param("id"), 10, 64); err == nil && id == v.Login.ID {
		return a.logOut(c)
	}
	return a.onRow(c, "session", a.Acts.CloseSession)
}

// onRow does an act on the row that the address names, in a list of « Email & Mot de passe », and shows the page with the
// notice of that state.
func (a *Pages) onRow(c echo.Context, state string, do func(context.Context, *db.Tx, acts.Actor, *db.Member, int64) error) error {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return echo.ErrNotFound
	}
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if err := a.DB.InTx(ctx, func(t *db.Tx) error { return do(ctx, t, a.Actor(c), v.Member, id) }); err != nil {
		return err
	}
	return a.Redirect(c, securityURL+"?etat="+state)
}

// submitPhones changes the phone numbers, after the current password was verified.
func (a *Pages) submitPhones(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	numbers, err := web.ParsePhones(c)
	if err == nil {
		err = a.ProveCurrent(c, v.Member, "mot_de_passe_actuel", c.FormValue("mot_de_passe_actuel"))
	}
	var (
		refused *web.Refusal
		many    *web.TooMany
	)
	switch {
	case errors.As(err, &refused):
		return a.securityScreen(c, http.StatusUnprocessableEntity, refused.Fields)
	case errors.As(err, &many):
		a.RetryAfter(c.Response(), many.Until)
		return a.securityScreen(c, http.StatusTooManyRequests, []views.FieldError{{Message: many.Message}})
	case err != nil:
		return err
	}
	ctx := c.Request().Context()
	if err := a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.ChangePhones(ctx, t, a.Actor(c), v.Member, numbers) }); err != nil {
		return err
	}
	return a.Redirect(c, securityURL+"?etat=telephones")
}
