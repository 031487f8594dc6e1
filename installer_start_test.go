package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// The package's service may not open a port below 1024, and its socket opens 127.0.0.1:8080: systemd is told of other ports once.
func TestTheInstallerTellsHowSystemdOpensThePorts(t *testing.T) {
	behind, alone := &config{Listen: packaged["SESAME_LISTEN"]}, &config{Listen: ":443", HTTPListen: ":80"}
	folder := t.TempDir()
	if steps := portSteps(folder, behind); steps != nil {
		t.Errorf("behind a proxy: %q", steps)
	}
	want := []string{
		"mkdir -p " + folder + "/sesame.socket.d",
		`printf '[Socket]\nListenStream=\nListenStream=443\n' > ` + folder + "/sesame.socket.d/adresse.conf",
		"cp /usr/share/doc/sesame/examples/sesame-http.socket " + folder,
		"systemctl daemon-reload",
		"systemctl stop sesame.socket sesame.service",
		"systemctl enable --now sesame-http.socket sesame.socket sesame.service",
	}
	if steps := portSteps(folder, alone); !slices.Equal(steps, want) {
		t.Errorf("%q\nwant %q", steps, want)
	}
	if steps := portSteps(folder, &config{Listen: "10.0.0.5:8080", HTTPListen: ":8000"}); len(steps) != 5 || steps[4] != "systemctl enable --now sesame.socket sesame.service" {
		t.Errorf("ports that the service may open: %q", steps)
	}
	for _, taken := range []string{"sesame.socket.d/override.conf", "sesame-http.socket"} {
		path := filepath.Join(folder, taken)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if steps := portSteps(folder, alone); steps != nil {
		t.Errorf("all was done: %q", steps)
	}
}
