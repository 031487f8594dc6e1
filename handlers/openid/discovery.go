package openid

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// Provider holds the content of the discovery document.
type Provider struct {
	*oidc.Provider
	Tokens *Verifier
	Signed *Verifier // for tokens that need not contain an expiry: a userinfo, a logout token
	Described
}

// Described holds the fields of the discovery document that the library does not read.
type Described struct {
	Keys           string   `json:"jwks_uri"`
	Logout         string   `json:"end_session_endpoint"`
	CodeChallenges []string `json:"code_challenge_methods_supported"`
	SecretBy       []string `json:"token_endpoint_auth_methods_supported"`
	TakesClaims    bool     `json:"claims_parameter_supported"`
	NamesItself    bool     `json:"authorization_response_iss_parameter_supported"`
}

// Provider returns the discovered provider. Discovery is repeated once a day, and a minute after an address of the provider
// has failed. If a later discovery fails, the former result stays. It does not use the context of a request, so that a client
// that disconnects does not make it fail for others.
func (c *Client) Provider(now func() time.Time) (*Provider, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || c.due(now()) {
		c.ask(now)
	}
	if c.known == nil {
		return nil, c.failed
	}
	return c.known, nil
}

// Answering returns the provider if it has answered discovery within the last ten seconds; otherwise an error, because a browser
// that is sent there for a logout would not come back.
func (c *Client) Answering(now func() time.Time) (*Provider, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || passed(pause, c.askedAt, now()) {
		c.ask(now)
	}
	if c.failed != nil {
		return nil, c.failed
	}
	return c.known, nil
}

// ask runs discovery, unless it has just failed.
func (c *Client) ask(now func() time.Time) {
	if c.failed != nil && !passed(pause, c.askedAt, now()) {
		return
	}
	c.doubted.Store(false)
	p, err := c.discover(now)
	c.askedAt = now()
	if err != nil {
		c.failed = fmt.Errorf("discover the provider: %w", err)
		c.doubted.Store(true)
		return
	}
	c.known, c.failed = p, nil
}

// due says whether discovery is to be repeated.
func (c *Client) due(now time.Time) bool {
	return passed(fresh, c.askedAt, now) || c.doubted.Load() && passed(again, c.askedAt, now)
}

// passed says whether the duration has passed since then. If the clock was set back, it says yes, because the real time is
// unknown.
func passed(d time.Duration, then, now time.Time) bool {
	since := now.Sub(then)
	return since < 0 || since >= d
}

// errIncomplete is a discovery document that lacks an address. It is not stored, because a provider that is starting may
// send less at first.
var errIncomplete = errors.New("the discovery document lacks an address")

func (c *Client) discover(now func() time.Time) (*Provider, error) {
	stated := *c.http
	stated.Transport = documents{c.http.Transport}
	found, err := oidc.NewProvider(oidc.ClientContext(context.Background(), &stated), c.Issuer)
	if err != nil {
		return nil, err
	}
	p := &Provider{Provider: found}
	if err := found.Claims(&p.Described); err != nil {
		return nil, err
	}
	addresses := []string{p.Endpoint().AuthURL, p.Endpoint().TokenURL, p.Keys}
	if c.Whole {
		addresses = append(addresses, p.UserInfoEndpoint(), p.Logout)
	}
	if slices.Contains(addresses, "") {
		return nil, errIncomplete
	}
	calm := *c.http
	calm.Transport = &calmKeys{RoundTripper: documents{c.http.Transport}, now: now}
	keys := keySet{oidc.NewRemoteKeySet(oidc.ClientContext(context.Background(), &calm), p.Keys)}
	p.Tokens = &Verifier{oidc.NewVerifier(c.Issuer, keys, &oidc.Config{
		ClientID: c.ClientID, SupportedSigningAlgs: c.Algorithms, Now: now,
	})}
	p.Signed = &Verifier{oidc.NewVerifier(c.Issuer, keys, &oidc.Config{ClientID: c.ClientID, SupportedSigningAlgs: c.Algorithms, SkipExpiryCheck: true})}
	if _, err := url.Parse(p.Logout); err != nil {
		return nil, errors.New("the address of the log-out is malformed")
	}
	return p, nil
}

// ProvesCode says whether the provider announces PKCE with S256. FranceConnect and ProConnect reject parameters that
// they do not document.
func (p *Provider) ProvesCode() bool { return slices.Contains(p.CodeChallenges, "S256") }

// LogoutURL returns the URL at which the provider ends the session of an ID token, and then redirects to back; more contains
// further parameters. It is empty if the provider offers none.
func (p *Provider) LogoutURL(idToken, back string, more url.Values) string {
	end, err := url.Parse(p.Logout)
	if err != nil || p.Logout == "" {
		return ""
	}
	query := end.Query()
	maps.Copy(query, more)
	query.Set("id_token_hint", idToken)
	query.Set("post_logout_redirect_uri", back)
	end.RawQuery = query.Encode()
	return end.String()
}

// CheckKeys fetches the keys that verify the provider's signatures, and checks that there are some.
func (c *Client) CheckKeys(ctx context.Context, p *Provider) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.Keys, nil)
	if err != nil {
		return fmt.Errorf("the address of the signing keys: %w", err)
	}
	body, _, err := c.read(request)
	if err == nil {
		err = checkKeys(body)
	}
	if err != nil {
		return fmt.Errorf("the signing keys: %w", err)
	}
	return nil
}
