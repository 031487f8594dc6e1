package web_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sesame/handlers"
	"sesame/handlers/servicetest"
)

// A browser that leaves before its session is read is no fault of the service.
func TestABrowserThatLeavesIsNoError(t *testing.T) {
	var log bytes.Buffer
	s := servicetest.NewService(t, func(o *handlers.Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	gone, leave := context.WithCancel(t.Context())
	leave()
	for _, path := range []string{"/connexion", "/agent/connexion"} {
		r := httptest.NewRequestWithContext(gone, http.MethodGet, s.URL+path, nil)
		for _, name := range []string{"__Host-sesame", "sesame", "__Host-sesame-agent", "sesame-agent"} {
			r.AddCookie(&http.Cookie{Name: name, Value: strings.Repeat("a", 43)})
		}
		(*s.Pages.Load()).ServeHTTP(httptest.NewRecorder(), r)
	}
	if strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("the log holds\n%s", log.String())
	}
}
