package doctor

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestTheServiceIsLookedForAtItsAddress(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter, own string)
		state  State
		says   string
	}{
		"it answers":           {func(w http.ResponseWriter, own string) { fmt.Fprintf(w, `{"issuer":%q}`, own) }, OK, "le service répond"},
		"another Sésame":       {func(w http.ResponseWriter, _ string) { fmt.Fprint(w, `{"issuer":"https://autre.example"}`) }, Failed, "n'est pas ce service"},
		"a page of the caisse": {func(w http.ResponseWriter, _ string) { fmt.Fprint(w, "<!doctype html>") }, Failed, "n'est pas ce service"},
		"a proxy without it":   {func(w http.ResponseWriter, _ string) { w.WriteHeader(http.StatusBadGateway) }, Failed, "répond par l'erreur 502"},
		"a redirect elsewhere": {func(w http.ResponseWriter, _ string) {
			w.Header().Set("Location", "/")
			w.WriteHeader(http.StatusFound)
		}, Failed, "n'est pas ce service"},
		"nobody, from here yet": {nil, Attention, "ne répond pas d'ici"},
	} {
		t.Run(name, func(t *testing.T) {
			var own string
			site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { c.answer(w, own) }))
			defer site.Close()
			if own = site.URL; c.answer == nil {
				own = "http://" + closedPort(t)
			}
			base, err := url.Parse(own)
			if err != nil {
				t.Fatal(err)
			}
			if f := (&Doctor{BaseURL: base}).address(t.Context()); f.State != c.state || !strings.Contains(f.Says, c.says) {
				t.Errorf("%+v", f)
			}
		})
	}
}
