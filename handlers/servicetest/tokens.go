package servicetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// IDToken changes the ID token in a provider's response, for Changing.
func IDToken(change func(token string) string) func(http.Header, []byte) []byte {
	return func(_ http.Header, body []byte) []byte {
		var answer map[string]any
		if err := json.Unmarshal(body, &answer); err != nil {
			panic(err)
		}
		token, _ := answer["id_token"].(string)
		answer["id_token"] = change(token)
		body, err := json.Marshal(answer)
		if err != nil {
			panic(err)
		}
		return body
	}
}

// Setting changes claims of a token under the provider's own key; nil removes a claim.
func (p *provider) Setting(values map[string]any) func(token string) string {
	return func(token string) string {
		return Claims(p.Key, token, func(c map[string]any) {
			for name, v := range values {
				if c[name] = v; v == nil {
					delete(c, name)
				}
			}
		})
	}
}

// StrangerKey returns a key that the service does not know.
func StrangerKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// Unsigned returns the token with the algorithm « none ».
func Unsigned(token string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + strings.Split(token, ".")[1] + "."
}
