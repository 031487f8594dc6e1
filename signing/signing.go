// Package signing manages the keys with which this service signs the tokens that other programs verify. They are created on
// demand, published before they sign and for a while after, and sealed in the database.
package signing

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"

	"sesame/account"
	"sesame/db"
)

// The life of a signing key. A key is published before it signs, so that clients that cache the published keys know it
// in time. It is published after its last use as well, because tokens signed with it are still in use.
const (
	life            = 90 * 24 * time.Hour // how long it signs
	notice          = 7 * 24 * time.Hour  // how long before that it is published
	publishedAfter  = 24 * time.Hour      // how long after that it is published; a token is valid for ten minutes
	rememberedAfter = 30 * 24 * time.Hour // how long after that an ID token sent back as a hint is still recognised
	rsaBits         = 2048
)

// Keys manages the signing keys of a database: one of each algorithm signs at a time.
type Keys struct {
	DB  *db.DB
	Now func() time.Time
}

// Sign signs claims as a JSON Web Token with the current key of an algorithm. The first call creates the key.
func (k *Keys) Sign(ctx context.Context, algorithm, kind string, claims any) (string, error) {
	key, err := k.signer(ctx, algorithm)
	if err != nil {
		return "", err
	}
	private, err := x509.ParsePKCS8PrivateKey(key.Private)
	if err != nil {
		return "", fmt.Errorf("read the signing key %s: %w", key.ID, err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(algorithm), Key: jose.JSONWebKey{Key: private, KeyID: key.ID}},
		(&jose.SignerOptions{}).WithType(jose.ContentType(kind)))
	if err != nil {
		return "", fmt.Errorf("sign with %s: %w", key.ID, err)
	}
	text, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	signed, err := signer.Sign(text)
	if err != nil {
		return "", fmt.Errorf("sign with %s: %w", key.ID, err)
	}
	return signed.CompactSerialize()
}

// Published returns the public keys with which clients verify tokens. The first call creates the keys.
func (k *Keys) Published(ctx context.Context) (jose.JSONWebKeySet, error) {
	for _, algorithm := range account.ClientSignatures {
		if _, err := k.signer(ctx, algorithm); err != nil {
			return jose.JSONWebKeySet{}, err
		}
	}
	return k.publicKeys(ctx, publishedAfter)
}

// Remembered returns the public keys with which this service recognises its own ID tokens, including old ones.
func (k *Keys) Remembered(ctx context.Context) (jose.JSONWebKeySet, error) {
	return k.publicKeys(ctx, rememberedAfter)
}

func (k *Keys) publicKeys(ctx context.Context, trail time.Duration) (set jose.JSONWebKeySet, err error) {
	all, err := k.DB.SigningKeys(ctx)
	if err != nil {
		return set, err
	}
	for i, one := range all {
		if until, ended := succeeded(all[i+1:], one); ended && k.Now().Sub(until) >= trail {
			continue
		}
		private, err := x509.ParsePKCS8PrivateKey(one.Private)
		if err != nil {
			return set, fmt.Errorf("read the signing key %s: %w", one.ID, err)
		}
		public := private.(crypto.Signer).Public() // keys of both algorithms have one
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: public, KeyID: one.ID, Algorithm: one.Algorithm, Use: "sig"})
	}
	return set, nil
}

// succeeded returns when the next key of the same algorithm begins to sign; false if there is none.
func succeeded(later []db.SigningKey, k db.SigningKey) (time.Time, bool) {
	for _, next := range later {
		if next.Algorithm == k.Algorithm {
			return next.SignsFrom, true
		}
	}
	return time.Time{}, false
}

// signer returns the key that signs now. It creates the key if there is none, and its successor a week (notice) before that
// is due.
func (k *Keys) signer(ctx context.Context, algorithm string) (db.SigningKey, error) {
	all, err := k.DB.SigningKeys(ctx)
	if err != nil {
		return db.SigningKey{}, err
	}
	current, next := signingAt(all, algorithm, k.Now())
	if next.IsZero() {
		return current, nil
	}
	made, err := newSigningKey(algorithm, next)
	if err != nil {
		return db.SigningKey{}, err
	}
	err = k.DB.InTx(ctx, func(t *db.Tx) error {
		if all, err = t.SigningKeys(ctx); err != nil {
			return err
		}
		for i, one := range all {
			if until, ended := succeeded(all[i+1:], one); ended && k.Now().Sub(until) >= rememberedAfter {
				if err := t.DropSigningKey(ctx, one.ID); err != nil {
					return err
				}
			}
		}
		if current, next = signingAt(all, algorithm, k.Now()); next.IsZero() { // another request has created it
			return nil
		}
		made.SignsFrom = next
		if current.ID == "" {
			current = made
		}
		return t.AddSigningKey(ctx, made)
	})
	return current, err
}

// signingAt returns the key of an algorithm that signs now, and when a new key must begin to sign; zero if none is needed
// yet.
func signingAt(all []db.SigningKey, algorithm string, now time.Time) (current db.SigningKey, next time.Time) {
	var newest db.SigningKey
	for _, k := range all {
		if k.Algorithm != algorithm {
			continue
		}
		if newest = k; current.ID == "" || !k.SignsFrom.After(now) { // the first key is used even if it has not begun, because the clock was set back
			current = k
		}
	}
	switch due := newest.SignsFrom.Add(life); {
	case newest.ID == "":
		return current, now
	case now.Before(due.Add(-notice)):
		return current, time.Time{}
	case now.Before(due):
		return current, due
	}
	return current, now.Add(notice)
}

func newSigningKey(algorithm string, from time.Time) (db.SigningKey, error) {
	k := db.SigningKey{ID: rand.Text(), Algorithm: algorithm, SignsFrom: from}
	var (
		private any
		err     error
	)
	switch jose.SignatureAlgorithm(algorithm) {
	case jose.RS256:
		private, err = rsa.GenerateKey(rand.Reader, rsaBits)
	case jose.ES256:
		private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	default:
		err = fmt.Errorf("the algorithm %q is unknown", algorithm)
	}
	if err == nil {
		k.Private, err = x509.MarshalPKCS8PrivateKey(private)
	}
	if err != nil {
		return k, fmt.Errorf("make a signing key: %w", err)
	}
	return k, nil
}
