package member

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/labstack/echo/v4"
	"golang.org/x/oauth2"
)

// FranceConnectConfig is what FranceConnect gave to the caisse. To it the caisse has declared the addresses
// BASE/connexion/franceconnect/retour and, for after the log-out, BASE/connexion?etat=deconnecte.
type FranceConnectConfig struct {
	Issuer       string // https://…/api/v2, as the discovery document there says it
	ClientID     string
	ClientSecret string
}

// FranceConnect is the provider. Nothing is asked of it before somebody comes that way: the service starts and runs
// while FranceConnect is down. It is safe for concurrent use.
type FranceConnect struct {
	config FranceConnectConfig
	client *http.Client

	mu       sync.Mutex
	known    *fcProvider // nil until a discovery succeeded
	failed   error       // of the last discovery
	failedAt time.Time
}

const (
	fcTimeout = 5 * time.Second  // of one request to FranceConnect
	fcPause   = 10 * time.Second // after a failed discovery: the next one; until then everybody is answered at once
	fcAnswer  = 1 << 20          // bytes of an answer, far above any of FranceConnect's
)

// fcScopes are the « identité pivot », claim by claim: nothing that the matching does not need.
var fcScopes = []string{oidc.ScopeOpenID, "given_name", "family_name", "gender", "birthdate", "birthplace", "birthcountry"}

// fcAlgorithms are the two that FranceConnect v2 signs with.
var fcAlgorithms = []string{oidc.ES256, oidc.RS256}

// NewFranceConnect checks the configuration; the error is a French sentence without the secret.
func NewFranceConnect(c FranceConnectConfig) (*FranceConnect, error) {
	issuer, err := url.Parse(c.Issuer)
	switch {
	case err != nil || issuer.Host == "" || issuer.RawQuery != "" || issuer.Fragment != "":
		return nil, errors.New("l'adresse de FranceConnect n'est pas une adresse complète, comme https://app.franceconnect.gouv.fr/api/v2")
	case issuer.Scheme != "https" && (issuer.Scheme != "http" || !loopback(issuer.Hostname())):
		return nil, errors.New("l'adresse de FranceConnect doit commencer par https://")
	case c.ClientID == "" || c.ClientSecret == "":
		return nil, errors.New("FranceConnect demande à la fois un identifiant (client_id) et un secret (client_secret)")
	}
	return &FranceConnect{config: c, client: &http.Client{
		Timeout:   fcTimeout,
		Transport: boundedAnswers{http.DefaultTransport},
		// A redirect would carry the secret or a token to where nobody meant them to go.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// boundedAnswers cuts an endless answer short.
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

// oauth is the code flow; the secret goes in the form (client_secret_post).
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
	// GET alone: a HEAD must neither begin nor, above all, spend a login.
	e.GET(fcStart, a.startFranceConnect)
	e.GET(fcReturn, a.returnFromFranceConnect)
	e.GET(fcProof, a.startProof, a.Members)
}
