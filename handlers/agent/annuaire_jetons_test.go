package agent_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sesame/handlers"
	"sesame/handlers/agent/directory"
	"sesame/handlers/servicetest"
	"sesame/journey/events"
)

// TestDirectoryTokens changes one thing in each of the directory's own answers; none of them opens a session.
func TestDirectoryTokens(t *testing.T) {
	d := servicetest.NewDirectory(t, servicetest.Keycloak, colleagues(servicetest.Keycloak))
	var log bytes.Buffer
	s := d.Service(t, &log, there)
	other := servicetest.StrangerKey(t)
	yesterday := time.Now().AddDate(0, 0, -1).Unix()
	refused := func(t *testing.T, change func(string) string) {
		t.Helper()
		log.Reset()
		b := s.Browser()
		d.ChangingToken(change, func() {
			p := b.Directory("paul").Says("n'a pas permis de vous faire entrer", "donnez cette référence")
			if !strings.HasPrefix(p.Path, "/agent/connexion?etat=annuaire-erreur&reference=") {
				t.Errorf("came to %s", p.Path)
			}
		})
		b.Get("/agent").At("/agent/connexion", 200)
		if !strings.Contains(log.String(), "class=id_token") || strings.Contains(log.String(), "paul") {
			t.Errorf("logged:\n%s", log.String())
		}
	}
	for name, change := range map[string]func(string) string{
		"signed by somebody else":           func(token string) string { return servicetest.Claims(other, token, func(map[string]any) {}) },
		"not signed":                        servicetest.Unsigned,
		"for another service":               d.Setting(map[string]any{"aud": "autre"}),
		"for us and another, unsaid":        d.Setting(map[string]any{"aud": []string{servicetest.FcClient, "autre"}}),
		"for us, issued to another":         d.Setting(map[string]any{"azp": "autre"}),
		"from another issuer":               d.Setting(map[string]any{"iss": "https://autre.example"}),
		"expired":                           d.Setting(map[string]any{"exp": yesterday}),
		"with the nonce of another":         d.Setting(map[string]any{"nonce": strings.Repeat("n", 52)}),
		"without nonce":                     d.Setting(map[string]any{"nonce": nil}),
		"without subject":                   d.Setting(map[string]any{"sub": nil}),
		"without the level that was asked":  d.Setting(map[string]any{"acr": "0", "amr": []string{"pwd"}}),
		"of an authentication of yesterday": d.Setting(map[string]any{"auth_time": yesterday}),
		"that does not say when":            d.Setting(map[string]any{"auth_time": nil}),
		"of another access token":           d.Setting(map[string]any{"at_hash": base64.RawURLEncoding.EncodeToString(make([]byte, 16))}),
	} {
		t.Run("an ID token "+name+" is refused", func(t *testing.T) { refused(t, change) })
	}
	t.Run("what the tests change is what decides: signed again unchanged, it is accepted", func(t *testing.T) {
		d.ChangingToken(d.Setting(nil), func() { s.Browser().Directory("paul").At("/agent", 200) })
	})
	t.Run("a role is read where the caisse says, and nowhere else", func(t *testing.T) {
		for name, claims := range map[string]map[string]any{
			"the claim is missing": {"realm_access": nil},
			"another shape":        {"realm_access": "sesame-chefs"},
			"another place":        {"realm_access": map[string]any{}, "roles": []string{"sesame-chefs"}},
			"a value like it":      {"realm_access": map[string]any{"roles": []string{"sesame-chefs "}}},
		} {
			d.ChangingToken(d.Setting(claims), func() {
				if p := s.Browser().Directory("sans"); p.Path != "/agent/connexion?etat=annuaire-role" {
					t.Errorf("%s: came to %s", name, p.Path)
				}
			})
		}
	})
}

func TestDirectoryUserinfo(t *testing.T) {
	d := servicetest.NewDirectory(t, servicetest.ProConnect, colleagues(servicetest.ProConnect))
	s := d.Service(t, nil, there)
	other := servicetest.StrangerKey(t)
	for name, change := range map[string]func(string) string{
		"signed by somebody else": func(token string) string { return servicetest.Claims(other, token, func(map[string]any) {}) },
		"not signed":              servicetest.Unsigned,
		"for another service":     d.Setting(map[string]any{"aud": "autre"}),
		"from another issuer":     d.Setting(map[string]any{"iss": "https://autre.example"}),
		"about somebody else":     d.Setting(map[string]any{"sub": "claire"}),
		"about nobody":            d.Setting(map[string]any{"sub": nil}),
	} {
		d.Changing("/userinfo", func(_ http.Header, body []byte) []byte { return []byte(change(string(body))) }, func() {
			b := s.Browser()
			b.Directory("paul").Says("n'a pas permis de vous faire entrer")
			if p := b.Get("/agent"); p.Path != "/agent/connexion" {
				t.Errorf("a userinfo %s opens %s", name, p.Path)
			}
		})
	}
	s.Browser().Directory("paul").At("/agent", 200)
}

