package courier

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// jsonGateway posts each SMS as JSON (interfaces.md, « json+http(s) »).
type jsonGateway struct {
	url, token, sender string
	client             *http.Client
}

// SendText hands one SMS over: 2xx is accepted, 4xx permanent but 408 and 429, the rest passing.
func (g *jsonGateway) SendText(ctx context.Context, t Text) error {
	body, err := json.Marshal(map[string]string{"to": t.To, "from": g.sender, "text": t.Body, "reference": t.Reference})
	if err != nil {
		return &Failure{Permanent: true, Class: "texte"}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, g.url, bytes.NewReader(body))
	if err != nil {
		return &Failure{Class: "sms-connexion"}
	}
	r.Header.Set("Content-Type", "application/json")
	if g.token != "" {
		r.Header.Set("Authorization", "Bearer "+g.token)
	}
	status, err := ask(g.client, r, t.Leaving)
	switch {
	case err != nil:
		return err
	case status >= 200 && status < 300:
		return nil
	case status >= 400 && status < 500 && status != http.StatusRequestTimeout && status != http.StatusTooManyRequests:
		return &Failure{Permanent: true, Class: fmt.Sprintf("sms-refus %d", status)}
	}
	return &Failure{Class: fmt.Sprintf("sms-attente %d", status)}
}
