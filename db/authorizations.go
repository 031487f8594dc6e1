package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// AuthorizationRequest holds the parameters of a client's request (OpenID Connect Core, section 3.1.2.1).
type AuthorizationRequest struct {
	RedirectURI string   `json:"redirect_uri"`
	State       string   `json:"state,omitempty"`
	Nonce       string   `json:"nonce,omitempty"`
	Scopes      []string `json:"scopes"`
	Challenge   string   `json:"challenge,omitempty"` // PKCE, S256
	LoginHint   string   `json:"login_hint,omitempty"`
	NotLogin    int64    `json:"not_login,omitempty"` // session that may not answer the request: prompt=login, max_age, acr_values
	Fresh       bool     `json:"fresh,omitempty"`     // a login through another provider must authenticate there again: prompt=login, max_age
	Subject     string   `json:"subject,omitempty"`   // subject that must log in: id_token_hint
}

// Authorization is an authorization request that waits until its member logs in.
type Authorization struct {
	ID        []byte
	ClientID  int64
	CreatedAt time.Time
	ExpiresAt time.Time
	AuthorizationRequest
}

// answeredAgain is how long an answered request may be answered again. A second click cancels the page load that the first
// one began, and needs an answer as well.
const answeredAgain = 10 * time.Second

// authorizationBinding is the binding of a request's payload: its client, the browser that may answer it, and its lifetime.
var authorizationBinding = binding{[]string{"id", "client_id", "created_at", "expires_at"}, []string{"browser_key"}}

// sealed seals the request's payload for the browser with this key.
func (a *Authorization) sealed(t *Tx, browserKey []byte) ([]byte, error) {
	plain, err := json.Marshal(a.AuthorizationRequest)
	if err != nil {
		return nil, err
	}
	return t.keys.Seal("authorizations.payload", a.bound(browserKey), plain), nil
}

// bound is authorizationBinding for this request and the browser with this key.
func (a *Authorization) bound(browserKey []byte) []byte {
	return boundTo(a.ID, a.ClientID, seconds(a.CreatedAt), seconds(a.ExpiresAt), browserKey)
}

// KeepAuthorization stores a request for the browser with this key, valid until expires. It sets the request's ID and times.
func (t *Tx) KeepAuthorization(ctx context.Context, browserKey []byte, a *Authorization, now, expires time.Time) error {
	a.ID, a.CreatedAt, a.ExpiresAt = make([]byte, 16), now, expires
	rand.Read(a.ID) //nolint:errcheck // never fails
	payload, err := a.sealed(t, browserKey)
	if err != nil {
		return fmt.Errorf("keep an authorization request: %w", err)
	}
	_, err = t.exec(ctx, "keep an authorization request",
		`INSERT INTO authorizations (id, client_id, browser_key, payload, created_at, chosen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.ClientID, browserKey, payload, seconds(now), seconds(now), seconds(expires))
	return err
}

// PendingAuthorization returns the pending request of this browser; of several, the last chosen one; nil where there is none.
func (r Reader) PendingAuthorization(ctx context.Context, browserKey []byte, now time.Time) (*Authorization, error) {
	var (
		a       Authorization
		sealed  []byte
		created int64
		expires int64
	)
	err := r.q.QueryRowContext(ctx, `SELECT id, client_id, payload, created_at, expires_at FROM authorizations
		WHERE browser_key = ?1 AND expires_at > ?2 AND created_at <= ?2 AND (answered_at IS NULL OR answered_at > ?3)
		ORDER BY chosen_at DESC, answered_at IS NULL DESC, number DESC LIMIT 1`, browserKey, seconds(now), seconds(now.Add(-answeredAgain))).
		Scan(&a.ID, &a.ClientID, &sealed, &created, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read an authorization request: %w", err)
	}
	a.CreatedAt, a.ExpiresAt = time.Unix(created, 0), time.Unix(expires, 0)
	plain, err := r.keys.Open("authorizations.payload", a.bound(browserKey), sealed)
	if err != nil {
		return nil, fmt.Errorf("read an authorization request: %w", err)
	}
	return &a, json.Unmarshal(plain, &a.AuthorizationRequest)
}

// ChooseAuthorization records that a login page of this browser was submitted for this request, so that the tab in use is
// answered. It sorts after a request chosen in the same second. It returns false when this browser no longer has the request.
func (t *Tx) ChooseAuthorization(ctx context.Context, browserKey, id []byte, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "choose an authorization request", `UPDATE authorizations
		SET chosen_at = max(?1, 1 + (SELECT max(chosen_at) FROM authorizations WHERE browser_key = ?2)) WHERE id = ?3 AND browser_key = ?2`, seconds(now), browserKey, id)
	return n == 1, err
}

// ProlongAuthorization sets a new end for a request of the browser with this key. a must have been read in this transaction.
func (t *Tx) ProlongAuthorization(ctx context.Context, browserKey []byte, a *Authorization, until time.Time) error {
	a.ExpiresAt = until
	payload, err := a.sealed(t, browserKey)
	if err != nil {
		return fmt.Errorf("prolong an authorization request: %w", err)
	}
	_, err = t.exec(ctx, "prolong an authorization request", `UPDATE authorizations SET expires_at = ?, payload = ? WHERE id = ?`, seconds(until), payload, a.ID)
	return err
}

// AnswerAuthorization records that a request was answered; the first time stands.
func (t *Tx) AnswerAuthorization(ctx context.Context, id []byte, now time.Time) error {
	_, err := t.exec(ctx, "answer an authorization request", `UPDATE authorizations SET answered_at = COALESCE(answered_at, ?) WHERE id = ?`, seconds(now), id)
	return err
}
