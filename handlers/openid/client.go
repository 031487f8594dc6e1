// Package openid is this service as a client of OpenID providers: of FranceConnect for members, of the caisse's own
// directory for agents. It finds the provider's addresses, keeps a login that is under way in the browser, and reads what
// the provider has signed.
package openid

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"sesame/handlers/web"
)

// Registration is what a provider and this service have agreed on.
type Registration struct {
	Issuer       string // equal to the issuer in the provider's discovery document
	ClientID     string
	ClientSecret string
	Algorithms   []string       // signatures that are accepted
	Authorities  *x509.CertPool // that its certificate is verified with; nil for the system's
}

// Client speaks to one provider. It is contacted only when somebody logs in with it, so that the service starts and runs
// while the provider is down. It is safe for concurrent use.
type Client struct {
	Registration
	http *http.Client

	mu       sync.Mutex
	known    *Provider // nil until discovery succeeds
	failed   error     // error of the last discovery
	failedAt time.Time
}

const (
	timeout = 5 * time.Second  // of one request to the provider
	pause   = 10 * time.Second // after a failed discovery, time until the next attempt; until then users get the error immediately
	largest = 1 << 20          // maximum response size in bytes, far above any provider's
)

// What is wrong with the address of a provider.
var (
	ErrNoAddress   = errors.New("the issuer is not a complete address")
	ErrUnencrypted = errors.New("the issuer's address is not https")
)

// CheckIssuer checks the address of a provider. Its errors are ErrNoAddress and ErrUnencrypted.
func CheckIssuer(address string) error {
	issuer, err := url.Parse(address)
	switch {
	case err != nil || issuer.Host == "" || issuer.User != nil || issuer.RawQuery != "" || issuer.Fragment != "":
		return ErrNoAddress
	case issuer.Scheme != "https" && (issuer.Scheme != "http" || !web.IsThisComputer(issuer.Hostname())):
		return ErrUnencrypted
	}
	return nil
}

// NewClient is a client of the provider that a registration names.
func NewClient(r Registration) *Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: r.Authorities}
	return &Client{Registration: r, http: &http.Client{
		Timeout:   timeout,
		Transport: boundedAnswers{transport},
		// Following a redirect could send the secret or a token elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// boundedAnswers limits the size of responses.
type boundedAnswers struct{ http.RoundTripper }

func (b boundedAnswers) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		response.Body = http.MaxBytesReader(nil, response.Body, largest)
	}
	return response, err
}

// Context makes the libraries use the bounded client.
func (c *Client) Context(ctx context.Context) context.Context { return oidc.ClientContext(ctx, c.http) }

// Random returns 52 characters with 260 bits: FranceConnect requires at least 32 characters.
func Random() string { return rand.Text() + rand.Text() }
