package courier

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
)

// jsonGateway posts each SMS as JSON: to, from, text and reference.
type jsonGateway struct {
	gateway
	url, token, sender string
}

// Check posts a message without a destination.
func (g *jsonGateway) Check(ctx context.Context) error { return g.SendText(ctx, Text{}) }

// SendText sends one SMS.
func (g *jsonGateway) SendText(ctx context.Context, t Text) error {
	body, err := json.Marshal(map[string]string{"to": t.To, "from": g.sender, "text": t.Body, "reference": t.Reference})
	if err != nil {
		return &Failure{Permanent: true, Class: "texte"}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, g.url, bytes.NewReader(body))
	if err != nil {
		return unanswered(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if g.token != "" {
		r.Header.Set("Authorization", "Bearer "+g.token)
	}
	return g.ask(r, t.Leaving, t.Departed)
}
