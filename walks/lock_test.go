package walks

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sesame/server/servertest"
)

func TestASecondServiceOnADatabaseIsToldWhoHoldsIt(t *testing.T) {
	s := newSite(t, "")
	s.start()
	second := s.command("serve")
	second.Env = append(second.Env, fmt.Sprintf("SESAME_LISTEN=127.0.0.1:%d", servertest.FreePort(t)), fmt.Sprintf("SESAME_METRICS_LISTEN=127.0.0.1:%d", servertest.FreePort(t)))
	said, err := second.CombinedOutput()
	var exit *exec.ExitError
	if want := fmt.Sprintf("est déjà tenue par le processus %d de l'ordinateur ", s.process.Process.Pid); !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(string(said), want) {
		t.Errorf("%v, without %q:\n%s", err, want, said)
	}
	s.run("agent", "add", "cpetit") // commands work beside the service

	if err := s.process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := <-s.exited; err == nil {
		t.Error("it ended by itself")
	}
	s.process = nil
	s.start() // the lock of a killed service is free
}

func TestNoDatabaseIsMadeUnderAServiceWhoseFileWasMoved(t *testing.T) {
	s := newSite(t, "")
	s.start()
	path := filepath.Join(s.dir, "sesame.db")
	if err := os.Rename(path, path+".aside"); err != nil {
		t.Fatal(err)
	}
	s.readyz("base : le fichier " + path + " n'est plus celui que le service a ouvert")
	said, err := s.command("import", "adherents", oneMember(t, s.dir, os.Getuid()), "--new-database").CombinedOutput()
	if err == nil || !strings.Contains(string(said), fmt.Sprintf("est déjà tenue par le processus %d", s.process.Process.Pid)) {
		t.Errorf("%v\n%s", err, said)
	}
	if err := os.Rename(path+".aside", path); err != nil {
		t.Fatal(err)
	}
	s.readyz("base : ok")
	s.run("agent", "add", "cpetit")
}

func TestADatabaseIsNotOpenedUnderTwoNames(t *testing.T) {
	s := newSite(t, "")
	s.start()
	other := filepath.Join(t.TempDir(), "autre.db")
	if err := os.Link(filepath.Join(s.dir, "sesame.db"), other); err != nil {
		t.Fatal(err)
	}
	under := func(args ...string) (string, error) {
		c := s.command(args...)
		c.Env = append(c.Env, "SESAME_DB="+other, "SESAME_KEY_FILE="+filepath.Join(s.dir, "sesame.key"),
			fmt.Sprintf("SESAME_LISTEN=127.0.0.1:%d", servertest.FreePort(t)), fmt.Sprintf("SESAME_METRICS_LISTEN=127.0.0.1:%d", servertest.FreePort(t)))
		said, err := c.CombinedOutput()
		return string(said), err
	}
	for _, command := range [][]string{{"serve"}, {"agent", "add", "cpetit"}, {"key", "rotate"}} {
		said, err := under(command...)
		want := fmt.Sprintf("la base %s a un autre nom sur ce disque (lien physique), et le processus %d l'a ouverte", other, s.process.Process.Pid)
		if err == nil || !strings.Contains(said, want) {
			t.Errorf("%s: %v, without %q:\n%s", command[0], err, want, said)
		}
	}
	s.run("agent", "add", "cpetit") // under the name that the service has
	s.stop()
	if said, err := under("agent", "list"); err != nil || !strings.Contains(said, "cpetit") {
		t.Errorf("%v\n%s", err, said)
	}
}
