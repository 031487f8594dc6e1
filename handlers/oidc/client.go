package oidc

import (
	"slices"
	"time"

	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"sesame/db"
)

// client adapts a client to the library's interface.
type client struct {
	*db.Client
	asked spec.ResponseType // the response type of an authorization request
}

func (c client) GetID() string                                                { return c.ClientID }
func (c client) RedirectURIs() []string                                       { return c.Redirects }
func (c client) GrantTypes() []spec.GrantType                                 { return []spec.GrantType{spec.GrantTypeCode} }
func (c client) AccessTokenType() op.AccessTokenType                          { return op.AccessTokenTypeBearer }
func (c client) LoginURL(string) string                                       { return "/connexion" }
func (c client) IsScopeAllowed(scope string) bool                             { return slices.Contains(c.Scopes, scope) }
func (c client) IDTokenUserinfoClaimsAssertion() bool                         { return false }
func (c client) IDTokenLifetime() time.Duration                               { return idTokenLife }
func (c client) ClockSkew() time.Duration                                     { return 0 }
func (c client) RestrictAdditionalIdTokenScopes() func([]string) []string     { return unchanged } //nolint:staticcheck // the interface names it
func (c client) RestrictAdditionalAccessTokenScopes() func([]string) []string { return unchanged }

// ResponseTypes returns the requested type, so that the library accepts every request; checkRequest then refuses unsupported
// types with the standard's error.
func (c client) ResponseTypes() []spec.ResponseType { return []spec.ResponseType{c.asked} }

// DevMode allows redirect addresses with http. They were checked when the client was added: http is accepted for localhost
// only.
func (c client) DevMode() bool { return true }

// ApplicationType is that of a program with a server, for public clients too, so that redirect addresses are compared
// exactly.
func (c client) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }

func (c client) AuthMethod() spec.AuthMethod {
	if c.Public {
		return spec.AuthMethodNone
	}
	return spec.AuthMethodBasic
}

// PostLogoutRedirectURIs returns the addresses to which a client may redirect its members after a logout.
func (c client) PostLogoutRedirectURIs() []string {
	if c.StartURL == "" {
		return c.Redirects
	}
	return append([]string{c.StartURL}, c.Redirects...)
}

func unchanged(scopes []string) []string { return scopes }
