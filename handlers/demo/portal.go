package demo

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/labstack/echo/v4"
	"golang.org/x/oauth2"

	"sesame/account"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/views"
)

// The portal is a stand-in for the caisse's own. It knows about its visitors only what an OpenID Connect client knows, and
// requests it over HTTP like any other client.
const (
	portalPath       = "/demo/portail"
	portalEnterPath  = portalPath + "/connexion"
	portalReturnPath = portalPath + "/retour"
	portalNoticePath = portalPath + "/avis"
	portalCookie     = "portail-de-demonstration"
	portalName       = "Portail de démonstration"

	hintField = "identifiant" // parameter of the address where a visitor begins: the identifier for the login form
)

// portalVisit is a visitor's session at the portal.
type portalVisit struct {
	state, verifier, nonce string // during the login
	name, email            string
	sid, idToken           string
	ended                  bool // a logout token has arrived
}

type portal struct {
	base  *web.Base
	given acts.Credentials

	mu       sync.Mutex
	provider *oidc.Provider
	visits   map[string]*portalVisit // by cookie
}

// newPortal registers the portal as a client. In a database that was kept it first removes the client of the previous start,
// whose secret is lost.
func newPortal(ctx context.Context, base *web.Base) (*portal, error) {
	p := &portal{base: base, visits: map[string]*portalVisit{}}
	at := func(path string) string { return base.BaseURL.JoinPath(path).String() }
	return p, base.DB.InTx(ctx, func(t *db.Tx) error {
		former, err := t.ClientByName(ctx, portalName)
		switch {
		case err == nil:
			if _, err := t.RemoveClient(ctx, former.ID); err != nil {
				return err
			}
		case !errors.Is(err, db.ErrNotFound):
			return err
		}
		p.given, err = base.Acts.AddClient(ctx, t, acts.Command, account.Client{Name: portalName, Redirects: []string{at(portalReturnPath)},
			StartURL: at(portalPath), LogoutURL: at(portalNoticePath), Scopes: []string{"profile", "email"}})
		return err
	})
}

func (p *portal) routes(e *echo.Echo) {
	e.GET(portalPath, p.show)
	e.GET(portalEnterPath, p.enter)
	e.GET(portalReturnPath, p.back)
	e.POST(portalNoticePath, p.notice)
}

// config returns the client's configuration. Discovery is done at the first visit.
func (p *portal) config(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.provider == nil {
		var err error
		if p.provider, err = oidc.NewProvider(context.WithoutCancel(ctx), p.base.BaseURL.String()); err != nil {
			return nil, nil, err
		}
	}
	return p.provider, &oauth2.Config{ClientID: p.given.ClientID, ClientSecret: p.given.Secret, Endpoint: p.provider.Endpoint(),
		RedirectURL: p.base.BaseURL.JoinPath(portalReturnPath).String(), Scopes: []string{oidc.ScopeOpenID, "profile", "email"}}, nil
}

// visit returns the visitor's session; nil for none.
func (p *portal) visit(c echo.Context) *portalVisit {
	cookie, err := c.Cookie(portalCookie)
	if err != nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.visits[cookie.Value]
}

func (p *portal) show(c echo.Context) error {
	d := views.PortalData{Enter: portalEnterPath}
	if v := p.visit(c); v != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		if d.Ended = v.ended; !v.ended && v.sid != "" {
			d.Name, d.Email, d.IDToken, d.Leave, d.Back = v.name, v.email, v.idToken, p.base.BaseURL.JoinPath("/deconnexion/service").String(), p.base.BaseURL.JoinPath(portalPath).String()
		}
	}
	return p.base.Render(c, http.StatusOK, views.Screen{Template: "portail", Data: d})
}

// oidcPromptLogin requests the login form even if somebody is logged in already, who may be another person.
var oidcPromptLogin = oauth2.SetAuthURLParam("prompt", "login")

// enter redirects the visitor to the login, with the identifier filled in if the address contains one.
func (p *portal) enter(c echo.Context) error {
	_, config, err := p.config(c.Request().Context())
	if err != nil {
		return err
	}
	token, v := rand.Text(), &portalVisit{state: rand.Text(), verifier: oauth2.GenerateVerifier(), nonce: rand.Text()}
	p.mu.Lock()
	p.visits[token] = v
	p.mu.Unlock()
	c.SetCookie(&http.Cookie{Name: portalCookie, Value: token, Path: portalPath, HttpOnly: true, SameSite: http.SameSiteLaxMode}) //nolint:gosec // G124: the demonstration is on http://localhost
	options := []oauth2.AuthCodeOption{oidc.Nonce(v.nonce), oauth2.S256ChallengeOption(v.verifier)}
	if who := c.QueryParam(hintField); who != "" {
		options = append(options, oauth2.SetAuthURLParam("login_hint", who), oidcPromptLogin)
	}
	p.base.Views.RedirectOutside(c.Response(), c.Request(), config.AuthCodeURL(v.state, options...))
	return nil
}

// back exchanges the code with which the visitor returns.
func (p *portal) back(c echo.Context) error {
	ctx := c.Request().Context()
	v := p.visit(c)
	provider, config, err := p.config(ctx)
	if err != nil {
		return err
	}
	if v == nil || c.QueryParam("state") != v.state || c.QueryParam("code") == "" {
		return p.base.Redirect(c, portalPath)
	}
	token, err := config.Exchange(ctx, c.QueryParam("code"), oauth2.VerifierOption(v.verifier))
	if err != nil {
		return p.base.Redirect(c, portalPath) // a reload: the code was used
	}
	raw, _ := token.Extra("id_token").(string)
	verified, err := provider.Verifier(&oidc.Config{ClientID: p.given.ClientID}).Verify(ctx, raw)
	if err != nil || verified.Nonce != v.nonce {
		return errors.Join(errors.New("the portal cannot verify its ID token"), err)
	}
	var id struct{ SID string }
	details, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return err
	}
	var who struct{ Name, Email string }
	if err := errors.Join(verified.Claims(&id), details.Claims(&who)); err != nil {
		return err
	}
	p.mu.Lock()
	v.name, v.email, v.sid, v.idToken = who.Name, who.Email, id.SID, raw
	p.mu.Unlock()
	return p.base.Redirect(c, portalPath)
}

// notice receives a logout token (OpenID Connect Back-Channel Logout 1.0).
func (p *portal) notice(c echo.Context) error {
	ctx := c.Request().Context()
	provider, _, err := p.config(ctx)
	if err != nil {
		return err
	}
	token, err := provider.Verifier(&oidc.Config{ClientID: p.given.ClientID}).Verify(ctx, c.FormValue("logout_token"))
	if err != nil {
		return echo.ErrBadRequest
	}
	var told struct {
		SID    string
		Events map[string]any
	}
	if err := token.Claims(&told); err != nil || told.Events["http://schemas.openid.net/event/backchannel-logout"] == nil {
		return echo.ErrBadRequest
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, v := range p.visits {
		if v.sid == told.SID {
			*v = portalVisit{ended: true}
		}
	}
	return c.NoContent(http.StatusOK)
}
