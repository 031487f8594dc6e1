package doctor

import (
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sesame/replica"
)

// litestream simulates Litestream's control socket.
func litestream(t *testing.T, list, status string) (socket string) {
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

func TestReplicaSaysHowFarTheCopyIs(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	const well = `{"databases":[{"path":"/srv/sesame.db"}]}`
	for name, c := range map[string]struct {
		list, status string
		state        State
		says         string
	}{
		"warm":       {`{"databases":[{"path":"/srv/sesame.db","last_sync_at":"2026-11-25T11:59:58Z"}]}`, well, OK, "la copie était complète le 25/11/2026 à 11:59"},
		"late":       {`{"databases":[{"path":"/srv/sesame.db","last_sync_at":"2026-11-25T11:50:00Z"}]}`, well, Failed, "la copie a 10 minutes de retard"},
		"not begun":  {`{"databases":[{"path":"/srv/sesame.db"}]}`, well, Failed, "rien n'est encore copié"},
		"of another": {`{"databases":[]}`, well, Failed, "Litestream ne copie pas /srv/sesame.db"},
		"stuck":      {`{"databases":[{"path":"/srv/sesame.db","last_sync_at":"2026-11-25T11:59:58Z"}]}`, `{"databases":[{"path":"/srv/sesame.db","error":"disk full"}]}`, Failed, "Litestream ne copie plus (disk full)"},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := replica.New(litestream(t, c.list, c.status), "/srv/sesame.db", now)
			if err != nil {
				t.Fatal(err)
			}
			d := &Doctor{Replica: w, DBPath: "/srv/sesame.db", Now: func() time.Time { return now }, Location: time.UTC}
			if f := d.replica(t.Context()); f.State != c.state || f.Says != c.says || (f.Mend == "") != (f.State == OK) {
				t.Errorf("%+v", f)
			}
		})
	}
	w, err := replica.New(filepath.Join(t.TempDir(), "none"), "/srv/sesame.db", now)
	if err != nil {
		t.Fatal(err)
	}
	if f := (&Doctor{Replica: w}).replica(t.Context()); f.State != Failed || !strings.Contains(f.Mend, "systemctl start sesame-litestream") {
		t.Errorf("without Litestream: %+v", f)
	}
	if f := (&Doctor{}).replica(t.Context()); f.State != OK {
		t.Errorf("without a second host: %+v", f)
	}
}
