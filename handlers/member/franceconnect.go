package member

import (
	"crypto/x509"
	"errors"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/labstack/echo/v4"
	"golang.org/x/oauth2"

	"sesame/handlers/openid"
)

// FranceConnectConfig holds the client registration at FranceConnect. The registered redirect URLs are
// BASE/connexion/franceconnect/retour and, after logout, BASE/connexion?etat=deconnecte.
type FranceConnectConfig struct {
	Issuer       string // https://…/api/v2, equal to the issuer in its discovery document
	ClientID     string
	ClientSecret string
	Authorities  *x509.CertPool // verify its certificate; nil for the system's
}

// FranceConnect is the OpenID provider.
type FranceConnect struct{ *openid.Client }

// fcScopes requests the claims of the « identité pivot » one by one, only those needed for the matching.
var fcScopes = []string{oidc.ScopeOpenID, "given_name", "family_name", "gender", "birthdate", "birthplace", "birthcountry"}

// fcAlgorithms are the signature algorithms of FranceConnect v2.
var fcAlgorithms = []string{oidc.ES256, oidc.RS256}

// NewFranceConnect checks the configuration; the error is a French sentence without the secret.
func NewFranceConnect(c FranceConnectConfig) (*FranceConnect, error) {
	err := openid.CheckIssuer(c.Issuer)
	switch {
	case errors.Is(err, openid.ErrNoAddress):
		return nil, errors.New("l'adresse de FranceConnect n'est pas une adresse complète, comme https://app.franceconnect.gouv.fr/api/v2")
	case err != nil:
		return nil, errors.New("l'adresse de FranceConnect doit commencer par https://")
	case c.ClientID == "" || c.ClientSecret == "":
		return nil, errors.New("FranceConnect demande à la fois un identifiant (client_id) et un secret (client_secret)")
	}
	return &FranceConnect{openid.NewClient(openid.Registration{Issuer: c.Issuer, ClientID: c.ClientID, ClientSecret: c.ClientSecret, Algorithms: fcAlgorithms, Authorities: c.Authorities, Whole: true})}, nil
}

// oauth configures the authorization code flow; the secret is sent in the form (client_secret_post).
func (a *Pages) oauth(p *openid.Provider) *oauth2.Config {
	endpoint := p.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams
	return &oauth2.Config{
		ClientID: a.FranceConnect.ClientID, ClientSecret: a.FranceConnect.ClientSecret, Endpoint: endpoint,
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
