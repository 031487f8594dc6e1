// Package openid is the client side of OpenID Connect: this service is a client of FranceConnect for members, and of the
// caisse's own directory for agents. The package discovers the provider's addresses, stores a login in progress in the
// browser, and verifies what the provider has signed.
package openid

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"sesame/handlers/web"
)

// Registration is the registration of this service at a provider.
type Registration struct {
	Issuer       string // equal to the issuer in the provider's discovery document
	ClientID     string
	ClientSecret string
	Algorithms   []string       // accepted signature algorithms
	Authorities  *x509.CertPool // verify its certificate; nil for the system's
	Whole        bool           // its discovery document must also contain the userinfo and logout endpoints
}

// Client is a client of one provider. It contacts the provider only when somebody logs in with it, so that the service
// starts and runs while the provider is down. It is safe for concurrent use.
type Client struct {
	Registration
	http     *http.Client
	together time.Duration // the constant, except in tests

	doubted atomic.Bool // an address of the provider has failed since discovery: it may have moved

	mu      sync.Mutex
	known   *Provider // nil until discovery succeeds
	failed  error     // error of the last discovery; nil if it succeeded
	askedAt time.Time // end of the last discovery
}

const (
	timeout = 5 * time.Second  // of one request to the provider
	pause   = 10 * time.Second // minimum time after a failed discovery before the next one; until then users get the error immediately
	again   = time.Minute      // minimum time after a discovery before the next one, if an address has failed
	fresh   = 24 * time.Hour   // time after a discovery until the next one, if no address fails
	largest = 1 << 20          // maximum response size in bytes, far above any provider's

	// together limits the total time of the requests of one page to the provider: a browser that shows nothing for longer
	// seems broken.
	together = 9 * time.Second
)

// Faults in the address of a provider.
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

// NewClient returns a client of the provider in the registration.
func NewClient(r Registration) *Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: r.Authorities}
	c := &Client{Registration: r, together: together}
	c.http = &http.Client{
		Timeout:   timeout,
		Transport: doubting{wholeAnswers{transport}, &c.doubted},
		// Following a redirect could send the secret or a token elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// doubting records that an address of the provider fails, or redirects to another one.
type doubting struct {
	http.RoundTripper
	doubted *atomic.Bool
}

// RoundTrip sends a request. A refused code or token does not count as a failure of the address.
func (d doubting) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := d.RoundTripper.RoundTrip(r)
	if err != nil || moved(response.StatusCode) || passes(response.StatusCode) {
		d.doubted.Store(true)
	}
	return response, err
}

// moved says whether a status means that the address is no longer the provider's.
func moved(status int) bool {
	return status >= http.StatusMultipleChoices && status < http.StatusBadRequest ||
		status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status == http.StatusGone
}

// ErrPage is a response that is neither JSON nor a token, such as the page of a proxy or of a maintenance.
var ErrPage = errors.New("the answer is neither JSON nor a token")

// wholeAnswers reads each response to its end, within the limits of time and size. A response that breaks off, never ends or
// does not come from a provider then reaches the libraries as a failed request, as if there had been no connection.
type wholeAnswers struct{ http.RoundTripper }

func (w wholeAnswers) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := w.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // read to its end, or abandoned
	body, err := io.ReadAll(http.MaxBytesReader(nil, response.Body, largest))
	if err != nil {
		return nil, err
	}
	if response.StatusCode == http.StatusOK && !json.Valid(body) && !looksSigned(body) {
		return nil, ErrPage
	}
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return response, nil
}

// looksSigned says whether a body has the form of a signed token, which a page does not have.
func looksSigned(body []byte) bool {
	return bytes.Count(body, []byte{'.'}) == 2 && !bytes.ContainsAny(bytes.TrimSpace(body), " <")
}

// Context returns a context with which the libraries use this client's HTTP client, and which limits the total time of their
// requests.
func (c *Client) Context(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(oidc.ClientContext(ctx, c.http), c.together)
}

// Random returns 52 characters with 260 bits: FranceConnect requires at least 32 characters.
func Random() string { return rand.Text() + rand.Text() }
