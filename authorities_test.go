package main

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sesame/courier"
	"sesame/db"
)

// privateSite starts a server that answers as a gateway, as FranceConnect and as a client, with a certificate whose authority
// is only in the returned file.
func privateSite(t *testing.T) (site *httptest.Server, file string, tokens <-chan string) {
	t.Helper()
	came := make(chan string, 10)
	mux := http.NewServeMux()
	site = httptest.NewUnstartedServer(mux)
	site.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0) // errors of clients that do not trust it
	site.StartTLS()
	t.Cleanup(site.Close)
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": site.URL, "authorization_endpoint": site.URL + "/aller", "token_endpoint": site.URL + "/jeton", "jwks_uri": site.URL + "/jwks", "userinfo_endpoint": site.URL + "/moi", "end_session_endpoint": site.URL + "/fin"})
	})
	mux.HandleFunc("/jwks", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"keys":[{}]}`) })
	mux.HandleFunc("/sortie", func(_ http.ResponseWriter, r *http.Request) { came <- r.FormValue("logout_token") })
	mux.HandleFunc("/sms", func(http.ResponseWriter, *http.Request) {})
	file = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: site.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	return site, file, came
}

func TestAuthoritiesOfAFileAreTrusted(t *testing.T) {
	site, file, _ := privateSite(t)
	address := "SESAME_SMS_URL=json+" + site.URL + "/sms"
	registered := []string{"SESAME_FC_ISSUER=" + site.URL, "SESAME_FC_CLIENT_ID=c", "SESAME_FC_CLIENT_SECRET=s"}
	check := func(env ...string) (gateway, franceConnect error) {
		t.Helper()
		c, err := configured(append(append(env, address), registered...))
		if err != nil {
			t.Fatal(err)
		}
		g, err := c.gateway()
		if err != nil {
			t.Fatal(err)
		}
		f, err := c.franceConnect()
		if err != nil {
			t.Fatal(err)
		}
		return g.Check(t.Context()), f.Check(t.Context(), time.Now)
	}
	gateway, franceConnect := check()
	if gateway == nil || !strings.Contains(courier.Explain(gateway), "SESAME_CA_FILE") || franceConnect == nil {
		t.Errorf("an unknown authority is trusted, or no mend is told: %v, %v", gateway, franceConnect)
	}
	if gateway, franceConnect = check("SESAME_CA_FILE=" + file); gateway != nil || franceConnect != nil {
		t.Errorf("the file's authority is not trusted: %v, %v", gateway, franceConnect)
	}
}

func TestALogoutTokenReachesAClientUnderAPrivateAuthority(t *testing.T) {
	site, file, tokens := privateSite(t)
	c, err := configured([]string{"SESAME_CA_FILE=" + file})
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	d.install()
	d.runs(exitDone, "import", "adherents", d.file("a.csv", goodMembers))
	database := d.open()
	webhooks := (&program{now: time.Now}).webhooks(c, database, slog.New(slog.NewTextHandler(io.Discard, nil)))
	database.WhenQueued(webhooks.Wake)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { webhooks.Run(ctx); close(ended) }()
	defer func() { stop(); <-ended }()
	err = database.InTx(t.Context(), func(t *db.Tx) error {
		now := time.Now()
		portal := &db.Client{ClientID: "portail", Name: "Portail", Signature: "ES256", LogoutURL: site.URL + "/sortie"}
		if err := t.AddClient(ctx, portal, "secret", now); err != nil {
			return err
		}
		id, err := t.OpenLogin(ctx, 1, "password", "Firefox", now)
		if err != nil {
			return err
		}
		login, err := t.Login(ctx, id)
		if err != nil {
			return err
		}
		if _, _, err := t.OpenClient(ctx, login, portal.ID, now); err != nil {
			return err
		}
		_, err = t.CloseLogin(ctx, 1, id, now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if token := <-tokens; strings.Count(token, ".") != 2 {
		t.Errorf("token %q", token)
	}
}

func TestAFileOfAuthoritiesThatDoesNotFitIsTold(t *testing.T) {
	d := newDesk(t)
	for file, says := range map[string]string{d.path("absent.pem"): "absent.pem", d.file("vide.pem", "rien"): "ne contient aucun certificat"} {
		if _, err := configured([]string{"SESAME_CA_FILE=" + file}); err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "SESAME_CA_FILE") {
			t.Errorf("%s: %v", file, err)
		}
	}
}
