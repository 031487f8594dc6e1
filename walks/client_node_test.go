package walks

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

// nodePortal is testdata/portal.mjs. Its configuration is given to it once it has said where it is.
func nodePortal(t *testing.T, configure func(url string) map[string]string) (url string) {
	t.Helper()
	command := exec.Command("node", "testdata/portal.mjs", toolsDir)
	var said bytes.Buffer
	command.Stderr = &said
	in, err := command.StdinPipe()
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
		_ = in.Close()
		_ = command.Wait()
		if t.Failed() {
			t.Logf("the portal said: %s", said.String())
		}
	})
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the portal does not start: %v", err)
	}
	url = "http://localhost:" + strings.TrimSpace(port)
	if err := json.NewEncoder(in).Encode(configure(url)); err != nil {
		t.Fatal(err)
	}
	return url
}

// Through openid-client and jose, with which programs in Node let people in.
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
