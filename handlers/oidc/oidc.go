// Package oidc is the OpenID provider, by which other programs of the caisse use the login of this service
// (OpenID Connect Core 1.0, authorization code flow only), with logout by a client (RP-Initiated Logout 1.0).
package oidc

import (
	"cmp"
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"
	"github.com/rs/cors"
	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"sesame/handlers/web"
)

// The endpoints. Those that a browser visits are pages of the service; the others are for programs, and read no cookie.
const (
	authorizePath = "/connexion/service"
	logoutPath    = "/deconnexion/service"
	tokenPath     = web.ProgramsPath + "token"
	userinfoPath  = web.ProgramsPath + "userinfo"
	keysPath      = web.ProgramsPath + "keys"
	revokePath    = web.ProgramsPath + "revoke"
)

// Pages holds the provider's addresses.
type Pages struct {
	*web.Base
	protocol http.Handler // parses, checks and answers requests according to the standards; calls server
	programs http.Handler // protocol for requests of programs, with CORS, because a public client in a browser sends them from its own site
	members  Members
}

// Members are the pages by which a member logs in and out.
type Members struct {
	FranceConnect bool                                  // the login by FranceConnect is available
	LogOut        func(c echo.Context, to string) error // ends the session, and redirects to the address of a client, or to the login page
}

// New builds the provider.
func New(base *web.Base, members Members) *Pages {
	p := &Pages{Base: base, members: members}
	p.protocol = op.RegisterServer(&server{Pages: p},
		op.Endpoints{
			Authorization: op.NewEndpoint(authorizePath), Token: op.NewEndpoint(tokenPath), Userinfo: op.NewEndpoint(userinfoPath),
			Revocation: op.NewEndpoint(revokePath), JwksURI: op.NewEndpoint(keysPath),
		},
		op.WithServerCORSOptions(nil))
	// These addresses read no cookie. The addresses that a browser visits have no CORS, so that no script of another site
	// can read them (RFC 9700, section 2.6).
	p.programs = cors.New(cors.Options{AllowedOrigins: []string{"*"}, AllowedMethods: []string{http.MethodGet, http.MethodPost}, AllowedHeaders: []string{"Authorization", "Content-Type"}}).Handler(forOneToken(forClients(forCodes(p.protocol))))
	return p
}

// forCodes answers a token request with any grant type other than a code as RFC 6749, section 5.2, prescribes. The library would
// answer that the client lacks a right, or repeat the client's input.
func forCodes(protocol http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if grants := r.PostForm["grant_type"]; r.URL.Path == tokenPath && len(grants) == 1 && grants[0] != "" && grants[0] != string(spec.GrantTypeCode) {
			op.WriteError(w, r, spec.ErrUnsupportedGrantType().WithDescription("grant_type must be authorization_code"), nil)
			return
		}
		protocol.ServeHTTP(w, r)
	})
}

// forClients responds to a request that names no client, or names it in a way that cannot be parsed, as to one of an unknown client
// (RFC 6749, section 5.2). The library would report a missing parameter.
func forClients(protocol http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if (r.URL.Path == tokenPath || r.URL.Path == revokePath) && r.Method == http.MethodPost && !namesClient(r) {
			op.WriteError(w, r, op.NewStatusError(spec.ErrInvalidClient(), http.StatusUnauthorized), nil)
			return
		}
		protocol.ServeHTTP(w, r)
	})
}

// forOneToken refuses a userinfo request that sends more than one access token (RFC 6750, section 2). The library would read the
// header's only.
func forOneToken(protocol http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tokens := len(r.PostForm["access_token"]) + len(r.URL.Query()["access_token"])
		if r.Header.Get("Authorization") != "" {
			tokens++
		}
		if r.URL.Path == userinfoPath && tokens > 1 {
			w.Header().Set("WWW-Authenticate", `Bearer realm="sesame", error="invalid_request"`) // RFC 6750, section 3
			op.WriteError(w, r, spec.ErrInvalidRequest().WithDescription("the access token must be sent once"), nil)
			return
		}
		protocol.ServeHTTP(w, r)
	})
}

// namesClient reports whether a request names its client, in the header or, without one, in the form.
func namesClient(r *http.Request) bool {
	if r.Header.Get("Authorization") == "" {
		return r.PostForm.Get("client_id") != "" || r.PostForm.Get("client_assertion") != ""
	}
	id, secret, ok := r.BasicAuth()
	_, badID := url.QueryUnescape(id)
	_, badSecret := url.QueryUnescape(secret)
	return ok && id != "" && badID == nil && badSecret == nil
}

// Routes mounts the provider's addresses.
func (p *Pages) Routes(e *echo.Echo) {
	for _, path := range []string{web.DiscoveryPath, keysPath, userinfoPath} {
		e.Match([]string{http.MethodGet, http.MethodHead}, path, p.program)
	}
	for _, path := range []string{tokenPath, userinfoPath, revokePath} {
		e.POST(path, p.program)
	}
	for _, path := range []string{web.DiscoveryPath, keysPath, userinfoPath, tokenPath, revokePath} {
		e.OPTIONS(path, p.program)
	}
	e.GET(authorizePath, p.authorize)
	e.POST(authorizePath, p.again)
	e.GET(web.ContinuePath, p.goOn)
	e.GET(logoutPath, p.showLogout)
	e.POST(logoutPath, p.submitLogout)
}

// parameters returns the parameters in the address of a GET or in the body of a POST: a secret must not be part of an
// address.
func parameters(c echo.Context) url.Values {
	if c.Request().Method == http.MethodPost {
		return c.Request().PostForm
	}
	return c.QueryParams()
}

type requestKey struct{}

// request returns the echo request that a call of the library serves.
func request(ctx context.Context) echo.Context { return ctx.Value(requestKey{}).(echo.Context) }

func ask(protocol http.Handler, c echo.Context, w http.ResponseWriter) {
	r := c.Request()
	protocol.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestKey{}, c)))
}

// program answers another program. Nothing is read from the address, because a token or a secret must not be part of it (RFC
// 9700, section 4.3.2).
func (p *Pages) program(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Pragma", "no-cache") // RFC 6749, section 5.1
	h.Del("Cross-Origin-Resource-Policy")
	answer := &recorder{header: h}
	ask(p.programs, c, answer)
	if answer.status >= http.StatusInternalServerError {
		p.fault(c, answer.body.String())
		answer.body.Reset()
		_, _ = answer.body.WriteString(`{"error":"server_error"}`) // a buffer never fails
	}
	if answer.status == http.StatusUnauthorized && h.Get("WWW-Authenticate") == "" {
		scheme := "Basic" // RFC 6749, section 5.2
		if c.Path() == userinfoPath {
			scheme = "Bearer" // RFC 6750, section 3
		}
		h.Set("WWW-Authenticate", scheme+` realm="sesame"`)
	}
	c.Response().WriteHeader(cmp.Or(answer.status, http.StatusOK))
	_, err := c.Response().Write(answer.body.Bytes())
	return err
}

// fault logs why an answer failed, which is not sent to anybody.
func (p *Pages) fault(c echo.Context, why string) {
	p.Log.Error("failed", "reference", web.Reference(c.Request()), "path", c.Path(), "error", why)
}
