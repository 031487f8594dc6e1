package web_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sesame/handlers"
	"sesame/handlers/servicetest"
)

// A browser that disconnects before its session is read causes no error in the log.
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

// A form whose body stops on its way, on a real connection: a person who still waits for the answer reads what to do.
func TestAFormThatStopsOnItsWayIsAnswered(t *testing.T) {
	s := servicetest.NewService(t)
	impatient := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := http.NewResponseController(w).SetReadDeadline(time.Now()); err != nil {
			t.Error(err)
		}
		(*s.Pages.Load()).ServeHTTP(w, r)
	}))
	t.Cleanup(impatient.Close)
	for path, says := range map[string]string{"/connexion": "Votre envoi s’est arrêté en chemin", "/agent/connexion": "Ce que vous envoyez s’est arrêté en chemin"} {
		line, err := net.Dial("tcp", impatient.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintf(line, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 600\r\n\r\nidentifiant=1", path, line.RemoteAddr()); err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(line), nil)
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(answer.Body)
		_ = errors.Join(answer.Body.Close(), line.Close()) // everything was read
		if err != nil || answer.StatusCode != http.StatusRequestTimeout || !strings.Contains(html.UnescapeString(string(page)), says) {
			t.Errorf("%s: %d, %v\n%s", path, answer.StatusCode, err, page)
		}
	}
}
