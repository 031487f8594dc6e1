package courier

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"time"
)

// Gateway is a Texter that uses a network service.
type Gateway interface {
	Texter
	// Check tests the gateway as far as possible without sending an SMS. The error is a Failure; its fault is the
	// destination when only that is missing.
	Check(ctx context.Context) error
	// Trust sets the authorities by which its certificate is verified; nil for the system's.
	Trust(authorities *x509.CertPool)
}

// NewSMS parses SESAME_SMS_URL and SESAME_SMS_SENDER. It returns nil for « off: », which disables SMS. site is the
// service's address, to which delivery reports are sent. Its errors are sentences for the operator, without the token
// or password.
func NewSMS(address, sender string, site *url.URL) (Gateway, error) {
	const name = "SESAME_SMS_URL"
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New(name + " : adresse illisible ; elle a la forme json+https://passerelle/chemin?token=…")
	}
	if u.Scheme == "off" {
		return nil, nil
	}
	if u.Scheme == "smpp" {
		return nil, errors.New(name + " : SMPP n'est pas encore parlé ici ; passez par Kannel (kannel+http://…)")
	}
	if u.Host == "" {
		return nil, fmt.Errorf("%s : le nom de la passerelle manque", name)
	}
	if sender == "" {
		return nil, errors.New("SESAME_SMS_SENDER : le nom de l'expéditeur manque")
	}
	if _, err := Septets(sender); err != nil {
		return nil, fmt.Errorf("SESAME_SMS_SENDER : %w", err)
	}
	query := u.Query()
	g := gateway{client: webClient(nil, gatewayTime)}
	for key, pattern := range map[string]**regexp.Regexp{"ok": &g.accepts, "echec": &g.refuses} {
		if *pattern, err = answerPattern(query, key); err != nil {
			return nil, fmt.Errorf("%s : « %s= » n'est pas une expression régulière", name, key)
		}
		query.Del(key)
	}
	switch u.Scheme {
	case "json+https", "json+http":
		u.Scheme = u.Scheme[len("json+"):]
		j := &jsonGateway{gateway: g, sender: sender, token: query.Get("token")}
		query.Del("token")
		u.RawQuery = query.Encode()
		j.url = u.String()
		return j, nil
	case "kannel+https", "kannel+http":
		u.Scheme = u.Scheme[len("kannel+"):]
		if query.Get("username") == "" || query.Get("password") == "" {
			return nil, errors.New(name + " : username et password manquent à l'adresse de Kannel")
		}
		u.RawQuery = query.Encode()
		// When the other side closes an idle connection, net/http repeats a GET by itself, and Kannel's GET sends a message.
		g.client.Transport.(*http.Transport).DisableKeepAlives = true
		return &kannelGateway{gateway: g, sender: sender, url: *u, site: site}, nil
	}
	return nil, fmt.Errorf("%s : schéma « %s » inconnu ; choisissez json+https, kannel+http ou off", name, u.Scheme)
}

// answerPattern returns the regular expression for a gateway's answer from the query parameter key; nil if it is
// missing.
func answerPattern(query url.Values, key string) (*regexp.Regexp, error) {
	if !query.Has(key) {
		return nil, nil
	}
	return regexp.Compile(query.Get(key))
}

// gateway is the common part of HTTP gateways.
type gateway struct {
	client           *http.Client
	accepts, refuses *regexp.Regexp // match the body of a 2xx answer; nil if not configured
}

// gatewayTime bounds one request.
const gatewayTime = 15 * time.Second

// Trust sets the authorities by which the gateway's certificate is verified; nil for the system's.
func (g *gateway) Trust(authorities *x509.CertPool) {
	g.client.Transport.(*http.Transport).TLSClientConfig.RootCAs = authorities
}

// longestBody is how many bytes of an answer are read.
const longestBody = 64 << 10

// ask sends a request and classifies its answer. The error is a Failure, because net/http's own errors contain the URL
// with its parameters.
func (g *gateway) ask(r *http.Request, leaving Leaving) error {
	if err := leaving.now(); err != nil {
		return failureOf(err)
	}
	res, err := g.client.Do(r) //nolint:gosec // G704: the address is the configuration's
	if err != nil {
		return unanswered(err)
	}
	defer res.Body.Close() //nolint:errcheck // nothing more is read
	body, err := io.ReadAll(io.LimitReader(res.Body, longestBody))
	if err != nil {
		return unanswered(err)
	}
	if f := g.judge(res.StatusCode, res.Header, body); f != nil {
		return f
	}
	return nil
}

// unanswered is the failure of a request without an answer. If the gateway may have read the request, other messages
// may still succeed.
func unanswered(err error) *Failure {
	fault, reach := lineFault(err), ReachAll
	if fault == "delai" || fault == "coupure" {
		reach = ReachMany
	}
	return &Failure{Class: "sms-" + fault, Fault: FaultRelay, Reach: reach, cause: err}
}
