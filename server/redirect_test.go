package server

import (
	"net/http/httptest"
	"net/url"
	"testing"
)

func TestWhoComesWithoutEncryptionIsSentToTheSamePageOfOurSites(t *testing.T) {
	members, agents := &url.URL{Scheme: "https", Host: "espace.example:8443"}, &url.URL{Scheme: "https", Host: "agents.example"}
	var none *Certificate
	redirect := none.Redirect(map[string]*url.URL{"espace.example": members, "www.espace.example": members, "agents.example": agents})
	for _, c := range []struct {
		method, host, path string
		status             int
		to                 string
	}{
		{"GET", "espace.example", "/connexion?identifiant=T1", 301, "https://espace.example:8443/connexion?identifiant=T1"},
		{"HEAD", "WWW.Espace.Example.:80", "/", 301, "https://espace.example:8443/"},
		{"GET", "agents.example:80", "/agent", 301, "https://agents.example/agent"},
		{"POST", "espace.example", "/oidc/jeton", 403, ""},
		{"GET", "espace.example", "//elsewhere.example/%2e%2e", 301, "https://espace.example:8443/elsewhere.example/%2e%2e"},
		{"GET", "elsewhere.example", "/", 421, ""},
		{"GET", "", "/", 421, ""},
		{"GET", "espace.example", "/.well-known/acme-challenge/x", 301, "https://espace.example:8443/.well-known/acme-challenge/x"},
	} {
		r := httptest.NewRequest(c.method, "http://x"+c.path, nil)
		r.Host = c.host
		w := httptest.NewRecorder()
		redirect.ServeHTTP(w, r)
		if w.Code != c.status || w.Header().Get("Location") != c.to {
			t.Errorf("%s %s%s: %d to %q, want %d to %q", c.method, c.host, c.path, w.Code, w.Header().Get("Location"), c.status, c.to)
		}
	}
}
