package courier

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"sesame/courier/transport"
)

// Gateway is a Texter that uses a network service.
type Gateway interface {
	Texter
	// Check tests the gateway as far as possible without sending an SMS. The error is a Failure; its fault is the
	// destination when only that is missing.
	Check(ctx context.Context) error
	// Trust sets the authorities that verify its certificate; nil for the system's.
	Trust(authorities *x509.CertPool)
}

// NewSMS parses SESAME_SMS_URL and SESAME_SMS_SENDER. It returns nil for « off: », which disables SMS. site is the
// service's address, to which delivery reports are sent. Its errors are those of CheckGateway and CheckSMSSender.
func NewSMS(address, sender string, site *url.URL) (Gateway, error) {
	g, err := parseGateway(address, sender, site)
	if err != nil || g == nil {
		return nil, err
	}
	return g, CheckSMSSender(sender)
}

// CheckGateway returns all faults of SESAME_SMS_URL: sentences for the operator, joined, without the token or password.
func CheckGateway(address string) error {
	_, err := parseGateway(address, "", nil)
	return err
}

// Senders that networks accept: a short or long number, or a name.
var (
	senderNumber = regexp.MustCompile(`^\+?[0-9]{3,15}$`)
	senderName   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ]{0,10}$`)
	allDigits    = regexp.MustCompile(`^\+?[0-9]+$`)
)

// CheckSMSSender returns the fault of SESAME_SMS_SENDER, in a sentence for the operator.
func CheckSMSSender(sender string) error {
	switch {
	case senderNumber.MatchString(sender):
		return nil
	case allDigits.MatchString(sender):
		return fmt.Errorf("SESAME_SMS_SENDER : un numéro a de 3 à 15 chiffres, « %s » en a %d", sender, len(strings.TrimPrefix(sender, "+")))
	case utf8.RuneCountInString(sender) > 11:
		return fmt.Errorf("SESAME_SMS_SENDER : « %s » a %d signes, et les réseaux en prennent 11 au plus", sender, utf8.RuneCountInString(sender))
	case !senderName.MatchString(sender):
		return fmt.Errorf("SESAME_SMS_SENDER : « %s » : les réseaux ne prennent que des lettres sans accent, des chiffres et des espaces", sender)
	}
	return nil
}

func parseGateway(address, sender string, site *url.URL) (Gateway, error) {
	const name = "SESAME_SMS_URL"
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New(name + " : adresse illisible ; elle a la forme json+https://passerelle/chemin?token=…")
	}
	form, scheme, ours := strings.Cut(u.Scheme, "+")
	switch {
	case u.Scheme == "off":
		return nil, nil
	case u.Scheme == "smpp":
		return nil, errors.New(name + " : SMPP n'est pas encore parlé ici ; passez par Kannel (kannel+http://…)")
	case u.Scheme == "smtp":
		return nil, errors.New(name + " : c'est l'adresse du relais des e-mails, qui va dans SESAME_SMTP_URL ; celle de la passerelle a la forme json+https://passerelle/chemin?token=…")
	case u.Scheme == "https" || u.Scheme == "http":
		return nil, fmt.Errorf("%s : écrivez json+%s:// ou kannel+%s:// au lieu de %s://", name, u.Scheme, u.Scheme, u.Scheme)
	case !ours || form != "json" && form != "kannel" || scheme != "https" && scheme != "http":
		return nil, fmt.Errorf("%s : l'adresse doit être off: ou commencer par json+https:// ou kannel+http://", name)
	}
	var wrong []error
	if u.Hostname() == "" {
		wrong = append(wrong, errors.New(name+" : le nom de la passerelle manque"))
	}
	if err := checkPort(u.Port()); u.Port() != "" && err != nil {
		wrong = append(wrong, fmt.Errorf("%s : %w", name, err))
	}
	query := u.Query()
	g := gateway{client: transport.Client(nil, gatewayTime)}
	for _, p := range []struct {
		key string
		to  **regexp.Regexp
	}{{"ok", &g.accepts}, {"echec", &g.refuses}} {
		if *p.to, err = answerPattern(query, p.key); err != nil {
			wrong = append(wrong, fmt.Errorf("%s : « %s= » n'est pas une expression régulière", name, p.key))
		}
		query.Del(p.key)
	}
	u.Scheme = scheme
	if form == "json" {
		j := &jsonGateway{gateway: g, sender: sender, token: query.Get("token")}
		if query.Has("token") && j.token == "" {
			wrong = append(wrong, errors.New(name+" : « token= » est vide ; donnez le jeton de la passerelle, ou retirez-le"))
		}
		query.Del("token")
		u.RawQuery = query.Encode()
		j.url = u.String()
		return j, errors.Join(wrong...)
	}
	if query.Get("username") == "" || query.Get("password") == "" {
		wrong = append(wrong, errors.New(name+" : username et password manquent à l'adresse de Kannel ; ajoutez ?username=…&password=…"))
	}
	u.RawQuery = query.Encode()
	// When the other side closes an idle connection, net/http repeats a GET by itself, and Kannel's GET sends a message.
	g.client.Transport.(*http.Transport).DisableKeepAlives = true
	return &kannelGateway{gateway: g, sender: sender, url: *u, site: site}, errors.Join(wrong...)
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

// gatewayTime bounds one request. When it is exceeded the SMS is sent again, although the gateway may have accepted it.
const gatewayTime = 45 * time.Second

// Trust sets the authorities that verify the gateway's certificate; nil for the system's.
func (g *gateway) Trust(authorities *x509.CertPool) {
	g.client.Transport.(*http.Transport).TLSClientConfig.RootCAs = authorities
}

// longestBody is how many bytes of an answer are read.
const longestBody = 64 << 10

// ask sends a request and classifies its answer. The error is a Failure, because net/http's own errors contain the URL
// with its parameters.
func (g *gateway) ask(r *http.Request, leaving Leaving, departed Departed) error {
	if err := leaving.now(); err != nil {
		return failureOf(err)
	}
	r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { departed.now() }}))
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
	fault, reach := transport.Fault(err), ReachAll
	if fault == "delai" || fault == "coupure" {
		reach = ReachMany
	}
	return &Failure{Class: "sms-" + fault, Fault: FaultRelay, Reach: reach, cause: err}
}
