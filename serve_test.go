package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// serving runs the service until the test ends it, and gives the addresses where it listens.
func (d *desk) serving(env ...string) (pages, health string, stop func() (status int, log string)) {
	d.t.Helper()
	ctx, cancel := context.WithCancel(d.t.Context())
	read, write := io.Pipe()
	ended := make(chan int, 1)
	env = append([]string{"SESAME_DB=" + d.path("sesame.db"), "SESAME_BASE_URL=http://localhost:8080", "SESAME_LISTEN=127.0.0.1:0", "SESAME_METRICS_LISTEN=127.0.0.1:0",
		"SESAME_SMTP_URL=smtp://127.0.0.1:1?tls=none", "SESAME_SMTP_FROM=Essai <essai@caisse.example>"}, env...)
	go func() {
		status := Main(ctx, []string{"serve"}, env, io.Discard, write)
		_ = write.Close()
		ended <- status
	}()
	var log bytes.Buffer
	lines := bufio.NewScanner(io.TeeReader(read, &log))
	for pages == "" && lines.Scan() {
		for _, word := range strings.Fields(lines.Text()) {
			if address, ok := strings.CutPrefix(word, "listen="); ok {
				pages = "http://" + address
			}
			if address, ok := strings.CutPrefix(word, "metrics="); ok {
				health = "http://" + address
			}
		}
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for lines.Scan() {
		}
	}()
	return pages, health, func() (int, string) {
		cancel()
		status := <-ended
		<-drained
		return status, log.String()
	}
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestTheServiceServesUntilItIsToldToStop(t *testing.T) {
	d := newDesk(t)
	pages, health, stop := d.serving()
	for url, words := range map[string]string{
		pages + "/connexion?identifiant=2850586194123": "Se connecter",
		health + "/healthz":                            "ok",
		health + "/readyz":                             "base : ok",
		health + "/metrics":                            "sesame_outbox_waiting 0",
		health + "/metrics?":                           "sesame_letters_waiting 0",
	} {
		if status, body := get(t, url); status != http.StatusOK || !strings.Contains(body, words) {
			t.Errorf("%s: %d, without %q", url, status, words)
		}
	}
	if status, _ := get(t, pages+"/metrics"); status != http.StatusNotFound {
		t.Errorf("the metrics are open to everybody: %d", status)
	}
	if status, _ := get(t, pages+"/demo"); status != http.StatusNotFound {
		t.Errorf("the demonstration's page is open: %d", status)
	}
	status, log := stop()
	if status != exitDone {
		t.Errorf("exit %d\n%s", status, log)
	}
	if strings.Contains(log, "2850586194123") {
		t.Error("the log holds what stood in a query")
	}
	if strings.Count(log, "path=/connexion") != 1 {
		t.Errorf("one line a request is wanted:\n%s", log)
	}
	d.open() // the key and the database were made, and fit
}

func TestASecondServiceOnTheSamePortMakesNeitherKeyNorDatabase(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	d := newDesk(t)
	_, _, stop := d.serving("SESAME_LISTEN=" + taken.Addr().String())
	if status, log := stop(); status != exitRefused || !strings.Contains(log, "est déjà prise") {
		t.Errorf("exit %d\n%s", status, log)
	}
	if left, err := os.ReadDir(d.dir); err != nil || len(left) != 0 {
		t.Errorf("%v was made: %v", left, err)
	}
}

func TestAClockThatCannotBeRightIsTold(t *testing.T) {
	now := time.Now()
	for name, c := range map[string]struct {
		started, now time.Time
		wrong        bool
	}{
		"right":             {now, now.Add(time.Hour), false},
		"back at the epoch": {time.Unix(0, 0), time.Unix(60, 0), true},
	} {
		t.Run(name, func(t *testing.T) {
			if err := clockFault(c.started, c.now); (err != nil) != c.wrong {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestDoctorTellsEachPointAndFailsWithOne(t *testing.T) {
	relay, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer relay.Close()
	go func() { // greets, and lets the other one quit
		for {
			conn, err := relay.Accept()
			if err != nil {
				return
			}
			fmt.Fprint(conn, "220 relay\r\n")
			for lines := bufio.NewScanner(conn); lines.Scan(); {
				fmt.Fprint(conn, "250 ok\r\n")
			}
			_ = conn.Close()
		}
	}()
	d := newDesk(t)
	env := func(relay string) []string {
		return []string{"SESAME_DB=" + d.path("sesame.db"), "SESAME_BASE_URL=http://localhost:8080",
			"SESAME_SMTP_URL=smtp://" + relay + "?tls=none", "SESAME_SMTP_FROM=Essai <essai@caisse.example>"}
	}
	for name, c := range map[string]struct {
		env  []string
		want int
		says string
	}{
		"all is well":     {env(relay.Addr().String()), exitDone, "ok     e-mail"},
		"the odds":        {env(relay.Addr().String()), exitDone, "une probabilité de 0.91 % ; une attaque sur 100000 comptes trouverait 0.020 code par jour"},
		"no relay":        {env("127.0.0.1:1"), exitRefused, "ÉCHEC  e-mail"},
		"a configuration": {nil, exitRefused, "ÉCHEC  configuration"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if got := Main(t.Context(), []string{"doctor"}, c.env, &out, io.Discard); got != c.want || !strings.Contains(out.String(), c.says) {
				t.Errorf("exit %d\n%s", got, out.String())
			}
		})
	}
	if left, err := os.ReadDir(d.dir); err != nil || len(left) != 0 {
		t.Errorf("doctor has made %v: %v", left, err)
	}
}
