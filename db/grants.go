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

// Grant is an authorization code issued to a client, or the access token that it was exchanged for.
type Grant struct {
	ID       int64
	ClientID int64
	Login    Login
	AuthorizationRequest
}

// Grant creates an authorization code for a client, valid until expires.
func (t *Tx) Grant(ctx context.Context, clientID, loginID int64, r AuthorizationRequest, now, expires time.Time) (code string, err error) {
	plain, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("grant a code: %w", err)
	}
	code = rand.Text()
	key := t.grantCodeKey(code)
	var id int64
	err = t.tx.QueryRowContext(ctx, `INSERT INTO grants (client_id, login_id, code_key, payload, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
		clientID, loginID, key, t.keys.Seal("grants.payload", key, plain), seconds(now), seconds(expires)).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("grant a code: %w", err)
	}
	return code, grantSeal.write(ctx, t, id)
}

// Errors of an exchange.
var (
	// ErrCodeSpent means that the code was exchanged before: it was stolen, or the client repeats its request.
	ErrCodeSpent = errors.New("the code was exchanged before")
	// ErrCodeExpired means that the code's lifetime is over, or that the session has ended.
	ErrCodeExpired = errors.New("the code has expired")
)

// GrantByCode returns the grant of a code that this client may exchange. Errors: ErrNotFound for an unknown code and for
// another client's; ErrCodeSpent for an exchanged one, whichever client presents it; ErrCodeExpired. With the last two, the
// grant is returned as well.
func (r Reader) GrantByCode(ctx context.Context, clientID int64, code string, now time.Time) (*Grant, error) {
	var (
		spent   sql.NullInt64
		expires int64
	)
	g, err := r.grant(ctx, `code_key = ?`, []any{r.grantCodeKey(code)}, &spent, &expires)
	switch {
	case err != nil:
		return nil, err
	case spent.Valid:
		return g, ErrCodeSpent
	case g.ClientID != clientID:
		return nil, ErrNotFound
	case now.Unix() >= expires, !g.Login.EndedAt.IsZero():
		return g, ErrCodeExpired
	}
	return g, nil
}

// GrantByToken returns the grant of an access token. It returns ErrNotFound when the token has expired or was revoked, or its
// session has ended.
func (r Reader) GrantByToken(ctx context.Context, token string, now time.Time) (*Grant, error) {
	var (
		spent   sql.NullInt64
		expires int64
	)
	g, err := r.grant(ctx, `token_key = ? AND token_expires_at > ?`, []any{r.grantTokenKey(token), seconds(now)}, &spent, &expires)
	if err == nil && !g.Login.EndedAt.IsZero() {
		return nil, ErrNotFound
	}
	return g, err
}

func (r Reader) grant(ctx context.Context, where string, values []any, spent *sql.NullInt64, expires *int64) (*Grant, error) {
	var (
		g           Grant
		loginID     int64
		key, sealed []byte
		seal        []byte
		bound       []byte
	)
	err := r.q.QueryRowContext(ctx, `SELECT id, client_id, login_id, code_key, payload, spent_at, expires_at, seal, `+grantSeal.sql()+` FROM grants WHERE `+where, values...).
		Scan(&g.ID, &g.ClientID, &loginID, &key, &sealed, spent, expires, &seal, &bound)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read a grant: %w", err)
	}
	if err := grantSeal.opens(r, bound, seal); err != nil {
		return nil, fmt.Errorf("read a grant: %w", err)
	}
	plain, err := r.keys.Open("grants.payload", key, sealed)
	if err != nil {
		return nil, fmt.Errorf("read a grant: %w", err)
	}
	if err := json.Unmarshal(plain, &g.AuthorizationRequest); err != nil {
		return nil, fmt.Errorf("read a grant: %w", err)
	}
	g.Login, err = r.Login(ctx, loginID)
	return &g, err
}

// SpendCode exchanges a code for an access token, valid until expires. first is false, and there is no token, when the code
// was exchanged before.
func (t *Tx) SpendCode(ctx context.Context, g *Grant, now, expires time.Time) (token string, first bool, err error) {
	token = rand.Text()
	n, err := grantSeal.update(ctx, t, g.ID, "exchange a code", `UPDATE grants SET spent_at = ?, token_key = ?, token_expires_at = ? WHERE id = ? AND spent_at IS NULL`,
		seconds(now), t.grantTokenKey(token), seconds(expires), g.ID)
	if err != nil || n == 0 {
		return "", false, err
	}
	_, err = t.exec(ctx, "note a client's use", `UPDATE clients SET used_at = ? WHERE id = ?`, seconds(now), g.ClientID)
	return token, true, err
}

// RevokeGrant invalidates the access token of a grant.
func (t *Tx) RevokeGrant(ctx context.Context, id int64) error {
	_, err := grantSeal.update(ctx, t, id, "revoke a grant", `UPDATE grants SET token_key = NULL, token_expires_at = NULL WHERE id = ?`, id)
	return err
}

func (r Reader) grantCodeKey(code string) []byte {
	return r.keys.Index("authorization code", []byte(code))
}

func (r Reader) grantTokenKey(token string) []byte {
	return r.keys.Index("access token", []byte(token))
}
