package walks

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/network"

	"sesame/server/servertest"
)

// The configuration that a packaged Apache on Debian has around the lines of docs/apache.md. Started by root, it works as
// www-data.
const apacheSite = `ServerRoot %[1]s
DefaultRuntimeDir %[1]s
PidFile %[1]s/pid
ErrorLog /dev/stderr
User www-data
Group www-data
ServerName localhost
Listen 127.0.0.1:%[2]d
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
LoadModule auth_openidc_module /usr/lib/apache2/modules/mod_auth_openidc.so
<VirtualHost *:%[2]d>
%[3]s</VirtualHost>
`

// A login through Debian's Apache and mod_auth_openidc, configured as docs/apache.md says.
func TestAProgramBehindApache(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	port := servertest.FreePort(t)
	url := fmt.Sprintf("http://localhost:%d", port)
	m := opensManual(t, "docs/apache.md", "https://espace.example", s.url, "https://portail.example", url, "PASSPHRASE", "a1b2c3",
		"http://127.0.0.1:9000", echo(t, "X-Remote-User", "OIDC_CLAIM_name", "OIDC_CLAIM_email", "OIDC-CLAIM-email"))
	m.adds(s)
	dir := t.TempDir()
	config := filepath.Join(dir, "apache2.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, apacheSite, dir, port, m.block("OIDCProviderMetadataURL")), 0o600); err != nil {
		t.Fatal(err)
	}
	outside(t, url, exec.Command("apache2", "-f", config, "-DFOREGROUND"))
	w := world{newPerson(t, s.url, true), s, s.post}

	w.Visits(url + "/")
	w.Reads("Portail /", "X-Remote-User est .")
	w.forges(network.Headers{"X-Remote-User": "rose", "OIDC_CLAIM_name": "Rose Petit", "OIDC-CLAIM-email": "rose@poitou.example"})
	w.entersBy(url+"/prive/", jeanne)
	w.Reads("OIDC_CLAIM_name est Jeanne Martin.", "OIDC_CLAIM_email est jeanne.martin@poitou.example.", "OIDC-CLAIM-email est .")
	if !regexp.MustCompile(`X-Remote-User est [A-Z2-7]{26}\.`).MatchString(w.Text()) {
		t.Errorf("the program is told another member\n%s", w.describe())
	}
	w.Visits(m.block("https://portail.example/prive/retour?logout="))
	w.Reads("Portail /")
	w.Open("/espace")
	w.At("/connexion")

	w.entersBy(url+"/prive/", jeanne)
	w.changesPassword(t, "Nouveau_Portail8Ardoise")
	w.turnedAway(url + "/prive/")
}
