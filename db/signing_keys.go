package db

import (
	"context"
	"fmt"
	"time"
)

// SigningKey signs ID tokens and logout tokens from an instant on, until the next key of its algorithm takes over.
type SigningKey struct {
	ID        string // kid
	Algorithm string // RS256, ES256
	Private   []byte // PKCS #8
	SignsFrom time.Time
}

// SigningKeys lists all signing keys, in the order in which they sign.
func (r Reader) SigningKeys(ctx context.Context) ([]SigningKey, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT kid, algorithm, private_key, signs_from FROM signing_keys ORDER BY signs_from, id`)
	if err != nil {
		return nil, fmt.Errorf("list signing keys: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var all []SigningKey
	for rows.Next() {
		var (
			k      SigningKey
			sealed []byte
			from   int64
		)
		if err := rows.Scan(&k.ID, &k.Algorithm, &sealed, &from); err != nil {
			return nil, fmt.Errorf("list signing keys: %w", err)
		}
		if k.Private, err = r.keys.Open("signing_keys.private_key", []byte(k.ID), sealed); err != nil {
			return nil, fmt.Errorf("list signing keys: %w", err)
		}
		k.SignsFrom = time.Unix(from, 0)
		all = append(all, k)
	}
	return all, rows.Err()
}

// AddSigningKey stores a signing key.
func (t *Tx) AddSigningKey(ctx context.Context, k SigningKey) error {
	_, err := t.exec(ctx, "add a signing key", `INSERT INTO signing_keys (kid, algorithm, private_key, signs_from) VALUES (?, ?, ?, ?)`,
		k.ID, k.Algorithm, t.keys.Seal("signing_keys.private_key", []byte(k.ID), k.Private), seconds(k.SignsFrom))
	return err
}

// DropSigningKey deletes a signing key with which nothing needs to be verified any more.
func (t *Tx) DropSigningKey(ctx context.Context, kid string) error {
	_, err := t.exec(ctx, "drop a signing key", `DELETE FROM signing_keys WHERE kid = ?`, kid)
	return err
}
