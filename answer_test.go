package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
)

// fullOutput is a standard output whose disk is full.
type fullOutput struct{}

func (fullOutput) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: os.Stdout.Name(), Err: syscall.ENOSPC}
}

func TestASecretThatCouldNotBeShownIsNoSuccess(t *testing.T) {
	d := newDesk(t)
	d.runs(exitDone, "import", "--new-database", "adherents", d.file("a.csv", goodMembers))
	env := append([]string{"SESAME_DB=" + d.path("sesame.db"), "SESAME_BASE_URL=http://localhost:8080"}, caisse...)
	for _, command := range [][]string{{"agent", "add", "cpetit"}, {"client", "add", "portail", "--redirect", "https://portail.example/retour"}, {"audit", "export"},
		{"--help"}, {"help", "man"}, {"serve", "--help"}, {"demo", "-h"}, {"version"}} {
		var said bytes.Buffer
		status := Main(t.Context(), command, env, fullOutput{}, &said)
		if status != exitRefused || !strings.Contains(said.String(), "la sortie de la commande ne s'écrit pas : son disque est plein, ou plus personne ne la lit") || strings.Contains(said.String(), "disque de la base") {
			t.Errorf("%s: exit %d, %s", command[0], status, &said)
		}
	}
	d.runs(exitDone, "agent", "list")
	d.says("cpetit")
}

// unread is the environment variable that makes the tests run the service in a process of its own, with a pipe for its log.
const unread = "LOG_IS_UNREAD"

func TestTheServiceOutlivesWhoeverReadsItsLog(t *testing.T) {
	if os.Getenv(unread) != "" {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		os.Exit(Main(ctx, []string{"serve"}, os.Environ(), os.Stdout, os.Stderr))
	}
	d := newDesk(t)
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	child.Env = append(append(os.Environ(), unread+"=1", "SESAME_DB="+d.path("sesame.db"), "SESAME_BASE_URL=http://localhost:8080", "SESAME_LISTEN=127.0.0.1:0", "SESAME_METRICS_LISTEN=127.0.0.1:0",
		"SESAME_SMTP_URL=smtp://127.0.0.1:1?tls=none", "SESAME_SMTP_FROM=Essai <essai@caisse.example>"), caisse...)
	log, err := child.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	pages := ""
	for lines := bufio.NewScanner(log); pages == "" && lines.Scan(); {
		_, after, _ := strings.Cut(lines.Text(), " listen=")
		pages, _, _ = strings.Cut(after, " ")
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	for range 3 { // each request writes a line to the log
		answer, err := http.Get("http://" + pages + "/connexion")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		if answer.Body.Close(); answer.StatusCode != http.StatusOK {
			t.Errorf("%d", answer.StatusCode)
		}
	}
	if err := child.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}
