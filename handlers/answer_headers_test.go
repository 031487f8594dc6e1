package handlers_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/handlers"
	"sesame/handlers/servicetest"
)

// policy is the content security policy of the service's pages: what they may load, and where their forms may lead.
var policy = []string{
	"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'", "connect-src 'self'",
	"form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
}

// Each kind of answer of the members' and agents' pages has the headers of SECURITY.md, errors included.
func TestEveryAnswerHasItsHeaders(t *testing.T) {
	broken := false
	s := servicetest.NewService(t, func(o *handlers.Options) {
		now := o.Now
		o.BaseURL.Scheme = "https"
		o.Log = slog.New(slog.DiscardHandler)
		o.Now = func() time.Time {
			if broken {
				panic("a fault")
			}
			return now()
		}
	})
	ask := func(method, path string, body url.Values, change ...func(*http.Request)) *http.Response {
		r := httptest.NewRequest(method, "https://"+strings.TrimPrefix(s.URL, "http://")+path, strings.NewReader(body.Encode()))
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for _, f := range change {
			f(r)
		}
		w := httptest.NewRecorder()
		(*s.Pages.Load()).ServeHTTP(w, r)
		return w.Result()
	}
	with := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	// net/http cancels the context of a request when it stops waiting for its body.
	stops := func(r *http.Request) {
		ctx, end := context.WithCancel(r.Context())
		end()
		*r = *r.WithContext(ctx)
		r.Body, r.ContentLength = io.NopCloser(stopped{}), 100
	}
	elsewhere := func(r *http.Request) { r.Host = "mal.example" }
	for range s.Limits.LoginFree {
		ask(http.MethodPost, "/connexion", url.Values{"identifiant": {servicetest.Nobody}, "mot_de_passe": {"faux"}})
	}
	for _, c := range []struct {
		name   string
		status int
		answer *http.Response
	}{
		{"a page", 200, ask("GET", "/connexion", nil)},
		{"a HEAD", 200, ask("HEAD", "/connexion", nil)},
		{"a fragment", 200, ask("GET", "/mot-de-passe-oublie", nil, with("HX-Request", "true"))},
		{"the gauge", 200, ask("POST", "/jauge", url.Values{"nouveau": {"abc"}})},
		{"a redirect", 303, ask("GET", "/espace", nil)},
		{"a malformed form", 400, ask("POST", "/contact", nil, func(r *http.Request) { r.URL.RawQuery = "a=%zz" })},
		{"a post from another site", 403, ask("POST", "/connexion", nil, with("Sec-Fetch-Site", "cross-site"))},
		{"an unknown address", 404, ask("GET", "/rien", nil)},
		{"a file that is not there", 404, ask("GET", "/static/rien.css", nil)},
		{"a form to the files", 405, ask("POST", "/static/rien.css", url.Values{"a": {"b"}})},
		{"a body that stops on its way", 408, ask("POST", "/contact", nil, stops)},
		{"an agent's body that stops on its way", 408, ask("POST", "/agent/connexion", nil, stops)},
		{"a wrong method", 405, ask("POST", "/espace", nil)},
		{"a body that is too large", 413, ask("POST", "/contact", url.Values{"message": {strings.Repeat("a", 70_000)}})},
		{"another host", 421, ask("GET", "/connexion", nil, elsewhere)},
		{"a refused entry", 422, ask("POST", "/connexion", nil)},
		{"too many tries", 429, ask("POST", "/connexion", url.Values{"identifiant": {servicetest.Nobody}, "mot_de_passe": {"faux"}})},
		{"an agent's page", 200, ask("GET", "/agent/connexion", nil)},
		{"an agent who is not logged in", 303, ask("GET", "/agent/adherents", nil)},
		{"an agent's post from another site", 403, ask("POST", "/agent/connexion", nil, with("Origin", "https://mal.example"))},
		{"an agent's unknown address", 404, ask("GET", "/agent/rien", nil)},
		{"an agent's refused entry", 422, ask("POST", "/agent/connexion", nil)},
		{"a fault", 500, func() *http.Response {
			broken = true
			defer func() { broken = false }()
			return ask("GET", "/mot-de-passe-oublie", nil)
		}()},
	} {
		if c.answer.StatusCode != c.status {
			t.Errorf("%s: %d, not %d", c.name, c.answer.StatusCode, c.status)
		}
		hasHeaders(t, c.name, c.answer.StatusCode, c.answer.Header)
		if got := c.answer.Header.Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
			t.Errorf("%s: Strict-Transport-Security is %q", c.name, got)
		}
	}
	clerk := servicetest.NewService(t).AgentBrowser(db.RoleMailroom)
	for path, status := range map[string]int{"/agent": 200, "/agent/adherents": 403, "/agent/rien": 404} {
		page := clerk.Get(path).At(path, status)
		hasHeaders(t, "an agent at "+path, page.Status, page.Header)
	}
}

// stopped is a request body that ends early, because the server has stopped waiting for it.
type stopped struct{}

func (stopped) Read([]byte) (int, error) {
	return 0, &net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}
}

func hasHeaders(t *testing.T, name string, status int, h http.Header) {
	t.Helper()
	for header, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store", "Access-Control-Allow-Origin": "",
		"Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
	} {
		if got := h.Get(header); got != want {
			t.Errorf("%s (%d): %s is %q", name, status, header, got)
		}
	}
	told := h.Get("Content-Security-Policy")
	for _, directive := range policy {
		if !strings.Contains(told+";", directive+";") {
			t.Errorf("%s (%d): the policy lacks %s: %s", name, status, directive, told)
		}
	}
	if n := strings.Count(told, ";") + 1; n != len(policy) {
		t.Errorf("%s (%d): the policy has %d directives: %s", name, status, n, told)
	}
	if kind := strings.ToLower(h.Get("Content-Type")); status != http.StatusSeeOther && !strings.HasSuffix(kind, "; charset=utf-8") {
		t.Errorf("%s (%d): Content-Type %q", name, status, kind)
	}
}
