package doctor

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"sesame/server/servertest"
)

func TestProxiesThatMakeOnePersonOfAllMembersAreNamed(t *testing.T) {
	at := func(s string) []netip.Addr { return []netip.Addr{netip.MustParseAddr(s)} }
	for _, c := range []struct {
		missing                bool
		undeclared, unreadable []netip.Addr
		says                   []string
	}{
		{false, nil, nil, nil},
		{false, at("10.0.0.3"), nil, []string{"10.0.0.3", "SESAME_TRUSTED_PROXIES"}},
		{false, nil, at("fd00::3"), []string{"fd00::3", "X-Forwarded-For"}},
		{false, at("10.0.0.3"), at("10.0.0.4"), []string{"10.0.0.3", "10.0.0.4"}},
		{true, nil, nil, []string{"SESAME_TRUSTED_PROXIES", "https://", "127.0.0.1"}},
		{true, at("10.0.0.3"), nil, []string{"10.0.0.3"}},
	} {
		got := ProxyFaults(c.missing, c.undeclared, c.unreadable)
		if (got == "") != (c.says == nil) {
			t.Errorf("says %q", got)
		}
		for _, want := range c.says {
			if !strings.Contains(got, want) {
				t.Errorf("%q lacks %q", got, want)
			}
		}
	}
}

func TestAnotherProcessAsksTheServiceWhichProxiesItHasSeen(t *testing.T) {
	lines := ""
	running := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/readyz" {
			w.WriteHeader(http.StatusServiceUnavailable) // for another reason
			fmt.Fprint(w, lines)
		}
	}))
	defer running.Close()
	at := running.Listener.Addr().String()
	_, port, err := net.SplitHostPort(at)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		listen, lines string
		state         State
		says          string
	}{
		"all is well":     {at, "base : ok\nmandataire : ok\n", OK, ""},
		"an unknown one":  {at, "base : ok\nmandataire : des requêtes passent par 10.0.0.3\n", Failed, "10.0.0.3"},
		"another program": {at, "hello", OK, "n'est pas ce service"},
		"no service":      {closedPort(t), "", OK, "le service ne répond pas"},
		"every address":   {"0.0.0.0:" + port, "mandataire : ok\n", OK, ""},
	} {
		t.Run(name, func(t *testing.T) {
			lines = c.lines
			d := &Doctor{MetricsListen: c.listen}
			if got := d.proxies(t.Context()); got.State != c.state || !strings.Contains(got.Says, c.says) {
				t.Errorf("%+v, want %s %q", got, c.state, c.says)
			}
		})
	}
}

// closedPort is an address of this machine where nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	return fmt.Sprintf("127.0.0.1:%d", servertest.FreePort(t))
}
