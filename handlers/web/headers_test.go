package web_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"sesame/handlers"
	"sesame/handlers/servicetest"
)

// brokenClock panics within a handler.
func brokenClock() time.Time {
	var none *time.Time
	return *none
}

func TestAPanicIsLoggedWithItsStackAndTheReferenceThatThePersonReads(t *testing.T) {
	var log bytes.Buffer
	broken := false
	s := servicetest.NewService(t, func(o *handlers.Options) {
		now := o.Now
		o.Now = func() time.Time {
			if broken {
				return brokenClock()
			}
			return now()
		}
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
	})
	for _, path := range []string{"/mot-de-passe-oublie", "/agent/connexion"} {
		broken = true
		log.Reset()
		w := httptest.NewRecorder()
		(*s.Pages.Load()).ServeHTTP(w, httptest.NewRequest(http.MethodGet, s.URL+path, nil))
		if w.Code != http.StatusInternalServerError {
			t.Errorf("%s: status %d", path, w.Code)
		}
		shown := regexp.MustCompile(`éférence.: <strong[^>]*>([A-Z2-7]{8})</strong>`).FindStringSubmatch(w.Body.String())
		if shown == nil {
			t.Fatalf("%s shows no reference:\n%s", path, w.Body)
		}
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		if len(lines) != 2 || !strings.Contains(lines[0], "level=ERROR") {
			t.Fatalf("%s: the log holds\n%s", path, log.String())
		}
		for _, want := range []string{"reference=" + shown[1], "path=" + path, "nil pointer dereference", "web_test.brokenClock", "headers_test.go:"} {
			if !strings.Contains(lines[0], want) {
				t.Errorf("%s: %q is not in the log:\n%s", path, want, lines[0])
			}
		}
		if strings.Contains(w.Body.String(), "nil pointer") {
			t.Errorf("%s: the page tells the panic", path)
		}
	}
}
