package main

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"
)

// answeringDirectory starts a directory that has a discovery document and keys, nothing else.
func answeringDirectory(t *testing.T) (issuer string) {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	answer := func(path string, v any) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(v)
		})
	}
	answer("/.well-known/openid-configuration", map[string]any{"issuer": server.URL, "authorization_endpoint": server.URL + "/a", "token_endpoint": server.URL + "/t",
		"jwks_uri": server.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	answer("/keys", map[string]any{"keys": []any{map[string]any{"kty": "OKP", "crv": "Ed25519", "kid": "1", "use": "sig", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}})
	return server.URL
}

// The installer tests the agents' directory while it asks about it, writes the answers, and removes them all after « aucun ».
func TestTheInstallerAsksAboutTheAgentsDirectory(t *testing.T) {
	d := newDesk(t)
	relay, issuer := relaySaying(t, nil), answeringDirectory(t)
	answers := with(caisseAnswers, "smtp://"+relay+"?tls=none", "essai@poitou.example", "off:", d.path("sesame.db"))
	const roles = "sesame-agents=agent, sesame-chefs=superviseur"
	d.installs(with(answers, "annuaire", "http://localhost:1", "?", issuer, "", "sesame", "secret-annuaire", "", "", "sesame-agents=chef", roles, "annuaire", "", "mfa", "oui")...)
	d.says("« annuaire » n'est pas une adresse", "il ne répond pas comme un annuaire (personne n'écoute à ce port) : ", "/agent/annuaire/retour", "cette réponse est exigée", "« chef » n'est pas un rôle")
	want := map[string]string{"SESAME_AGENT_OIDC_ISSUER": issuer, "SESAME_AGENT_OIDC_CLIENT_ID": "sesame", "SESAME_AGENT_OIDC_CLIENT_SECRET": "secret-annuaire", "SESAME_AGENT_OIDC_LOGIN_CLAIM": "preferred_username",
		"SESAME_AGENT_OIDC_ROLE_CLAIM": "groups", "SESAME_AGENT_OIDC_ROLES": roles, "SESAME_AGENT_OIDC_SECOND_FACTOR": "annuaire", "SESAME_AGENT_OIDC_ACR": "mfa"}
	of := func() map[string]string {
		found := d.written()
		maps.DeleteFunc(found, func(name, _ string) bool { return want[name] == "" })
		return found
	}
	if got := of(); !maps.Equal(got, want) {
		t.Errorf("written %v, want %v", got, want)
	}
	kept := make([]string, len(answers))
	d.installs(with(kept, "", "", "", "", "", "", "", "", "oui")...)
	if got := of(); !maps.Equal(got, want) {
		t.Errorf("kept %v, want %v", got, want)
	}
	d.installs(with(kept, "aucun", "oui")...)
	if got := of(); len(got) > 0 {
		t.Errorf("« aucun » leaves %v", got)
	}
}
