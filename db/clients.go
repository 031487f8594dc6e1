package db

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
)

// Client is another program of the caisse to which members log in by way of Sésame (an OpenID Connect client).
type Client struct {
	ID        int64
	ClientID  string // the client_id of its requests
	Name      string // shown to members and agents
	Public    bool   // has no secret: PKCE proves that one program both began and ends a login
	Scopes    []string
	Signature string   // RS256, ES256
	Redirects []string // redirect URIs, compared exactly
	StartURL  string   // page that « Mon espace privé » opens; empty for a client that is not shown there
	LogoutURL string   // address for logout tokens; empty for none
	CreatedAt time.Time
	UsedAt    time.Time // newest login; zero for none
	secretKey []byte
}

// Stamp identifies this client with its present secret, so that a form from an outdated page can be refused: SQLite may reuse
// the row ID of a removed client.
func (c *Client) Stamp() string { return c.ClientID + "." + hex.EncodeToString(c.secretKey) }

// ErrClientExists means that another client has this name.
var ErrClientExists = errors.New("a client with this name exists")

var clientColumns = `id, client_id, name, secret_key, scopes, signature, COALESCE(start_url, ''), COALESCE(logout_url, ''), created_at, used_at, seal, ` + clientSeal.sql()

func (r Reader) scanClient(scan func(...any) error) (*Client, error) {
	var (
		c             Client
		scopes        string
		created, used sql.NullInt64
		seal          []byte
		bound         []byte
	)
	err := scan(&c.ID, &c.ClientID, &c.Name, &c.secretKey, &scopes, &c.Signature, &c.StartURL, &c.LogoutURL, &created, &used, &seal, &bound)
	if err != nil {
		return nil, err
	}
	c.Public = c.secretKey == nil
	c.Scopes, c.CreatedAt, c.UsedAt = strings.Fields(scopes), instant(created), instant(used)
	return &c, clientSeal.opens(r, bound, seal)
}

// Clients lists all clients in the order of their names.
func (r Reader) Clients(ctx context.Context) ([]*Client, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT `+clientColumns+` FROM clients ORDER BY name COLLATE NOCASE, id`)
	if err != nil {
		return nil, fmt.Errorf("list clients: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var all []*Client
	for rows.Next() {
		c, err := r.scanClient(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("list clients: %w", err)
		}
		all = append(all, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list clients: %w", err)
	}
	for _, c := range all {
		if c.Redirects, err = r.redirects(ctx, c.ID); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// StartPage is a client's page that « Mon espace privé » opens.
type StartPage struct{ Name, URL string }

var startPages = `SELECT name, start_url, seal, ` + clientSeal.sql() + ` FROM clients WHERE start_url IS NOT NULL ORDER BY name COLLATE NOCASE, id`

// StartPages lists the clients that have a start page, in the order of their names.
func (r Reader) StartPages(ctx context.Context) (all []StartPage, err error) {
	rows, err := r.q.QueryContext(ctx, startPages)
	if err != nil {
		return nil, fmt.Errorf("list start pages: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			p     StartPage
			seal  []byte
			bound []byte
		)
		if err := rows.Scan(&p.Name, &p.URL, &seal, &bound); err != nil {
			return nil, fmt.Errorf("list start pages: %w", err)
		}
		if err := clientSeal.opens(r, bound, seal); err != nil {
			return nil, fmt.Errorf("list start pages: %w", err)
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// Client reads a client by its row, or returns ErrNotFound.
func (r Reader) Client(ctx context.Context, id int64) (*Client, error) {
	return r.client(ctx, `id = ?`, id)
}

// ClientByClientID reads a client by its client_id, or returns ErrNotFound.
func (r Reader) ClientByClientID(ctx context.Context, clientID string) (*Client, error) {
	return r.client(ctx, `client_id = ?`, clientID)
}

// ClientByName reads a client by its name, or returns ErrNotFound.
func (r Reader) ClientByName(ctx context.Context, name string) (*Client, error) {
	return r.client(ctx, `name = ?`, name)
}

func (r Reader) client(ctx context.Context, where string, value any) (*Client, error) {
	c, err := r.scanClient(r.q.QueryRowContext(ctx, `SELECT `+clientColumns+` FROM clients WHERE `+where, value).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read a client: %w", err)
	}
	c.Redirects, err = r.redirects(ctx, c.ID)
	return c, err
}

func (r Reader) redirects(ctx context.Context, id int64) ([]string, error) {
	urls, err := list[string](ctx, r.q, `SELECT url FROM client_redirects WHERE client_id = ? ORDER BY url`, id)
	if err != nil {
		return nil, fmt.Errorf("read a client's addresses: %w", err)
	}
	return urls, nil
}

// AddClient stores a new client; secret is empty for a public one. It returns ErrClientExists when the name is taken.
func (t *Tx) AddClient(ctx context.Context, c *Client, secret string, now time.Time) error {
	var key []byte
	if !c.Public {
		key = t.clientSecretKey(c.ClientID, secret)
	}
	err := t.tx.QueryRowContext(ctx, `INSERT INTO clients (client_id, name, secret_key, scopes, signature, start_url, logout_url, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		c.ClientID, c.Name, key, strings.Join(c.Scopes, " "), c.Signature, text(c.StartURL), text(c.LogoutURL), seconds(now)).Scan(&c.ID)
	var taken sqlite3.Error
	if errors.As(err, &taken) && taken.ExtendedCode == sqlite3.ErrConstraintUnique {
		return ErrClientExists
	}
	if err != nil {
		return fmt.Errorf("add a client: %w", err)
	}
	for _, url := range slices.Compact(slices.Sorted(slices.Values(c.Redirects))) {
		if _, err := t.exec(ctx, "add a client's address", `INSERT INTO client_redirects (client_id, url) VALUES (?, ?)`, c.ID, url); err != nil {
			return err
		}
	}
	c.CreatedAt = now
	return clientSeal.write(ctx, t, c.ID)
}

// SetClientSecret replaces the secret of a client that has one. It returns false when the client was removed, or is public.
func (t *Tx) SetClientSecret(ctx context.Context, c *Client, secret string) (bool, error) {
	n, err := t.exec(ctx, "change a client's secret", `UPDATE clients SET secret_key = ? WHERE id = ? AND secret_key IS NOT NULL`,
		t.clientSecretKey(c.ClientID, secret), c.ID)
	return n == 1, err
}

// RemoveClient deletes a client and everything that it was granted. It returns false when it was removed before.
func (t *Tx) RemoveClient(ctx context.Context, id int64) (bool, error) {
	n, err := t.exec(ctx, "remove a client", `DELETE FROM clients WHERE id = ?`, id)
	return n == 1, err
}

// IsClientSecret says whether this is the client's secret; false for a public client or one that was removed.
func (r Reader) IsClientSecret(ctx context.Context, c *Client, secret string) (bool, error) {
	var right bool
	err := r.q.QueryRowContext(ctx, `SELECT COALESCE(secret_key = ?, 0) FROM clients WHERE id = ?`, r.clientSecretKey(c.ClientID, secret), c.ID).Scan(&right)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("compare a client's secret: %w", err)
	}
	return right, nil
}

// clientSecretKey is the keyed hash of a client's secret. The secret has 130 random bits, so that no slow hash is needed.
func (r Reader) clientSecretKey(clientID, secret string) []byte {
	return r.keys.Index("client secret", []byte(clientID), []byte(secret))
}
