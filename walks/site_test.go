package walks

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sesame/server/servertest"
)

// site is one running service with a database of its own.
type site struct {
	t       testing.TB
	dir     string // holds the database and the key
	url     string
	post    *post
	env     []string
	confine func(*exec.Cmd) // restricts a command before it runs; nil for no restriction
	process *exec.Cmd
	profile string        // file of its CPU profile, written when it stops; empty for none
	log     *bytes.Buffer // complete only once the service has stopped
	exited  chan error
}

const (
	caisseName    = "MSA Poitou (essai)"
	caissePhone   = "05 49 00 00 00"
	caisseMailbox = "contact@poitou.example"
)

// newSite prepares a service on a copy of the given database directory, or on an empty one; start starts it. The settings are
// added to the configuration, or replace a part of it.
func newSite(t testing.TB, from string, settings ...string) *site {
	t.Helper()
	s := &site{t: t, dir: t.TempDir(), post: newPost(t)}
	if from != "" {
		copyFiles(t, s.dir, from)
	}
	port := servertest.FreePort(t)
	s.url = fmt.Sprintf("http://localhost:%d", port)
	s.env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir,
		fmt.Sprintf("SESAME_LISTEN=127.0.0.1:%d", port),
		"SESAME_BASE_URL=" + s.url,
		"SESAME_DB=" + filepath.Join(s.dir, "sesame.db"),
		fmt.Sprintf("SESAME_METRICS_LISTEN=127.0.0.1:%d", servertest.FreePort(t)),
		"SESAME_TRUSTED_PROXIES=127.0.0.0/8,::1/128",
		"SESAME_SMTP_URL=smtp://" + s.post.smtp + "?tls=none",
		"SESAME_SMTP_FROM=Mon espace privé <ne-pas-repondre@caisse.example>",
		"SESAME_SMS_URL=json+" + s.post.sms + "/sms?token=" + gatewayToken,
		"SESAME_CAISSE_NAME=" + caisseName,
		"SESAME_CAISSE_PHONE=" + caissePhone,
		"SESAME_CAISSE_HOURS=du lundi au vendredi, de 9 h à 16 h 30",
		"SESAME_CAISSE_ADDRESS=37 rue du Touffenet, 86000 Poitiers",
		"SESAME_CAISSE_SITE=https://www.poitou.example",
		"SESAME_CAISSE_CONTACT_EMAIL=" + caisseMailbox,
	}, settings...)
	if profile := os.Getenv("SESAME_PROFILE"); profile != "" {
		if n := profiled.Add(1); n > 1 {
			profile = fmt.Sprintf("%s-%d", profile, n)
		}
		s.profile = profile
		s.env = append(s.env, "SESAME_PROFILE="+profile)
	}
	return s
}

// profiled counts the sites that write a profile. Sites of one run may be open at the same time: each has a file of its own.
var profiled atomic.Int64

// writeProfile makes a program that was built for it write its CPU profile, and waits until the file is there.
func (s *site) writeProfile() {
	s.t.Helper()
	if err := errors.Join(os.RemoveAll(s.profile), s.process.Process.Signal(syscall.SIGUSR1)); err != nil {
		s.t.Error(err)
		return
	}
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-again.C {
		if _, err := os.Stat(s.profile); err == nil {
			return
		}
	}
	s.t.Error("the program writes no profile")
}

// copyFiles copies a database with its key, readable by the owner only.
func copyFiles(t testing.TB, to, from string) {
	t.Helper()
	files, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(from, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, file.Name()), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// command returns a command of the program that is not started yet.
func (s *site) command(args ...string) *exec.Cmd {
	s.t.Helper()
	path, err := program()
	if err != nil {
		s.t.Fatal(err)
	}
	c := exec.Command(path, args...)
	c.Dir, c.Env = s.dir, s.env
	if s.confine != nil {
		s.confine(c)
	}
	return c
}

// run runs a command of the program to its end and returns its output.
func (s *site) run(args ...string) string {
	s.t.Helper()
	out, err := s.command(args...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("sesame %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// imports writes a file of the back office and loads it with the command.
func (s *site) imports(kind, csv string) {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), kind+".csv")
	if err := os.WriteFile(file, []byte(csv), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.run("import", kind, file, "--new-database")
}

// start runs `sesame serve`, or the given command, and waits for its first page. The service is stopped at the end of the test.
func (s *site) start(command ...string) {
	s.t.Helper()
	s.log = new(bytes.Buffer)
	if len(command) == 0 {
		command = []string{"serve"}
	}
	s.process = s.command(command...)
	s.process.Stdout, s.process.Stderr = s.log, s.log
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.exited = make(chan error, 1)
	go func() { s.exited <- s.process.Wait() }()
	s.t.Cleanup(s.stop)

	deadline := time.After(patience)
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		answer, err := http.Get(s.url + "/connexion")
		if err == nil {
			answer.Body.Close()
			return
		}
		select {
		case err := <-s.exited:
			s.exited <- err
			s.t.Fatalf("sesame stopped: %v\n%s", err, s.log)
		case <-deadline:
			s.t.Fatalf("sesame does not answer: %v", err)
		case <-again.C:
		}
	}
}

// stop stops the service as systemd does, and checks its log: no secret, no identifier, no address.
func (s *site) stop() {
	if s.process == nil {
		return
	}
	if s.profile != "" {
		s.writeProfile()
	}
	_ = s.process.Process.Signal(syscall.SIGTERM) // it may have stopped by itself, as the next line tells
	select {
	case err := <-s.exited:
		if err != nil {
			s.t.Errorf("sesame ended with %v\n%s", err, s.log)
		}
	case <-time.After(patience):
		_ = s.process.Process.Kill()
		s.t.Errorf("sesame does not stop on SIGTERM\n%s", s.log)
	}
	s.process = nil
	written := s.log.String()
	for _, m := range everyone {
		for _, private := range []string{m.identifier, m.email, m.password, m.card} {
			if private != "" && strings.Contains(written, private) {
				s.t.Errorf("the log holds %q of %s", private, m.name)
			}
		}
	}
	if s.t.Failed() {
		s.t.Logf("log of the service:\n%s", written)
	}
}
