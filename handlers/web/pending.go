package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"sesame/db"
	"sesame/journey"
)

// ContinuePath is where a login goes on: to the client that requested it, to the caisse's portal, or to the private
// space.
const ContinuePath = "/connexion/suite"

// ProgramsPath is the prefix of the addresses that other programs call, without a cookie.
const ProgramsPath = "/oidc/"

// DirectoryLogoutPath is where the caisse's directory reports that an agent has logged out there.
const DirectoryLogoutPath = AgentPath + "/annuaire/deconnexion"

// DiscoveryPath is where programs look for the provider's addresses (OpenID Connect Discovery 1.0).
const DiscoveryPath = "/.well-known/openid-configuration"

// openToOtherSites lists the requests that forms and scripts of other sites may send: they read no cookie, or change
// nothing.
var openToOtherSites = []string{"POST " + ProgramsPath, "POST /connexion/service", "POST /deconnexion/service"}

func isForPrograms(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, ProgramsPath) || r.URL.Path == DiscoveryPath || r.URL.Path == DirectoryLogoutPath
}

// Pending returns the authorization request of a client that waits in this browser for a login; nil for none.
func (a *Base) Pending(c echo.Context) (*db.Authorization, error) {
	ctx := c.Request().Context()
	browser := thisBrowser(ctx)
	if !browser.knows {
		return nil, nil
	}
	return a.DB.PendingAuthorization(ctx, browser.key, a.Now())
}

// PendingService is Pending with the client that sent the request; both nil for none.
func (a *Base) PendingService(c echo.Context) (*db.Authorization, *db.Client, error) {
	waiting, err := a.Pending(c)
	if err != nil || waiting == nil {
		return nil, nil, err
	}
	service, err := a.DB.Client(c.Request().Context(), waiting.ClientID)
	if IsNotFound(err) { // removed meanwhile, and its requests with it
		return nil, nil, nil
	}
	return waiting, service, err
}

// Satisfies says whether this login answers an authorization request: it may open services, and is not the login that
// the request rejects (NotLogin).
func (v *Visitor) Satisfies(r db.AuthorizationRequest) bool {
	return v != nil && !v.Limited() && !v.personalises() && v.Login.ID != r.NotLogin
}

// NextPage returns where a logged-in member goes on.
func (a *Base) NextPage(c echo.Context) (string, error) {
	if closed, _ := c.Get(keyRequestGone).(bool); closed {
		return ContinuePath + "?" + ClosedParam + "=1", nil
	}
	waiting, err := a.Pending(c)
	if err != nil {
		return "", err
	}
	if waiting == nil && a.PortalURL == nil {
		return "/espace", nil
	}
	return ContinuePath, nil
}

// PageAfterLogin returns where a member is led who has just logged in and has no personalisation to complete: to the client that waits
// for the login, otherwise to the page from before the login, otherwise to NextPage.
func (a *Base) PageAfterLogin(c echo.Context) (string, error) {
	waiting, err := a.Pending(c)
	if err != nil {
		return "", err
	}
	if closed, _ := c.Get(keyRequestGone).(bool); waiting == nil && !closed {
		page := cmp.Or(a.PageLeft(c, a.Sessions), a.LedTo(c, a.Sessions))
		if strings.HasPrefix(page, journey.Personalisation.Path+"/") { // a personalisation, which needs the temporary password: they logged in without it
			a.Sessions.Remove(c.Request().Context(), KeyUnfinished)
			a.Sessions.Remove(c.Request().Context(), keyLed)
			page = ""
		}
		if page != "" {
			return page, nil
		}
	}
	return a.NextPage(c)
}

// WaitFor prolongs the authorization request that waits in this browser, if any, to the end of a journey that begins.
func (a *Base) WaitFor(c echo.Context, f *db.Flow) error {
	waiting, err := a.Pending(c)
	if err != nil || waiting == nil {
		return err
	}
	ctx := c.Request().Context()
	return a.DB.InTx(ctx, func(t *db.Tx) error { return a.Acts.LetRequestWait(ctx, t, BrowserKey(c), f.ExpiresAt) })
}

// KeepRequest stores an authorization request for this browser, until it is answered or the time of a journey is over.
func (a *Base) KeepRequest(c echo.Context, w *db.Authorization) error {
	ctx := c.Request().Context()
	return a.Said(a.Acts.KeepRequest(ctx, a.Actor(c), thisBrowser(ctx).key, w))
}

// ClosedParam in the address of ContinuePath says that the client that requested the login is no longer served.
const ClosedParam = "ferme"

const keyRequestGone = "request.gone"

// ChooseRequest stores for which of several waiting requests a login page was sent.
func (a *Base) ChooseRequest(c echo.Context, id []byte) error {
	ctx := c.Request().Context()
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		waits, err := t.ChooseAuthorization(ctx, thisBrowser(ctx).key, id, a.Now())
		c.Set(keyRequestGone, !waits)
		return err
	})
}

// AllowRedirects allows the forms of this page to be redirected to the waiting client, and to the portal.
func (a *Base) AllowRedirects(c echo.Context, waiting *db.Authorization) {
	if a.PortalURL != nil {
		a.AllowForms(c, a.PortalURL.String())
	}
	if waiting != nil {
		a.AllowForms(c, waiting.RedirectURI)
	}
}

// AllowForms allows the forms of this page to be redirected to the site of an address: form-action of the
// Content-Security-Policy applies to redirects after a form as well.
func (a *Base) AllowForms(c echo.Context, address string) {
	const header, own = "Content-Security-Policy", "form-action 'self'"
	to, err := url.Parse(address)
	if err != nil || to.Host == "" {
		return
	}
	h := c.Response().Header()
	h.Set(header, strings.Replace(h.Get(header), own, own+" "+to.Scheme+"://"+to.Host, 1))
}

// OwnForm says whether a request comes from a page of this service.
func (a *Base) OwnForm(r *http.Request) bool {
	own := http.NewCrossOriginProtection()
	if err := own.AddTrustedOrigin(siteOf(a.BaseURL)); err != nil {
		return false
	}
	return own.Check(r) == nil
}

func siteOf(u *url.URL) string { return u.Scheme + "://" + u.Host }
