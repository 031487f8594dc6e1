package acts_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"sesame/account"
	"sesame/journey/acts"
)

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
func kidOf(t *testing.T, a *acts.Acts, algorithm string) string {
	t.Helper()
	token, err := a.Sign(t.Context(), algorithm, "JWT", map[string]string{"sub": "abc"})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(algorithm)})
	if err != nil {
		t.Fatal(err)
	}
	published, err := a.PublishedKeys(t.Context())
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
	h := newHouse(t, membersFile)
	day := 24 * time.Hour
	at := func(after time.Duration) *acts.Acts { return h.At(h.Now().Add(after)) }
	published := func(a *acts.Acts) []string {
		set, err := a.PublishedKeys(t.Context())
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
		remembered, err := at(92 * day).RememberedKeys(t.Context())
		if !slices.Contains(kids(t, remembered, err), first) {
			t.Errorf("%s: a token of the former key is not recognised", algorithm)
		}
	}
}

func TestAKeyIsMadeOnce(t *testing.T) {
	h := newHouse(t, membersFile)
	failures := make(chan error)
	for range 8 {
		go func() {
			_, err := h.Sign(context.Background(), "ES256", "JWT", nil)
			failures <- err
		}()
	}
	for range 8 {
		if err := <-failures; err != nil {
			t.Fatal(err)
		}
	}
	if all, err := h.DB.SigningKeys(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%d keys, %v", len(all), err)
	}
}
