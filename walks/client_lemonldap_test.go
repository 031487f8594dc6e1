package walks

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"sesame/server/servertest"
)

const (
	lemonSettings = `[all]
logLevel = notice
checkTime = 1
[configuration]
type = File
dirName = %[1]s
localStorage = Cache::FileCache
localStorageOptions = { namespace => 'configuration', cache_root => '%[1]s/cache', default_expires_in => 600 }
[portal]
staticPrefix = /static
templateDir = /usr/share/lemonldap-ng/portal/templates
languages = fr
[manager]
staticPrefix = /static
templateDir = /usr/share/lemonldap-ng/manager/htdocs/templates
enabledModules = conf
`
	// The configuration of a new portal, with its files in a folder of the test.
	lemonParameters = `{"cfgNum": 1, "cfgDate": 1, "cfgVersion": "2.16.1", "key": "secret of the test", "portal": "%[2]s/", "domain": "localhost", "cookieName": "lemonldap", "securedCookie": 0,
"authentication": "Demo", "userDB": "Same", "passwordDB": "Demo", "portalSkin": "bootstrap", "whatToTrace": "uid", "timeout": 72000,
"globalStorage": "Apache::Session::File", "globalStorageOptions": {"Directory": "%[1]s/sessions", "LockDirectory": "%[1]s/sessions"},
"persistentStorage": "Apache::Session::File", "persistentStorageOptions": {"Directory": "%[1]s/sessions", "LockDirectory": "%[1]s/sessions"},
"localSessionStorage": "Cache::FileCache", "localSessionStorageOptions": {"namespace": "sessions", "cache_root": "%[1]s/cache", "default_expires_in": 600},
"exportedVars": {}, "macros": {}, "groups": {}, "locationRules": {"localhost": {"default": "accept"}}, "exportedHeaders": {}}
`
	lemonPortal = `use Plack::Builder;
use Lemonldap::NG::Portal::Main;
builder {
    enable 'Static', path => qr{^/static/}, root => '/usr/share/lemonldap-ng/portal/htdocs/';
    enable 'Static', path => qr{^/javascript/}, root => '/usr/share/';
    Lemonldap::NG::Portal::Main->run({});
};
`
)

// A login through Debian's LemonLDAP::NG, configured as docs/lemonldap.md says.
func TestAPortalOfLemonLDAP(t *testing.T) {
	s := newSite(t, established(t))
	s.start()
	port := servertest.FreePort(t)
	url := fmt.Sprintf("http://localhost:%d", port)
	// The command keeps root's account: the packaged account may not read the folder of the test.
	m := opensManual(t, "docs/lemonldap.md", "https://espace.example", s.url, "https://auth.example", url,
		"./lemonldap-ng-cli", "/usr/share/lemonldap-ng/bin/lemonldap-ng-cli --user=root --group=root")
	m.adds(s)
	dir := t.TempDir()
	for name, text := range map[string]string{"lemonldap-ng.ini": fmt.Sprintf(lemonSettings, dir), "lmConf-1.json": fmt.Sprintf(lemonParameters, dir, url), "portal.psgi": lemonPortal} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	folder := func(name string) {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	folder("sessions")
	folder("cache")
	env := append(os.Environ(), "LLNG_DEFAULTCONFFILE="+filepath.Join(dir, "lemonldap-ng.ini"))
	typed := exec.Command("sh", "-e", "-c", m.block("./lemonldap-ng-cli"))
	typed.Env = env
	if said, err := typed.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	portal := exec.Command("plackup", "--host", "127.0.0.1", "--port", fmt.Sprint(port), "--env", "production", filepath.Join(dir, "portal.psgi"))
	portal.Env = env
	outside(t, url+"/static/common/favicon.ico", portal)
	w := world{newPerson(t, s.url, true), s, s.post}

	w.entersBy(url+"/", jeanne)
	w.Reads("Connecté en tant que Jeanne Martin")
	w.Visits(url + "/?logout=1")
	w.Reads("Vous avez été déconnecté")
	w.Open("/espace")
	w.At("/connexion")

	w.entersBy(url+"/", jeanne)
	w.Reads("Connecté en tant que Jeanne Martin")
	w.changesPassword(t, "Nouveau_Portail8Ardoise")
	// The ten minutes of its sessions are over: its sessions and their cache are deleted.
	for _, name := range []string{"sessions", "cache"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		folder(name)
	}
	w.turnedAway(url + "/")
}
