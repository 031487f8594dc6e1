package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sesame/db"
)

// logoutTokenLife is how long a logout token is valid. It is signed when it is sent (OpenID Connect Back-Channel Logout
// 1.0, section 4 recommends two minutes at most).
const logoutTokenLife = 2 * time.Minute

// logoutEvent is the event type in the claims of a logout token.
const logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

// logoutClaims are the claims of a logout token. It has no nonce, so that it cannot be used as an ID token.
type logoutClaims struct {
	Issuer   string              `json:"iss"`
	Subject  string              `json:"sub"`
	Audience string              `json:"aud"`
	IssuedAt int64               `json:"iat"`
	Expires  int64               `json:"exp"`
	ID       string              `json:"jti"`
	Events   map[string]struct{} `json:"events"`
	SID      string              `json:"sid"`
}

// logoutRequest builds the request that tells a client that a login has ended.
func (s *Sender) logoutRequest(ctx context.Context, d db.Delivery) (*http.Request, error) {
	c, err := s.queue.Client(ctx, d.ClientID)
	if errors.Is(err, db.ErrNotFound) {
		return nil, &failure{class: "client", permanent: true} // it was removed, and its deliveries with it
	}
	if err != nil {
		return nil, fmt.Errorf("prepare a logout token: %w", err)
	}
	if c.LogoutURL == "" {
		return nil, &failure{class: "client", permanent: true}
	}
	now := s.o.Clock()
	token, err := s.o.Sign(ctx, c.Signature, "logout+jwt", logoutClaims{Issuer: s.o.Issuer, Subject: d.Subject, Audience: c.ClientID,
		IssuedAt: now.Unix(), Expires: now.Add(logoutTokenLife).Unix(), ID: d.Reference, Events: map[string]struct{}{logoutEvent: {}}, SID: d.SID})
	if err != nil {
		return nil, fmt.Errorf("prepare a logout token: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.LogoutURL, strings.NewReader(url.Values{"logout_token": {token}}.Encode()))
	if err != nil {
		return nil, &failure{class: "client", permanent: true}
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r, nil
}
