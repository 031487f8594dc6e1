package courier

import (
	"context"
	"net/http"
	"net/url"
)

// kannelGateway uses Kannel's sendsms (kannel.org, user guide, « Using the HTTP interface to send SMS messages »).
type kannelGateway struct {
	gateway
	url    url.URL
	site   *url.URL // of the service, for delivery reports
	sender string
}

// Check sends a request without a destination: Kannel checks the username and password first.
func (g *kannelGateway) Check(ctx context.Context) error { return g.SendText(ctx, Text{}) }

// SendText sends one SMS. Kannel answers 202 when it accepts the message, 400 for an invalid number, and 403 for a
// wrong username or password.
func (g *kannelGateway) SendText(ctx context.Context, t Text) error {
	address := g.url
	query := address.Query()
	query.Set("from", g.sender)
	query.Set("to", t.To)
	query.Set("text", t.Body)
	query.Set("charset", "UTF-8")
	query.Set("coding", "0") // GSM alphabet: one SMS holds 160 characters
	if t.Reference != "" {
		query.Set("dlr-mask", reportMask)
		query.Set("dlr-url", reportURL(g.site, t.Reference))
	}
	address.RawQuery = query.Encode()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return unanswered(err)
	}
	return g.ask(r, t.Leaving, t.Departed)
}
