// Package directory asks the caisse's own directory who an agent is, by OpenID Connect: ProConnect, AD FS, Keycloak and
// their like. It reads what the directory has signed, and draws from it a name and a role.
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
	LoginClaim   string             // preferred_username, email, upn
	RoleClaim    string             // path of claims, as realm_access.roles
	Roles        map[string]db.Role // by the values of that claim
	Levels       []string           // acr or amr values of which one is required; none for any
	Hint         string             // ProConnect's idp_hint: the provider of identity that is asked
	FactorHere   bool               // a second factor is asked for here; else the directory has proved it
	Only         bool               // passwords here are the supervisors' alone
	Authorities  *x509.CertPool
}

// Given says whether anything of a directory is configured.
func (c Config) Given() bool { return c.Issuer != "" || c.ClientID != "" || c.ClientSecret != "" }

// Directory is the caisse's directory.
type Directory struct {
	Config
	client *openid.Client
}

// algorithms are the signatures that are accepted. A shared secret signs nothing, and neither does « none ».
var algorithms = []string{oidc.RS256, oidc.ES256, oidc.PS256, oidc.RS384, oidc.ES384, oidc.RS512}

// New is the directory of a configuration that was checked.
func New(c Config) *Directory {
	return &Directory{Config: c, client: openid.NewClient(openid.Registration{
		Issuer: c.Issuer, ClientID: c.ClientID, ClientSecret: c.ClientSecret, Algorithms: algorithms, Authorities: c.Authorities,
	})}
}

// Check fetches the discovery document and the signing keys, for the doctor.
func (d *Directory) Check(ctx context.Context, now func() time.Time) error {
	p, err := d.client.Provider(now)
	if err != nil {
		return err
	}
	return d.client.CheckKeys(ctx, p)
}
