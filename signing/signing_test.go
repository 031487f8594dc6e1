package signing_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/signing"
)

var monday = time.Date(2026, time.November, 23, 14, 5, 0, 0, time.UTC)

func newDatabase(t *testing.T) *db.DB {
	t.Helper()
	ring, err := keys.NewKeyring([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "sesame.db"), ring, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func kids(t *testing.T, set jose.JSONWebKeySet, err error) (ids []string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range set.Keys {
		if !k.IsPublic() {
			t.Fatalf("the key %s is not public", k.KeyID)
		}
		ids = append(ids, k.KeyID)
	}
	return ids
}

// kidOf signs with an algorithm and verifies the token with the published keys; the result is its kid.
func kidOf(t *testing.T, a *signing.Keys, algorithm string) string {
	t.Helper()
	token, err := a.Sign(t.Context(), algorithm, "JWT", map[string]string{"sub": "abc"})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(algorithm)})
	if err != nil {
		t.Fatal(err)
	}
	published, err := a.Published(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kid := signed.Signatures[0].Header.KeyID
	known := published.Key(kid)
	if len(known) != 1 {
		t.Fatalf("%s: the key of a token is not published", algorithm)
	}
	text, err := signed.Verify(known[0])
	claims := map[string]string{}
	if err != nil || json.Unmarshal(text, &claims) != nil || claims["sub"] != "abc" {
		t.Fatalf("%s: %s, %v", algorithm, text, err)
	}
	return kid
}

func TestSigningKeysFollowOneAnotherWithoutAGap(t *testing.T) {
	d := newDatabase(t)
	day := 24 * time.Hour
	at := func(after time.Duration) *signing.Keys {
		return &signing.Keys{DB: d, Now: func() time.Time { return monday.Add(after) }}
	}
	published := func(a *signing.Keys) []string {
		set, err := a.Published(t.Context())
		return kids(t, set, err)
	}
	for _, algorithm := range account.ClientSignatures {
		first := kidOf(t, at(0), algorithm)
		if again := kidOf(t, at(82*day), algorithm); again != first {
			t.Errorf("%s: another key after 82 days", algorithm)
		}
		if again := kidOf(t, at(84*day), algorithm); again != first {
			t.Errorf("%s: the next key signs before its time", algorithm)
		}
		second := kidOf(t, at(90*day), algorithm)
		if second == first {
			t.Errorf("%s: the key signs after its time", algorithm)
		}
		if !slices.Contains(published(at(84*day)), second) {
			t.Errorf("%s: the next key is not published a week before", algorithm)
		}
		if !slices.Contains(published(at(90*day+23*time.Hour)), first) {
			t.Errorf("%s: the former key is not published a day after", algorithm)
		}
		if slices.Contains(published(at(92*day)), first) {
			t.Errorf("%s: the former key is still published", algorithm)
		}
		remembered, err := at(92 * day).Remembered(t.Context())
		if !slices.Contains(kids(t, remembered, err), first) {
			t.Errorf("%s: a token of the former key is not recognised", algorithm)
		}
	}
}

func TestAKeyIsMadeOnce(t *testing.T) {
	d := newDatabase(t)
	k := &signing.Keys{DB: d, Now: func() time.Time { return monday }}
	failures := make(chan error)
	for range 8 {
		go func() {
			_, err := k.Sign(context.Background(), "ES256", "JWT", nil)
			failures <- err
		}()
	}
	for range 8 {
		if err := <-failures; err != nil {
			t.Fatal(err)
		}
	}
	if all, err := d.SigningKeys(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%d keys, %v", len(all), err)
	}
}
