package walks

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// nodeProgram runs a script in Node until the test ends. It sends it first as JSON, unless that is nil, and waits for one line,
// which says that the script is ready. It returns this line, and an encoder for further input.
func nodeProgram(t *testing.T, name, script string, first any) (in *json.Encoder, line string) {
	t.Helper()
	command := exec.Command("node", script, toolsDir)
	var said bytes.Buffer
	command.Stderr = &said
	pipe, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("starting Node (make tools installs it): %v", err)
	}
	t.Cleanup(func() {
		_ = pipe.Close()
		_ = command.Wait()
		if t.Failed() {
			t.Logf("%s said: %s", name, said.String())
		}
	})
	in = json.NewEncoder(pipe)
	if first != nil {
		if err := in.Encode(first); err != nil {
			t.Fatal(err)
		}
	}
	if line, err = bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("%s does not start: %v", name, err)
	}
	return in, strings.TrimSpace(line)
}

// nodePortal starts testdata/portal.mjs and returns its URL. The portal gets its configuration after it has told its port.
func nodePortal(t *testing.T, configure func(url string) map[string]string) (url string) {
	t.Helper()
	in, port := nodeProgram(t, "the portal", "testdata/portal.mjs", nil)
	url = "http://localhost:" + port
	if err := in.Encode(configure(url)); err != nil {
		t.Fatal(err)
	}
	return url
}

// A login through openid-client and jose, the libraries with which programs in Node use OpenID Connect.
func TestAPortalInNode(t *testing.T) {
	for name, c := range map[string]struct {
		js      bool
		options []string
	}{
		"with a secret, with JavaScript":         {true, nil},
		"public, with ES256, without JavaScript": {false, []string{"--public", "--signature", "ES256"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, established(t))
			s.start()
			url := nodePortal(t, func(url string) map[string]string {
				id, secret := credentials(t, s.run(append([]string{"client", "add", "Portail", "--redirect", url + "/retour", "--start", url + "/parti", "--logout", url + "/deconnexion"}, c.options...)...))
				return map[string]string{"issuer": s.url, "clientId": id, "clientSecret": secret}
			})
			w := world{newPerson(t, s.url, c.js), s, s.post}

			w.entersBy(url+"/", jeanne)
			w.Reads("Bonjour Jeanne Martin, jeanne.martin@poitou.example, vérifiée.")
			w.Leaves("Quitter le portail", url+"/parti?state=fin")
			w.Open("/espace")
			w.At("/connexion")

			w.entersBy(url+"/", jeanne)
			w.changesPassword(t, "Nouveau_Portail8Ardoise")
			w.turnedAway(url + "/")
		})
	}
}
