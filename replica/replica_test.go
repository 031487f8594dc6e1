package replica

import (
	"context"
	"errors"
	"net"
	"net/http"
	"path/filepath"
	"testing"
	"time"
)

// told simulates Litestream's control socket: its answers on two paths.
func told(t *testing.T, list, status string) (socket string) {
	t.Helper()
	socket = filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	answers := http.NewServeMux()
	answers.HandleFunc("GET /list", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(list)) })
	answers.HandleFunc("GET /debug/sync-status", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(status)) })
	server := &http.Server{Handler: answers}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	return socket
}

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func TestWhole(t *testing.T) {
	const well = `{"databases":[{"path":"/srv/sesame.db"}]}`
	var stuck *StuckError
	for name, c := range map[string]struct {
		list, status string
		want         func(time.Time, error) bool
	}{
		"copied": {`{"databases":[{"path":"/srv/other.db"},{"path":"/srv/sesame.db","status":"replicating","last_sync_at":"2026-11-25T11:59:58Z"}]}`, well,
			func(at time.Time, err error) bool { return err == nil && at.Equal(noon.Add(-2*time.Second)) }},
		"another database": {`{"databases":[{"path":"/srv/other.db","last_sync_at":"2026-11-25T11:59:58Z"}]}`, well,
			func(_ time.Time, err error) bool { return errors.Is(err, ErrForeign) }},
		"not begun": {`{"databases":[{"path":"/srv/sesame.db","status":"replicating"}]}`, well,
			func(_ time.Time, err error) bool { return errors.Is(err, ErrNever) }},
		"stuck": {`{"databases":[{"path":"/srv/sesame.db","last_sync_at":"2026-11-25T11:59:58Z"}]}`, `{"databases":[{"path":"/srv/sesame.db","error":"disk full"}]}`,
			func(_ time.Time, err error) bool { return errors.As(err, &stuck) && stuck.Says == "disk full" }},
		"another program": {`<html>`, `<html>`, func(_ time.Time, err error) bool { return errors.Is(err, ErrSilent) }},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := New(told(t, c.list, c.status), "/srv/sesame.db", noon)
			if err != nil {
				t.Fatal(err)
			}
			if at, err := w.Whole(t.Context()); !c.want(at, err) {
				t.Errorf("%v, %v", at, err)
			}
		})
	}
}

func TestTheLagGrowsWhileLitestreamDoesNotAnswer(t *testing.T) {
	socket := told(t, `{"databases":[{"path":"/srv/sesame.db","last_sync_at":"2026-11-25T12:00:10Z"}]}`, `{"databases":[]}`)
	w, err := New(socket, "/srv/sesame.db", noon)
	if err != nil {
		t.Fatal(err)
	}
	if lag := w.Lag(t.Context(), noon.Add(11*time.Second)); lag != time.Second {
		t.Errorf("a second after the copy was whole: %v", lag)
	}
	gone, end := context.WithCancel(t.Context())
	end()
	if lag := w.Lag(gone, noon.Add(70*time.Second)); lag != time.Minute {
		t.Errorf("a minute after the copy was known to be whole: %v", lag)
	}
	silent, err := New(filepath.Join(t.TempDir(), "none"), "/srv/sesame.db", noon)
	if err != nil {
		t.Fatal(err)
	}
	if lag := silent.Lag(t.Context(), noon.Add(time.Hour)); lag != time.Hour {
		t.Errorf("an hour after the start, without an answer: %v", lag)
	}
}
