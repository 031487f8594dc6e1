package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/views"
)

func (a *App) showSpace(c echo.Context) error {
	v, err := a.visitor(c)
	if err != nil {
		return err
	}
	d := views.EspaceData{Name: v.member.Profile.DisplayName()}
	logins, err := a.DB.Logins(c.Request().Context(), v.member.ID, loginsShown)
	if err != nil {
		return err
	}
	for _, l := range logins {
		if l.ID != v.login.ID && l.Method != methodTemporary {
			d.LastLogin = a.moment(l.OpenedAt)
			break
		}
	}
	d.CallWords, _ = a.callWords(v.member, a.Now())
	return a.render(c, http.StatusOK, views.Screen{Template: "espace", Data: d})
}

func (a *App) showAccount(c echo.Context) error {
	v, err := a.visitor(c)
	if err != nil {
		return err
	}
	return a.render(c, http.StatusOK, views.Screen{Template: "compte", Data: views.CompteData{
		Name: v.member.Profile.DisplayName(), Category: v.member.Category, Address: v.member.Profile.Address,
	}})
}

// saved are the sentences that a redirect may ask « Email & Mot de passe » to say.
var saved = map[string]string{
	"telephones": "Vos numéros ont été enregistrés.",
	"session":    "La session a été fermée.",
}

func (a *App) showSecurity(c echo.Context) error {
	return a.securityScreen(c, http.StatusOK, nil)
}

func (a *App) securityScreen(c echo.Context, status int, errs []views.FieldError) error {
	v, err := a.visitor(c)
	if err != nil {
		return err
	}
	d, err := a.securityData(c.Request().Context(), v)
	if err != nil {
		return err
	}
	s := views.Screen{Template: "email-mot-de-passe", Action: "/espace/mon-compte/telephones", Errors: errs, Data: d, Values: phoneValues(v.member)}
	if status == http.StatusOK {
		s.Notice = saved[c.QueryParam("etat")]
	} else {
		s.Values = typed(c, s.Values)
	}
	return a.render(c, status, s)
}

func (a *App) securityData(ctx context.Context, v *visitor) (views.SecurityData, error) {
	email := v.member.Contacts[db.Email]
	d := views.SecurityData{Email: email.Value, EmailVerified: !email.VerifiedAt.IsZero(), HasPassword: v.member.PasswordHash != ""}
	logins, err := a.DB.Logins(ctx, v.member.ID, loginsShown)
	if err != nil {
		return d, err
	}
	if d.History, err = a.history(ctx, v.member.Identifier()); err != nil {
		return d, err
	}
	now := a.Now()
	for _, l := range logins {
		d.Logins = append(d.Logins, views.LoginRow{When: a.moment(l.OpenedAt), How: ways[l.Method], Device: l.Device})
		if l.Open(now, a.Limits.SessionIdle, a.Limits.SessionMax) {
			d.Sessions = append(d.Sessions, views.SessionRow{
				ID: l.ID, Device: l.Device, Since: a.moment(l.OpenedAt), Seen: a.moment(l.LastSeenAt), Current: l.ID == v.login.ID,
			})
		}
	}
	return d, nil
}

// closeSession ends another session of the member, or this one.
func (a *App) closeSession(c echo.Context) error {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return echo.ErrNotFound
	}
	v, err := a.visitor(c)
	if err != nil {
		return err
	}
	if id == v.login.ID {
		return a.logOut(c)
	}
	ctx := c.Request().Context()
	if err := a.DB.InTx(ctx, func(t *db.Tx) error {
		if err := t.CloseLogin(ctx, v.member.ID, id, a.Now()); err != nil {
			return err
		}
		return a.audit(c, t, eventSessionClosed, v.member.IdentifierKey, db.ResultOK, "")
	}); err != nil {
		return err
	}
	return a.redirect(c, securityURL+"?etat=session")
}

// submitPhones changes the numbers, after the current password.
func (a *App) submitPhones(c echo.Context) error {
	v, err := a.visitor(c)
	if err != nil {
		return err
	}
	numbers, errs, err := parsePhones(c)
	if err != nil {
		return err
	}
	if len(errs) == 0 {
		err := a.proveCurrent(c, v.member, "mot_de_passe_actuel", c.FormValue("mot_de_passe_actuel"))
		var (
			refused *refusal
			many    *tooMany
		)
		switch {
		case errors.As(err, &refused):
			errs = refused.fields
		case errors.As(err, &many):
			a.retryAfter(c.Response(), many.until)
			return a.securityScreen(c, http.StatusTooManyRequests, []views.FieldError{{Message: many.message}})
		case err != nil:
			return err
		}
	}
	if len(errs) > 0 {
		return a.securityScreen(c, http.StatusUnprocessableEntity, errs)
	}
	if err := a.commit(c, func(t *db.Tx) error { return a.setPhones(c, t, v.member, numbers, a.Now()) }); err != nil {
		return err
	}
	return a.redirect(c, securityURL+"?etat=telephones")
}
