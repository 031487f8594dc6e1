package webhook

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"sesame/account"
	"sesame/courier/transport"
	"sesame/db"
	"sesame/journey/events"
)

// EventAddress is where events are sent, signed according to Standard Webhooks.
type EventAddress struct {
	url         string
	signer      *webhooks.Webhook
	identifiers bool // events also contain the member's identifier
}

// Sizes in bytes of the key of an event address, as Standard Webhooks requires them.
const (
	eventKeyLeast = 24
	eventKeyMost  = 64
)

// NewEventAddress parses SESAME_EVENTS_URL; it returns nil for an empty one. Its errors are sentences for the operator,
// without the secret.
func NewEventAddress(address string) (*EventAddress, error) {
	if address == "" {
		return nil, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, errors.New("l'adresse est illisible ; elle a la forme json+https://portail.example/evenements?secret=whsec_…")
	}
	switch scheme, json := strings.CutPrefix(u.Scheme, "json+"); {
	case json && scheme == "https", json && scheme == "http" && transport.Loopback(u.Hostname()):
		u.Scheme = scheme
	case json && scheme == "http":
		return nil, errors.New("sans chiffrement, seuls localhost, 127.0.0.1 et [::1] sont admis ; écrivez json+https://")
	default:
		return nil, errors.New("l'adresse doit commencer par json+https://")
	}
	if u.User != nil || u.Fragment != "" {
		return nil, errors.New("l'adresse ne porte ni utilisateur ni « # »")
	}
	a := &EventAddress{}
	var secret string
	for key, values := range u.Query() {
		value := values[len(values)-1]
		switch {
		case key == "secret":
			secret = strings.ReplaceAll(value, " ", "+") // a « + » of base64 that was not escaped
		case key == "identifiants" && (value == "0" || value == "1"):
			a.identifiers = value == "1"
		case key == "identifiants":
			return nil, errors.New("« identifiants= » est 0 ou 1")
		default:
			return nil, fmt.Errorf("le réglage « %s » est inconnu ; « secret » et « identifiants » existent", key)
		}
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if !strings.HasPrefix(secret, "whsec_") || err != nil || len(key) < eventKeyLeast || len(key) > eventKeyMost {
		return nil, fmt.Errorf("« secret= » est whsec_ suivi de %d à %d octets en base64, comme en donne « openssl rand -base64 32 »", eventKeyLeast, eventKeyMost)
	}
	if a.signer, err = webhooks.NewWebhookRaw(key); err != nil {
		return nil, errors.New("« secret= » ne convient pas")
	}
	u.RawQuery = ""
	a.url = u.String()
	return a, nil
}

// Check tests whether something answers at the address, whatever the answer. It sends no event. Explain describes its
// error.
func (a *EventAddress) Check(ctx context.Context, authorities *x509.CertPool) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, a.url, nil)
	if err != nil {
		return fmt.Errorf("check the address of events: %w", err)
	}
	response, err := transport.Client(authorities, attemptTime).Do(r)
	if err != nil {
		return &unreachable{fault: transport.Fault(err), cause: err}
	}
	return response.Body.Close()
}

// event is the body of a request. It contains no e-mail address and no telephone number.
type event struct {
	Type string    `json:"type"`
	At   time.Time `json:"timestamp"`
	Data eventData `json:"data"`
}

type eventData struct {
	Subjects   []db.ClientSubject `json:"subjects"`
	Channel    account.Channel    `json:"channel,omitempty"`
	Cause      events.Cause       `json:"cause,omitempty"`
	Identifier string             `json:"identifiant,omitempty"`
}

// request builds the signed request of an event. The signature covers the sending time, so that the receiver can refuse
// a request that is replayed later.
func (a *EventAddress) request(ctx context.Context, d db.Delivery, now time.Time) (*http.Request, error) {
	e := event{Type: d.Event.Type, At: d.CreatedAt.UTC(), Data: eventData{Subjects: d.Event.Subjects, Channel: d.Event.Channel, Cause: d.Event.Cause}}
	if a.identifiers {
		e.Data.Identifier = d.Event.Identifier
	}
	body, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("prepare an event: %w", err)
	}
	signature, err := a.signer.Sign(d.Reference, now, body)
	if err != nil {
		return nil, fmt.Errorf("sign an event: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("prepare an event: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(webhooks.HeaderWebhookID, d.Reference)
	r.Header.Set(webhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	r.Header.Set(webhooks.HeaderWebhookSignature, signature)
	return r, nil
}
