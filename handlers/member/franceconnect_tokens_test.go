package member_test

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sesame/handlers/member"
	"sesame/handlers/servicetest"
)

// TestFranceConnectTokens changes one thing in each of the provider's own answers; none of them opens a session.
func TestFranceConnectTokens(t *testing.T) {
	fc := servicetest.NewProvider(t, people)
	stranger := servicetest.StrangerKey(t)
	forged := func(token string) string { return servicetest.Claims(stranger, token, func(map[string]any) {}) }
	altered := func(token string) string {
		parts := strings.Split(token, ".")
		other := strings.Split(fc.Setting(map[string]any{"family_name": "LEFEVRE"})(token), ".")
		return parts[0] + "." + other[1] + "." + parts[2]
	}
	yesterday := time.Now().AddDate(0, 0, -1).Unix()

	tampered := func(t *testing.T, path string, change func(http.Header, []byte) []byte) {
		t.Helper()
		var log bytes.Buffer
		s := fc.Service(t, &log)
		b := s.Browser()
		fc.Changing(path, change, func() {
			p := b.FranceConnect("marie").Says("La connexion par FranceConnect n'a pas abouti", "donnez cette référence")
			if !strings.HasPrefix(p.Path, "/connexion?etat=franceconnect-erreur&reference=") {
				t.Errorf("came to %s", p.Path)
			}
		})
		b.Get("/espace").At("/connexion", 200)
		class := "class=id_token"
		if path == "/userinfo" {
			class = "class=userinfo"
		}
		if !strings.Contains(log.String(), class) || strings.Contains(log.String(), "Dupont") || strings.Contains(log.String(), "DUPONT") {
			t.Errorf("logged:\n%s", log.String())
		}
	}
	for name, change := range map[string]func(string) string{
		"signed by somebody else":        forged,
		"altered after the signature":    altered,
		"not signed":                     servicetest.Unsigned,
		"for another service":            fc.Setting(map[string]any{"aud": "autre"}),
		"for us and another, unsaid":     fc.Setting(map[string]any{"aud": []string{servicetest.FcClient, "autre"}}),
		"for us, issued to another":      fc.Setting(map[string]any{"aud": []string{servicetest.FcClient, "autre"}, "azp": "autre"}),
		"from another issuer":            fc.Setting(map[string]any{"iss": "https://autre.example"}),
		"expired":                        fc.Setting(map[string]any{"exp": yesterday}),
		"with the nonce of another":      fc.Setting(map[string]any{"nonce": strings.Repeat("n", 52)}),
		"without nonce":                  fc.Setting(map[string]any{"nonce": nil}),
		"without level of assurance":     fc.Setting(map[string]any{"acr": nil}),
		"with a level that is too low":   fc.Setting(map[string]any{"acr": "eidas0"}),
		"of another access token":        fc.Setting(map[string]any{"at_hash": base64.RawURLEncoding.EncodeToString(make([]byte, 16))}),
		"about somebody else (its user)": fc.Setting(map[string]any{"sub": "lucie"}),
	} {
		t.Run("an ID token "+name+" is refused", func(t *testing.T) {
			edit := servicetest.IDToken(change)
			if strings.HasPrefix(name, "about") { // its signature is right: the userinfo gives it away
				fc.Changing("/token", edit, func() {
					fc.Service(t, nil).Browser().FranceConnect("marie").Says("n'a pas abouti")
				})
				return
			}
			tampered(t, "/token", edit)
		})
	}
	t.Run("an answer without ID token is refused", func(t *testing.T) {
		tampered(t, "/token", func(_ http.Header, body []byte) []byte {
			return bytes.Replace(body, []byte(`"id_token"`), []byte(`"other"`), 1)
		})
	})
	for name, change := range map[string]func(string) string{
		"signed by somebody else":     forged,
		"altered after the signature": altered,
		"not signed":                  servicetest.Unsigned,
		"for another service":         fc.Setting(map[string]any{"aud": "autre"}),
		"from another issuer":         fc.Setting(map[string]any{"iss": "https://autre.example"}),
		"about somebody else":         fc.Setting(map[string]any{"sub": "lucie"}),
		"about nobody":                fc.Setting(map[string]any{"sub": nil}),
		"expired":                     fc.Setting(map[string]any{"exp": yesterday}),
	} {
		t.Run("a userinfo "+name+" is refused", func(t *testing.T) {
			tampered(t, "/userinfo", func(_ http.Header, body []byte) []byte { return []byte(change(string(body))) })
		})
	}
	t.Run("a userinfo that is plain JSON is refused, whatever it says", func(t *testing.T) {
		tampered(t, "/userinfo", func(h http.Header, body []byte) []byte {
			h.Set("Content-Type", "application/json")
			plain, err := base64.RawURLEncoding.DecodeString(strings.Split(string(body), ".")[1])
			if err != nil {
				t.Error(err)
			}
			return plain
		})
	})
	t.Run("a redirection is not followed, for it would take the secret or a token elsewhere", func(t *testing.T) {
		var reached atomic.Int32
		elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
		t.Cleanup(elsewhere.Close)
		for _, path := range []string{"/token", "/userinfo"} {
			fc.Changing(path, func(h http.Header, body []byte) []byte {
				h.Set("Location", elsewhere.URL)
				return body
			}, func() { fc.Service(t, nil).Browser().FranceConnect("marie").Says("n'a pas abouti") })
			if n := reached.Load(); n != 0 {
				t.Errorf("%s: %d requests came elsewhere", path, n)
			}
		}
	})
	t.Run("what the tests change is what decides: signed again unchanged, it is accepted", func(t *testing.T) {
		fc.Changing("/userinfo", func(_ http.Header, body []byte) []byte { return []byte(fc.Setting(nil)(string(body))) }, func() {
			fc.Service(t, nil).Browser().FranceConnect("marie").At("/espace", 200)
		})
	})
	t.Run("a configuration that cannot work is told in French, without the secret", func(t *testing.T) {
		for name, c := range map[string]member.FranceConnectConfig{
			"no address":       {Issuer: "franceconnect", ClientID: "caisse", ClientSecret: "tresor"},
			"not https":        {Issuer: "http://app.franceconnect.gouv.fr/api/v2", ClientID: "caisse", ClientSecret: "tresor"},
			"no client":        {Issuer: "https://app.franceconnect.gouv.fr/api/v2", ClientSecret: "tresor"},
			"no secret":        {Issuer: "https://app.franceconnect.gouv.fr/api/v2", ClientID: "caisse"},
			"a query":          {Issuer: "https://app.franceconnect.gouv.fr/api/v2?x", ClientID: "caisse", ClientSecret: "tresor"},
			"control in there": {Issuer: "https://a\x00", ClientID: "caisse", ClientSecret: "tresor"},
		} {
			_, err := member.NewFranceConnect(c)
			if err == nil || strings.Contains(err.Error(), "tresor") || !strings.Contains(err.Error(), "FranceConnect") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("the doctor's question is answered", func(t *testing.T) {
		for issuer, want := range map[string]bool{fc.URL: true, fc.URL + "/elsewhere": false} {
			f, err := member.NewFranceConnect(member.FranceConnectConfig{Issuer: issuer, ClientID: servicetest.FcClient, ClientSecret: servicetest.FcSecret})
			if err != nil {
				t.Fatal(err)
			}
			if err := f.Check(t.Context(), servicetest.NewService(t).Now); (err == nil) != want {
				t.Errorf("%s: %v", issuer, err)
			}
		}
	})
}
