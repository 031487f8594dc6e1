package main

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"sesame/handlers/web"
)

func TestAnEncryptedAddressWithoutCertificateOrProxyIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		env     []string
		missing bool
	}{
		"neither":            {nil, true},
		"a proxy":            {[]string{"SESAME_TRUSTED_PROXIES=127.0.0.1"}, false},
		"a certificate":      {[]string{"SESAME_ACME_DOMAINS=espace.example", "SESAME_LISTEN=:443"}, false},
		"without encryption": {[]string{"SESAME_BASE_URL=http://localhost:8080"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := configured(c.env)
			if err != nil {
				t.Fatal(err)
			}
			proxies := new(web.Proxies)
			proxies.Trust(got.TrustedProxies)
			says := got.proxyFaults(proxies)(time.Now())
			if got.proxyMissing() != c.missing || strings.Contains(says, "SESAME_TRUSTED_PROXIES n'en nomme aucun") != c.missing {
				t.Errorf("missing: %v, says %q", got.proxyMissing(), says)
			}
			proxies.Trust([]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}) // a reload
			if says := got.proxyFaults(proxies)(time.Now()); says != "" {
				t.Errorf("once a proxy is named: %q", says)
			}
		})
	}
}

func TestTheServiceTellsAMissingProxyAtItsStartAndWhenAsked(t *testing.T) {
	d := newDesk(t)
	pages, health, stop := d.serving("SESAME_BASE_URL=https://espace.example")
	const told = "SESAME_TRUSTED_PROXIES n'en nomme aucun"
	if _, body := get(t, health+"/readyz"); !strings.Contains(body, "mandataire : SESAME_BASE_URL") || !strings.Contains(body, told) {
		t.Errorf("/readyz says\n%s", body)
	}
	if status, _ := get(t, pages+"/connexion"); status != http.StatusMisdirectedRequest {
		t.Errorf("a page under the listener's own address: %d", status)
	}
	if _, log := stop(); !strings.Contains(log, told) {
		t.Errorf("the start says nothing:\n%s", log)
	}
}
