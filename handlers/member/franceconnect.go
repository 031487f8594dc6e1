package member

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/labstack/echo/v4"
	"golang.org/x/oauth2"

	"sesame/handlers/web"
)

// FranceConnectConfig holds the client registration at FranceConnect. The registered redirect URLs are
// BASE/connexion/franceconnect/retour and, after logout, BASE/connexion?etat=deconnecte.
type FranceConnectConfig struct {
	Issuer       string // https://…/api/v2, equal to the issuer in its discovery document
	ClientID     string
	ClientSecret string
	Authorities  *x509.CertPool // that its certificate is verified with; nil for the system's
}

// FranceConnect is the OpenID provider. It is contacted only when a user logs in with it, so that the service starts
// and runs while FranceConnect is down. It is safe for concurrent use.
type FranceConnect struct {
	config FranceConnectConfig
	client *http.Client

	mu       sync.Mutex
	known    *fcProvider // nil until discovery succeeds
	failed   error       // error of the last discovery
	failedAt time.Time
}

const (
	fcTimeout = 5 * time.Second  // timeout of one request to FranceConnect
	fcPause   = 10 * time.Second // after a failed discovery, time until the next attempt; until then users get the error immediately
	fcAnswer  = 1 << 20          // maximum response size in bytes, far above FranceConnect's
)

// fcScopes requests the claims of the « identité pivot » one by one, only those needed for the matching.
var fcScopes = []string{oidc.ScopeOpenID, "given_name", "family_name", "gender", "birthdate", "birthplace", "birthcountry"}

// fcAlgorithms are the signature algorithms of FranceConnect v2.
var fcAlgorithms = []string{oidc.ES256, oidc.RS256}

// NewFranceConnect checks the configuration; the error is a French sentence without the secret.
func NewFranceConnect(c FranceConnectConfig) (*FranceConnect, error) {
	issuer, err := url.Parse(c.Issuer)
	switch {
	case err != nil || issuer.Host == "" || issuer.RawQuery != "" || issuer.Fragment != "":
		return nil, errors.New("l'adresse de FranceConnect n'est pas une adresse complète, comme https://app.franceconnect.gouv.fr/api/v2")
	case issuer.Scheme != "https" && (issuer.Scheme != "http" || !web.IsThisComputer(issuer.Hostname())):
		return nil, errors.New("l'adresse de FranceConnect doit commencer par https://")
	case c.ClientID == "" || c.ClientSecret == "":
		return nil, errors.New("FranceConnect demande à la fois un identifiant (client_id) et un secret (client_secret)")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.Authorities}
	return &FranceConnect{config: c, client: &http.Client{
		Timeout:   fcTimeout,
		Transport: boundedAnswers{transport},
		// Following a redirect could send the secret or a token elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// boundedAnswers limits the size of responses.
type boundedAnswers struct{ http.RoundTripper }

func (b boundedAnswers) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		response.Body = http.MaxBytesReader(nil, response.Body, fcAnswer)
	}
	return response, err
}

// context makes the libraries use the bounded client.
func (f *FranceConnect) context(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, f.client)
}

// oauth configures the authorization code flow; the secret is sent in the form (client_secret_post).
func (a *Pages) oauth(p *fcProvider) *oauth2.Config {
	endpoint := p.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams
	return &oauth2.Config{
		ClientID: a.FranceConnect.config.ClientID, ClientSecret: a.FranceConnect.config.ClientSecret, Endpoint: endpoint,
		RedirectURL: a.BaseURL.JoinPath(fcReturn).String(), Scopes: fcScopes,
	}
}

const (
	fcStart  = "/connexion/franceconnect"
	fcReturn = "/connexion/franceconnect/retour"
	fcProof  = "/espace/mon-compte/mot-de-passe/franceconnect"
)

func (a *Pages) franceConnectRoutes(e *echo.Echo) {
	// GET only: a HEAD request must not start or use up a login.
	e.GET(fcStart, a.startFranceConnect)
	e.GET(fcReturn, a.returnFromFranceConnect)
	e.GET(fcProof, a.startProof, a.Members)
}
