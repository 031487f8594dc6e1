package oidc

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"
	spec "github.com/zitadel/oidc/v3/pkg/oidc"

	"sesame/db"
	"sesame/views"
)

// A client redirects its member here to log out (OpenID Connect RP-Initiated Logout 1.0). With an ID token of the open login
// the member is logged out at once; otherwise a page asks first, so that a link on another site cannot log anybody out.

// leaving is a client's logout request.
type leaving struct {
	client *db.Client // nil if unknown
	to     string     // address after the logout; empty for the login page
	login  int64      // the login that belongs to the ID token; 0 for none
}

func (p *Pages) showLogout(c echo.Context) error {
	l, err := p.leaving(c)
	if err != nil {
		return err
	}
	visitor, err := p.Visitor(c)
	if err != nil {
		return err
	}
	holder, err := p.VisitorEvenIdle(c)
	if err != nil {
		return err
	}
	switch {
	case holder != nil && l.login == holder.Login.ID: // also a login that was idle too long
		return p.members.LogOut(c, l.to)
	case visitor == nil && l.to != "":
		return p.lead(c, l.to)
	case visitor == nil:
		return p.Redirect(c, "/connexion?etat=deconnecte")
	}
	p.AllowForms(c, l.to)
	d := views.LogoutData{}
	for _, name := range []string{"id_token_hint", "client_id", "post_logout_redirect_uri", "state"} {
		if value := parameters(c).Get(name); value != "" {
			d.Parameters = append(d.Parameters, views.Parameter{Name: name, Value: value})
		}
	}
	if l.client != nil {
		d.Service = l.client.Name
	}
	return p.Render(c, http.StatusOK, views.Screen{Template: "deconnexion", Action: logoutPath, Data: d})
}

// submitLogout logs the member out if the form comes from this service's page. A form from another site gets the question
// first.
func (p *Pages) submitLogout(c echo.Context) error {
	if !p.OwnForm(c.Request()) {
		return c.Redirect(http.StatusSeeOther, logoutPath+"?"+parameters(c).Encode())
	}
	l, err := p.leaving(c)
	if err != nil {
		return err
	}
	return p.members.LogOut(c, l.to)
}

// leaving reads the client's request. An address that is not registered for the client is ignored, and never redirected to.
func (p *Pages) leaving(c echo.Context) (l leaving, err error) {
	ctx := c.Request().Context()
	asked := parameters(c)
	clientID := asked.Get("client_id")
	var token *spec.IDTokenClaims
	if hint := asked.Get("id_token_hint"); hint != "" {
		if token, err = p.ownToken(ctx, hint); err != nil {
			return l, err
		}
	}
	if token != nil && (clientID == "" || slices.Contains(token.Audience, clientID)) && len(token.Audience) == 1 {
		clientID = token.Audience[0]
	} else {
		token = nil
	}
	if clientID == "" {
		return l, nil
	}
	if l.client, err = p.DB.ClientByClientID(ctx, clientID); errors.Is(err, db.ErrNotFound) {
		return leaving{}, nil
	} else if err != nil {
		return l, err
	}
	if token != nil {
		sid, _ := token.Claims["sid"].(string)
		switch opened, err := p.DB.ClientLoginBySID(ctx, l.client.ID, sid); {
		case err == nil:
			l.login = opened.LoginID
		case !errors.Is(err, db.ErrNotFound):
			return l, err
		}
	}
	if to := asked.Get("post_logout_redirect_uri"); slices.Contains(client{Client: l.client}.PostLogoutRedirectURIs(), to) {
		l.to = withState(to, asked.Get("state"))
	}
	return l, nil
}

func withState(to, state string) string {
	u, err := url.Parse(to)
	if err != nil || state == "" || len(state) > longestParameter {
		return to
	}
	query := u.Query()
	query.Set("state", state)
	u.RawQuery = query.Encode()
	return u.String()
}
