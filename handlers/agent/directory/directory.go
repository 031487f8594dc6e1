// Package directory authenticates agents by the caisse's own directory, with OpenID Connect: ProConnect, AD FS,
// Keycloak and the like. It verifies what the directory has signed, and derives a login and a role from it.
package directory

import (
	"context"
	"crypto/x509"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"sesame/db"
	"sesame/handlers/openid"
)

// Config is the registration of this service at the directory, and how its claims are read.
type Config struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	Scopes       []string           // beside openid
	LoginClaim   string             // preferred_username, email or upn
	RoleClaim    string             // path of a claim, such as realm_access.roles
	Roles        map[string]db.Role // by the values of that claim
	Levels       []string           // acr or amr values, one of which is required; empty for any
	Hint         string             // ProConnect's idp_hint: the identity provider to use
	FactorHere   bool               // a second factor is asked for here; else the directory has verified it
	Only         bool               // only supervisors may log in by a password here
	Authorities  *x509.CertPool
}

// Given says whether a directory is configured, even in part.
func (c Config) Given() bool { return c.Issuer != "" || c.ClientID != "" || c.ClientSecret != "" }

// Directory is the caisse's directory.
type Directory struct {
	Config
	client *openid.Client
}

// algorithms are the accepted signature algorithms. Neither a shared secret (HMAC) nor « none » is among them.
var algorithms = []string{oidc.RS256, oidc.ES256, oidc.PS256, oidc.RS384, oidc.ES384, oidc.RS512}

// New returns the directory for a configuration that was checked.
func New(c Config) *Directory {
	return &Directory{Config: c, client: openid.NewClient(openid.Registration{
		Issuer: c.Issuer, ClientID: c.ClientID, ClientSecret: c.ClientSecret, Algorithms: algorithms, Authorities: c.Authorities,
	})}
}

// Check fetches the discovery document and the signing keys, for the command doctor.
func (d *Directory) Check(ctx context.Context, now func() time.Time) error {
	p, err := d.client.Provider(now)
	if err != nil {
		return err
	}
	return d.client.CheckKeys(ctx, p)
}