func TestTheReturnOfADirectory(t *testing.T) {
	d := servicetest.NewDirectory(t, servicetest.Keycloak, colleagues(servicetest.Keycloak))
	s := d.Service(t, nil, there)
	const over = "/agent/connexion?etat=annuaire-fin"
	t.Run("another browser's return lets nobody in", func(t *testing.T) {
		thief, victim := s.Browser(), s.Browser()
		back := thief.CatchDirectory("paul")
		victim.Get(back).At(over, 200)
		victim.CatchDirectory("claire")
		victim.Get(back).At(over, 200)
		victim.Get("/agent").At("/agent/connexion", 200)
	})
	t.Run("a return counts once", func(t *testing.T) {
		b := s.Browser()
		back := b.CatchDirectory("paul")
		p := b.Get(back).At(back, 200)
		if strings.Contains(p.Raw, "code=") || p.Header.Get("Refresh") != "0; url=/agent/annuaire/entree" {
			t.Errorf("the page leads to %s:\n%s", p.Header.Get("Refresh"), p.Raw)
		}
		b.Get("/agent/annuaire/entree").At("/agent", 200)
		other := s.Browser()
		other.Get(back).At(over, 200)
		b.Get("/agent/annuaire/entree").At("/agent", 200) // is in already
		other.Get("/agent/annuaire/entree").At(over, 200)
	})
	t.Run("a former tab's answer leaves the attempt of a later tab alone", func(t *testing.T) {
		b := s.Browser()
		former := b.CatchDirectory("paul")
		later := b.Get("/agent/annuaire").Says("L'annuaire de la caisse a répondu")
		b.Get(former).At(over, 200)
		later.Follow("Continuer").At("/agent", 200)
	})
	t.Run("an answer of another provider is not taken", func(t *testing.T) {
		for _, issuer := range []string{"https://autre.example", ""} {
			b := s.Browser()
			back, err := url.Parse(b.CatchDirectory("paul"))
			if err != nil {
				t.Fatal(err)
			}
			query := back.Query()
			query.Set("iss", issuer)
			if issuer == "" {
				query.Del("iss")
			}
			p := b.Get(back.Path + "?" + query.Encode())
			if !strings.HasPrefix(p.Path, "/agent/connexion?etat=annuaire-erreur&reference=") {
				t.Errorf("iss=%q: came to %s", issuer, p.Path)
			}
			b.Get("/agent/annuaire/entree").At(over, 200)
		}
	})
	t.Run("who gives up there is told so", func(t *testing.T) {
		s.Browser().Directory("").At("/agent/connexion?etat=annuaire-abandon", 200).Says("Vous avez quitté l'annuaire")
	})
	t.Run("a login there ends after ten minutes", func(t *testing.T) {
		b := s.Browser()
		back := b.CatchDirectory("paul")
		s.Wait(10 * time.Minute)
		b.Get(back).At(over, 200)
	})
	t.Run("a HEAD request begins and ends nothing", func(t *testing.T) {
		b := s.Browser()
		for _, path := range []string{"/agent/annuaire", "/agent/annuaire/retour", "/agent/annuaire/entree"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodHead, s.URL+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if p := b.Do(r); p.Status != http.StatusMethodNotAllowed {
				t.Errorf("%s: %d", path, p.Status)
			}
		}
	})
}

