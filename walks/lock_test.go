package walks

import (
	"errors"
	"fmt"
	"os/exec"
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
