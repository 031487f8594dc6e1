package walks

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Service managers that reload a service, and terminals that are closed, send SIGHUP.
func TestAHangUpEndsNothing(t *testing.T) {
	s := newSite(t, "")
	s.start()
	if err := s.process.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get(s.url + "/connexion")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	s.stop()
	if !strings.Contains(s.log.String(), "sesame has stopped") {
		t.Errorf("the service ended otherwise:\n%s", s.log)
	}
}

// appears waits until a file exists.
func appears(t *testing.T, path string) {
	t.Helper()
	deadline, again := time.After(patience), time.NewTicker(time.Millisecond)
	defer again.Stop()
	for {
		if _, err := os.Stat(path); err == nil {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("%s never appears", path)
		case <-again.C:
		}
	}
}

func TestAHangUpDuringTheStartEndsNothing(t *testing.T) {
	s := newSite(t, "")
	log := filepath.Join(s.dir, "log")
	out, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	service := s.command("serve")
	service.Stdout, service.Stderr = out, out
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- service.Wait() }()
	t.Cleanup(func() { _ = service.Process.Kill() })
	appears(t, filepath.Join(s.dir, "sesame.db.lock")) // it is about to open its database
	if err := service.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	logged(t, log, "the configuration was read again", 1)
	if err := service.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A command whose terminal is closed ends, after it has put in order what it had begun.
func TestAHangUpEndsACommandInGoodOrder(t *testing.T) {
	s := newSite(t, "")
	var lines strings.Builder
	lines.WriteString("identifiant;categorie;nom;adresse6\n")
	for n := range 300_000 { // more lines than are loaded before the signal comes, also on a busy machine
		fmt.Fprintf(&lines, "T%d;tiers;Aubert;86000 POITIERS\n", n)
	}
	file := filepath.Join(s.dir, "adherents.csv")
	if err := os.WriteFile(file, []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	// Under nohup the tests ignore SIGHUP, and the programs that they start would inherit this.
	hangUps := make(chan os.Signal, 1)
	signal.Notify(hangUps, syscall.SIGHUP)
	defer signal.Stop(hangUps)
	var said bytes.Buffer
	command := s.command("import", "adherents", file, "--new-database", "--keep-going")
	command.Stdout, command.Stderr = &said, &said
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	appears(t, filepath.Join(s.dir, "sesame.db-import"))
	if err := command.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := command.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(said.String(), "rien n'a été chargé. L'import a été interrompu") {
		t.Errorf("%v\n%s", err, &said)
	}
	if left, err := filepath.Glob(filepath.Join(s.dir, ".*")); err != nil || len(left) > 0 {
		t.Errorf("%v stay behind: %v", left, err)
	}
}
