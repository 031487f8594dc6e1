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
	Signed *Verifier // of what need not say when it ends: a userinfo, a logout token
	Described
}

// Described is what the discovery document says beside what the library reads.
type Described struct {
	Keys           string   `json:"jwks_uri"`
	Logout         string   `json:"end_session_endpoint"`
	CodeChallenges []string `json:"code_challenge_methods_supported"`
	SecretBy       []string `json:"token_endpoint_auth_methods_supported"`
	TakesClaims    bool     `json:"claims_parameter_supported"`
	NamesItself    bool     `json:"authorization_response_iss_parameter_supported"`
}

// Provider runs discovery: once a day, and a minute after an address of the provider has failed. What was known stays where a
// later discovery fails. It does not use the context of a request, so that a client that disconnects does not make it fail for
// others.
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

// Answering is Provider of a provider that has answered discovery in the last ten seconds. Any other is an error: a browser that is
// sent there with its log-out would not come back.
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

// due says whether what is known of the provider is to be discovered anew.
func (c *Client) due(now time.Time) bool {
	return passed(fresh, c.askedAt, now) || c.doubted.Load() && passed(again, c.askedAt, now)
}

// passed says whether a time has passed since then. A clock that was set back hides how long it is.
func passed(d time.Duration, then, now time.Time) bool {
	since := now.Sub(then)
	return since < 0 || since >= d
}

// errIncomplete is a discovery document that lacks an address. It is not kept: a provider that starts may say less at first.
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

// ProvesCode says whether the provider announces PKCE with S256. FranceConnect and ProConnect refuse what they do not
// document.
func (p *Provider) ProvesCode() bool { return slices.Contains(p.CodeChallenges, "S256") }

// LogoutURL is where the provider ends its session of an ID token, and sends the browser on; more are further parameters. It is
// empty where the provider offers none.
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

// CheckKeys fetches the keys by which the provider's signatures are verified.
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
