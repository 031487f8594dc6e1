package oidc

import (
	"slices"
	"time"

	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"sesame/db"
)

// client is a client as the protocol asks about it.
type client struct {
	*db.Client
	asked spec.ResponseType // by an authorization request
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

// ResponseTypes are not what a client is told apart by: checkRequest refuses what nobody gets, in the standard's word.
func (c client) ResponseTypes() []spec.ResponseType { return []spec.ResponseType{c.asked} }

// DevMode allows addresses with http: those of a client were checked when it was added, and http is for localhost alone.
func (c client) DevMode() bool { return true }

// ApplicationType is that of a program with a server, whose addresses are compared whole, for public clients too.
func (c client) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }

func (c client) AuthMethod() spec.AuthMethod {
	if c.Public {
		return spec.AuthMethodNone
	}
	return spec.AuthMethodBasic
}

// PostLogoutRedirectURIs are where a client may send its members after a logout.
func (c client) PostLogoutRedirectURIs() []string {
	if c.StartURL == "" {
		return c.Redirects
	}
	return append([]string{c.StartURL}, c.Redirects...)
}

func unchanged(scopes []string) []string { return scopes }
