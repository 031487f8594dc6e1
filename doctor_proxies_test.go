package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestDoctorAsksTheServiceWhichProxiesItHasSeen(t *testing.T) {
	lines := ""
	running := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/readyz" {
			w.WriteHeader(http.StatusServiceUnavailable) // for another reason
			fmt.Fprint(w, lines)
		}
	}))
	defer running.Close()
	at := running.Listener.Addr().String()
	for name, c := range map[string]struct{ listen, lines, says, fault string }{
		"all is well":     {at, "base : ok\nmandataire : ok\n", "", ""},
		"an unknown one":  {at, "base : ok\nmandataire : des requêtes passent par 10.0.0.3\n", "", "10.0.0.3"},
		"another program": {at, "hello", "n'est pas ce service", ""},
		"no service":      {closedPort(t), "", "le service ne répond pas", ""},
		"every address":   {"0.0.0.0:" + portOf(t, at), "mandataire : ok\n", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			lines = c.lines
			says, err := checkProxies(t.Context(), &config{MetricsListen: c.listen})
			if (err != nil) != (c.fault != "") || err != nil && !strings.Contains(err.Error(), c.fault) {
				t.Errorf("fault %v, want %q", err, c.fault)
			}
			if !strings.Contains(says, c.says) {
				t.Errorf("says %q, want %q", says, c.says)
			}
		})
	}
}

// closedPort is an address of this machine where nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // that is what is wanted
	return l.Addr().String()
}

func portOf(t *testing.T, address string) string {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	return port
}
