package doctor

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// agentsAt is a server for the agents' address that gives this answer, with this certificate.
func agentsAt(t *testing.T, pair tls.Certificate, answer http.HandlerFunc) *url.URL {
	t.Helper()
	site := httptest.NewUnstartedServer(answer)
	site.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	site.StartTLS()
	t.Cleanup(site.Close)
	u, err := url.Parse(site.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = "localhost:" + u.Port()
	return u
}

func TestTheAgentsOwnAddressIsLookedAt(t *testing.T) {
	months := time.Now().AddDate(0, 2, 0) // Go's verification lives on the machine's clock
	good, _, goodPool := certified(t, "localhost", months)
	soon, _, soonPool := certified(t, "localhost", time.Now().AddDate(0, 0, 5))
	other, _, otherPool := certified(t, "autre.example", months)
	leads := func(to string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusSeeOther) }
	}
	says := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
	}
	day := months.UTC().Format("02/01/2006")
	for name, c := range map[string]struct {
		pool   *x509.CertPool
		url    *url.URL
		state  State
		phrase string
	}{
		"none":                 {url: nil, state: OK, phrase: "sans adresse à lui"},
		"well":                 {goodPool, agentsAt(t, good, leads("/agent")), OK, "certificat valable jusqu'au " + day},
		"about to end":         {soonPool, agentsAt(t, soon, leads("/agent")), Failed, "il expire le"},
		"of another name":      {otherPool, agentsAt(t, other, leads("/agent")), Failed, "corrigez SESAME_AGENT_URL"},
		"the members' pages":   {goodPool, agentsAt(t, good, leads("/connexion")), Failed, "n'est pas l'espace des agents"},
		"a name that is lost":  {goodPool, agentsAt(t, good, says(http.StatusMisdirectedRequest)), Failed, "l'en-tête Host"},
		"a proxy without it":   {goodPool, agentsAt(t, good, says(http.StatusBadGateway)), Failed, "répond par l'erreur 502"},
		"a page of the caisse": {goodPool, agentsAt(t, good, says(http.StatusOK)), Failed, "n'est pas l'espace des agents"},
		"nobody, from here":    {nil, &url.URL{Scheme: "https", Host: closedPort(t)}, Attention, "ne répond pas d'ici"},
		"without encryption":   {nil, &url.URL{Scheme: "http", Host: closedPort(t)}, Attention, "ne répond pas d'ici"},
	} {
		t.Run(name, func(t *testing.T) {
			d := &Doctor{AgentURL: c.url, Authorities: c.pool, Now: time.Now, Location: time.UTC}
			if f := d.agentsAddress(t.Context()); f.State != c.state || !strings.Contains(f.Says+" : "+f.Mend, c.phrase) || f.State != OK && f.Mend == "" {
				t.Errorf("%+v", f)
			}
		})
	}
}
