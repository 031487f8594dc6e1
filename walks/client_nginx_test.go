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

// The configuration that a packaged nginx on Debian has around the lines of docs/nginx-oauth2-proxy.md.
const nginxSite = `daemon off;
pid %[1]s/pid;
error_log stderr;
events {}
http {
	access_log off;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	server {
		listen 127.0.0.1:%[2]d;
%[3]s	}
}
`

// A login through Debian's nginx and oauth2-proxy, configured as docs/nginx-oauth2-proxy.md says; its five minutes are three
// seconds here.
func TestAProgramBehindNginx(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	port, proxy := servertest.FreePort(t), fmt.Sprintf("127.0.0.1:%d", servertest.FreePort(t))
	url := fmt.Sprintf("http://localhost:%d", port)
	m := opensManual(t, "docs/nginx-oauth2-proxy.md", "https://espace.example", s.url, "https://portail.example", url, "COOKIE_SECRET", "0123456789abcdef0123456789abcdef",
		"127.0.0.1:4180", proxy, "http://127.0.0.1:9000", echo(t, "X-Remote-User"), `"5m"`, `"3s"`)
	m.adds(s)
	dir := t.TempDir()
	writes := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	outside(t, "http://"+proxy+"/ping", exec.Command("../.tools/oauth2-proxy-7.15.6", "--config", writes("oauth2-proxy.cfg", m.block("provider ="))))
	outside(t, url, exec.Command("nginx", "-e", "stderr", "-p", dir, "-c", writes("nginx.conf", fmt.Sprintf(nginxSite, dir, port, m.block("location /oauth2/")))))
	w := world{newPerson(t, s.url, true), s, s.post}

	w.forges(network.Headers{"X-Remote-User": "rose", "X-Auth-Request-User": "rose"})
	w.Visits(url + "/")
	w.Reads("Portail /", "X-Remote-User est .")
	w.entersBy(url+"/prive/page?a=1&b=2", jeanne)
	if !regexp.MustCompile(`X-Remote-User est [A-Z2-7]{26}\.`).MatchString(w.Text()) {
		t.Errorf("the program is told another member\n%s", w.describe())
	}
	w.Visits(m.block("https://portail.example/oauth2/sign_out"))
	w.Reads("Le service Portail veut fermer Mon espace privé")
	w.Leaves("Oui, me déconnecter", url)
	w.Reads("Portail /")
	w.Open("/espace")
	w.At("/connexion")

	w.entersBy(url+"/prive/", jeanne)
	w.changesPassword(t, "Nouveau_Portail8Ardoise")
	w.turnedAway(url + "/prive/")
}
