package member

import (
	"context"
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

// securityURL is « Email & Mot de passe »: the state of each login method and of each contact, with links to the pages that
// change them.
const securityURL = "/espace/mon-compte/email-mot-de-passe"

// saved maps the state in a redirect's query to the message on the page.
var saved = map[string]string{
	"telephones": texts.PhonesSaved,
	"annulee":    texts.DemandCancelled,
}

func (a *Pages) showSecurity(c echo.Context) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	email := v.Member.Contacts[db.Email]
	d := views.SecurityData{
		Email: account.ShowEmail(email.Value), EmailVerified: !email.VerifiedAt.IsZero(), HasPassword: v.Member.PasswordHash != "",
		Mobile: account.FormatPhone(v.Member.Contacts[db.Mobile].Value), MobileVerified: !v.Member.Contacts[db.Mobile].VerifiedAt.IsZero(),
		Landline: account.FormatPhone(v.Member.Contacts[db.Landline].Value),
	}
	if d.HasPassword {
		d.PasswordSince = web.Day(v.Member.PasswordChangedAt.In(a.Location))
	}
	if d.DemandSince, err = a.demandSince(c, v.Member); err != nil {
		return err
	}
	if d.MobilePending, err = a.pendingMobile(c, v.Member.ID); err != nil {
		return err
	}
	open, err := a.openLogins(ctx, v.Member)
	if err != nil {
		return err
	}
	d.Others = max(len(open)-1, 0)
	if d.LastLogin, err = a.lastLogin(ctx, v); err != nil {
		return err
	}
	return a.Render(c, http.StatusOK, views.Screen{Template: "email-mot-de-passe", Notice: saved[c.QueryParam("etat")], Data: d})
}

// lastLogin returns when the newest login before this one was opened; empty for none. A login with a temporary password does
// not count, because it only served to replace that password.
func (a *Pages) lastLogin(ctx context.Context, v *web.Visitor) (string, error) {
	logins, err := a.DB.Logins(ctx, v.Member.ID, web.LoginsShown)
	if err != nil {
		return "", err
	}
	for _, l := range logins {
		if l.ID != v.Login.ID && l.Method != web.MethodTemporary {
			return a.When(l.OpenedAt), nil
		}
	}
	return "", nil
}

// demandSince returns since when a demand for a temporary password is in progress; empty for none.
func (a *Pages) demandSince(c echo.Context, m *db.Member) (string, error) {
	since, err := a.Acts.DemandSince(c.Request().Context(), a.DB.Reader, m)
	if err != nil || since.IsZero() {
		return "", err
	}
	return a.Since(since), nil
}

// cancelDemands ends the demands that the member denies having made, and shows again the page that sent the form.
func (a *Pages) cancelDemands(c echo.Context) error {
	back := securityURL
	if c.FormValue("page") == "espace" {
		back = "/espace"
	}
	return a.onAccount(c, back+"?etat=annulee", a.Acts.CancelDemands)
}

// onAccount runs an act on the member's own account, and redirects to a page that confirms it.
func (a *Pages) onAccount(c echo.Context, to string, do func(context.Context, *db.Tx, acts.Actor, *db.Member) error) error {
	v, err := a.Visitor(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if err := a.DB.InTx(ctx, func(t *db.Tx) error { return do(ctx, t, a.Actor(c), v.Member) }); err != nil {
		return err
	}
	return a.Redirect(c, to)
}

// onRow runs an act on the row named in the address, in a list of « Appareils », and shows that page with the notice for
// this state.
func (a *Pages) onRow(c echo.Context, state string, do func(context.Context, *db.Tx, acts.Actor, *db.Member, int64) error) error {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return echo.ErrNotFound
	}
	return a.onAccount(c, devicesURL+"?etat="+state, func(ctx context.Context, t *db.Tx, who acts.Actor, m *db.Member) error {
		return do(ctx, t, who, m, id)
	})
}
