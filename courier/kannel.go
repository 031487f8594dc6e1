package courier

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// kannelGateway speaks Kannel's sendsms (kannel.org, user guide, « Using the HTTP interface to send SMS messages »).
type kannelGateway struct {
	url    url.URL
	sender string
	client *http.Client
}

// SendText hands one SMS over: 202 is accepted or queued, 400 permanent (the number), the rest passing; 403 speaks of
// the username and password, which the configuration can mend.
func (g *kannelGateway) SendText(ctx context.Context, t Text) error {
	address := g.url
	query := address.Query()
	query.Set("from", g.sender)
	query.Set("to", t.To)
	query.Set("text", t.Body)
	query.Set("charset", "UTF-8")
	query.Set("coding", "0") // GSM: one SMS of 160 characters
	address.RawQuery = query.Encode()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return &Failure{Class: "sms-connexion"}
	}
	status, err := ask(g.client, r, t.Leaving)
	switch {
	case err != nil:
		return err
	case status == http.StatusAccepted:
		return nil
	case status == http.StatusBadRequest:
		return &Failure{Permanent: true, Class: "sms-refus 400"}
	}
	return &Failure{Class: fmt.Sprintf("sms-attente %d", status)}
}
