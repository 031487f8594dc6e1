package web

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestAnotherHostThanTheSitesIsMisdirected(t *testing.T) {
	var log strings.Builder
	now := time.Date(2026, 11, 23, 14, 5, 0, 0, time.UTC)
	a := &Base{Options: Options{Aliases: []string{"www.espace.example"}, Now: func() time.Time { return now }, Log: slog.New(slog.NewTextHandler(&log, nil))}}
	arrived := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9001}
	for _, c := range []struct {
		site, method, host string
		status             int
		to                 string
	}{
		{"https://espace.example", "GET", "espace.example", 200, ""},
		{"https://espace.example", "POST", "Espace.Example.:443", 200, ""},
		{"https://espace.example", "GET", "espace.example:9001", 421, ""},
		{"https://espace.example", "GET", "espace.example.evil.example", 421, ""},
		{"https://espace.example", "GET", "evil.example", 421, ""},
		{"https://espace.example", "GET", "127.0.0.1:9001", 421, ""},
		{"https://espace.example", "GET", "localhost", 421, ""},
		{"https://espace.example", "GET", "", 421, ""},
		{"https://espace.example:8443", "GET", "espace.example:8443", 200, ""},
		{"https://espace.example:8443", "GET", "espace.example", 200, ""},
		{"https://espace.example:8443", "GET", "espace.example:443", 421, ""},
		{"https://espace.example", "GET", "www.espace.example", 301, "https://espace.example/connexion?x=1"},
		{"https://espace.example", "POST", "www.espace.example", 421, ""},
		{"http://localhost:8080", "GET", "localhost:8080", 200, ""},
		{"http://localhost:8080", "GET", "127.0.0.1:8080", 200, ""},
		{"http://localhost:8080", "GET", "[::1]:9001", 200, ""},
		{"http://localhost:8080", "GET", "localhost:7000", 421, ""},
		{"http://localhost:8080", "GET", "evil.example:8080", 421, ""},
		{"http://localhost:8080", "GET", "localhost.evil.example:8080", 421, ""},
		{"http://localhost:8080", "GET", "192.0.2.1:8080", 421, ""},
	} {
		site, err := url.Parse(c.site)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(c.method, "/connexion?x=1", nil)
		r.Host = c.host
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(arrived)))
		w := httptest.NewRecorder()
		a.ownHost(site, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, r)
		if w.Code != c.status || w.Header().Get("Location") != c.to {
			t.Errorf("%s asked for %q: %d to %q, want %d to %q", c.site, c.host, w.Code, w.Header().Get("Location"), c.status, c.to)
		}
		if w.Code == http.StatusMisdirectedRequest && !strings.Contains(w.Body.String(), "Ouvrez "+c.site+".") {
			t.Errorf("%s asked for %q: %q does not lead to the site", c.site, c.host, w.Body)
		}
	}
	if said := log.String(); strings.Count(said, "\n") != 1 || strings.Contains(said, "evil") {
		t.Errorf("one line an hour, without what the stranger wrote, is wanted:\n%s", said)
	}
}