// A logout token ends the sessions of the person whom it names, and no others; an invalid one ends none.
func TestLogoutTokens(t *testing.T) {
	d := servicetest.NewDirectory(t, servicetest.Keycloak, colleagues(servicetest.Keycloak))
	s := d.Service(t, nil, there)
	b := s.Browser()
	var idToken string
	d.ChangingToken(func(token string) string { idToken = token; return token }, func() { b.Directory("paul").At("/agent", 200) })
	logout := map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}
	token := func(values map[string]any) string {
		about := map[string]any{"nonce": nil, "sid": nil, "events": logout, "iat": time.Now().Unix(), "jti": "1"}
		for name, v := range values {
			about[name] = v
		}
		parts := strings.Split(idToken, ".")
		parts[0] = base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"ES256","kid":"tests","typ":"logout+jwt"}`))
		return d.Setting(about)(strings.Join(parts, "."))
	}
	other := servicetest.StrangerKey(t)
	for name, bad := range map[string]string{
		"nothing":                 "",
		"an ID token":             idToken,
		"an ID token's nonce":     token(map[string]any{"nonce": "n"}),
		"typed as another token":  d.Setting(map[string]any{"nonce": nil, "events": logout, "iat": time.Now().Unix()})(idToken),
		"no event":                token(map[string]any{"events": nil}),
		"another event":           token(map[string]any{"events": map[string]any{"http://schemas.openid.net/event/other": map[string]any{}}}),
		"another service":         token(map[string]any{"aud": "autre"}),
		"another issuer":          token(map[string]any{"iss": "https://autre.example"}),
		"an hour ago":             token(map[string]any{"iat": time.Now().Add(-time.Hour).Unix()}),
		"nobody":                  token(map[string]any{"sub": nil}),
		"signed by somebody else": servicetest.Claims(other, token(nil), func(map[string]any) {}),
		"not signed":              servicetest.Unsigned(token(nil)),
	} {
		if p := s.Browser().Post("/agent/annuaire/deconnexion", url.Values{"logout_token": {bad}}); p.Status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, p.Status)
		}
		b.Get("/agent").At("/agent", 200)
	}
	for name, about := range map[string]map[string]any{
		"somebody else":   {"sub": "claire"},
		"another session": {"sid": "another"},
	} {
		if p := s.Browser().Post("/agent/annuaire/deconnexion", url.Values{"logout_token": {token(about)}}); p.Status != http.StatusOK {
			t.Errorf("%s: %d", name, p.Status)
		}
		b.Get("/agent").At("/agent", 200)
	}
	p := s.Browser().Post("/agent/annuaire/deconnexion", url.Values{"logout_token": {token(nil)}})
	if p.Status != http.StatusOK || p.Header.Get("Cache-Control") != "no-store" || len(p.Sets()) != 0 {
		t.Errorf("answered %d, %v", p.Status, p.Header)
	}
	b.Get("/agent").At("/agent/connexion?etat=fin", 200)
	if n := s.AuditCount("agent-directory-logout", events.OK); n != 1 {
		t.Errorf("%d log-outs in the audit log", n)
	}
}

// If the directory publishes no keys, or does not answer, when a logout token arrives, the token must be sent again: its
// signature cannot be verified.
func TestALogoutTokenThatCannotBeVerifiedIsAskedForAgain(t *testing.T) {
	var outside *httptest.Server
	outside = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/.well-known/openid-configuration" {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": outside.URL, "authorization_endpoint": outside.URL + "/in", "token_endpoint": outside.URL + "/token", "jwks_uri": outside.URL + "/keys"})
	}))
	t.Cleanup(outside.Close)
	s := servicetest.NewService(t, func(o *handlers.Options) {
		o.Directory, o.AgentURL = directory.New(directory.Config{Issuer: outside.URL, ClientID: servicetest.FcClient}), o.BaseURL
	})
	token := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"ES256","kid":"1","typ":"logout+jwt"}`)) + "." +
		base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"`+outside.URL+`","aud":"`+servicetest.FcClient+`","sub":"paul"}`)) + "." + strings.Repeat("A", 86)
	told := func(raw string, status int, retry string) {
		t.Helper()
		if p := s.Browser().Post("/agent/annuaire/deconnexion", url.Values{"logout_token": {raw}}); p.Status != status || p.Header.Get("Retry-After") != retry {
			t.Errorf("answered %d, to come again after %q seconds; want %d, %q", p.Status, p.Header.Get("Retry-After"), status, retry)
		}
	}
	told(token, http.StatusServiceUnavailable, "60")
	told("no token", http.StatusBadRequest, "")
}

func TestWithoutADirectoryNothingLeadsThere(t *testing.T) {
	s := servicetest.NewService(t)
	if p := s.Browser().Get("/agent/connexion"); strings.Contains(p.Text(), "annuaire") {
		t.Error("the page speaks of a directory")
	}
	for _, path := range []string{"/agent/annuaire", "/agent/annuaire/retour", "/agent/annuaire/entree"} {
		s.Browser().Get(path).At(path, http.StatusNotFound)
	}
	if p := s.Browser().Post("/agent/annuaire/deconnexion", url.Values{"logout_token": {"x"}}); p.Status != http.StatusNotFound {
		t.Errorf("answered %d", p.Status)
	}
}

func TestTheDoctorAsksTheDirectory(t *testing.T) {
	d := servicetest.NewDirectory(t, servicetest.ADFS, nil)
	if err := directory.New(d.Config()).Check(t.Context(), time.Now); err != nil {
		t.Error(err)
	}
	c := d.Config()
	c.Issuer += "/autre"
	if err := directory.New(c).Check(t.Context(), time.Now); err == nil {
		t.Error("another issuer was taken")
	}
	d.Changing("/jwks", func(http.Header, []byte) []byte { return []byte(`{"keys":[]}`) }, func() {
		if err := directory.New(d.Config()).Check(t.Context(), time.Now); err == nil || !strings.Contains(err.Error(), "no signing keys") {
			t.Errorf("without keys: %v", err)
		}
	})
}
