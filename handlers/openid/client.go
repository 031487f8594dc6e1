// Package openid is this service as a client of OpenID providers: of FranceConnect for members, of the caisse's own
// directory for agents. It finds the provider's addresses, keeps a login that is under way in the browser, and reads what
// the provider has signed.
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

// Registration is what a provider and this service have agreed on.
type Registration struct {
	Issuer       string // equal to the issuer in the provider's discovery document
	ClientID     string
	ClientSecret string
	Algorithms   []string       // signatures that are accepted
	Authorities  *x509.CertPool // that its certificate is verified with; nil for the system's
	Whole        bool           // its discovery document must name a userinfo and a log-out, too
}

// Client speaks to one provider. It is contacted only when somebody logs in with it, so that the service starts and runs
// while the provider is down. It is safe for concurrent use.
type Client struct {
	Registration
	http     *http.Client
	together time.Duration // the constant, but in tests

	doubted atomic.Bool // an address of the provider has failed since discovery: it may have moved

	mu      sync.Mutex
	known   *Provider // nil until discovery succeeds
	failed  error     // of the last discovery; nil where it has succeeded
	askedAt time.Time // end of the last discovery
}

const (
	timeout = 5 * time.Second  // of one request to the provider
	pause   = 10 * time.Second // after a failed discovery, time until the next attempt; until then users get the error immediately
	again   = time.Minute      // after a discovery, time until one that an address which fails asks for
	fresh   = 24 * time.Hour   // after a discovery, time until the next one where no address fails
	largest = 1 << 20          // maximum response size in bytes, far above any provider's

	// together bounds the requests of one page to the provider: a browser that shows nothing for longer is taken for broken.
	together = 9 * time.Second
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
	c := &Client{Registration: r, together: together}
	c.http = &http.Client{
		Timeout:   timeout,
		Transport: doubting{wholeAnswers{transport}, &c.doubted},
		// Following a redirect could send the secret or a token elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// doubting notes that an address of the provider fails, or leads to another one.
type doubting struct {
	http.RoundTripper
	doubted *atomic.Bool
}

// RoundTrip sends a request. That a code or a token is refused casts no doubt on the address.
func (d doubting) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := d.RoundTripper.RoundTrip(r)
	if err != nil || moved(response.StatusCode) || passes(response.StatusCode) {
		d.doubted.Store(true)
	}
	return response, err
}

// moved says that a status is one of an address that is not the provider's any more.
func moved(status int) bool {
	return status >= http.StatusMultipleChoices && status < http.StatusBadRequest ||
		status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status == http.StatusGone
}

// ErrPage is an answer that is neither JSON nor a token, such as the page of a proxy or of a maintenance.
var ErrPage = errors.New("the answer is neither JSON nor a token")

// wholeAnswers reads each answer to its end, within the limits of time and size. An answer that breaks off, never ends or is no
// provider's then reaches the libraries as a failed request, as if there had been no connection.
type wholeAnswers struct{ http.RoundTripper }

func (w wholeAnswers) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := w.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // read to its end, or given up
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

// looksSigned says whether a body has the form of a signed token; a page has not.
func looksSigned(body []byte) bool {
	return bytes.Count(body, []byte{'.'}) == 2 && !bytes.ContainsAny(bytes.TrimSpace(body), " <")
}

// Context makes the libraries use the bounded client, and bounds the total time of the requests made with it.
func (c *Client) Context(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(oidc.ClientContext(ctx, c.http), c.together)
}

// Random returns 52 characters with 260 bits: FranceConnect requires at least 32 characters.
func Random() string { return rand.Text() + rand.Text() }
