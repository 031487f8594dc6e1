package courier

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sesame/db"
	"sesame/server/servertest"
)

// program is a process that a test runs to its end, with the lines that it logs.
type program struct {
	name  string
	lines chan string
}

func start(t *testing.T, name string, args ...string) *program {
	t.Helper()
	cmd := exec.Command(name, args...)
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting Kannel (make tools installs it): %v", err)
	}
	p := &program{name: name, lines: make(chan string, 10_000)}
	read := make(chan struct{})
	go func() {
		defer close(read)
		for scanner := bufio.NewScanner(log); scanner.Scan(); {
			p.lines <- scanner.Text()
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-read
		_ = cmd.Wait()
	})
	return p
}

// logs waits for a line that contains what, and returns all lines up to it.
func (p *program) logs(t *testing.T, what string) []string {
	t.Helper()
	var seen []string
	deadline := time.After(30 * time.Second)
	for {
		select {
		case line := <-p.lines:
			if seen = append(seen, line); strings.Contains(line, what) {
				return seen
			}
		case <-deadline:
			t.Fatalf("%s did not log %q but:\n%s", p.name, what, strings.Join(seen, "\n"))
		}
	}
}

// Through Debian's Kannel, with the operator that Kannel itself simulates.
func TestACodeThroughKannel(t *testing.T) {
	smsbox, operator, sendsms := servertest.FreePort(t), servertest.FreePort(t), servertest.FreePort(t)
	conf := filepath.Join(t.TempDir(), "kannel.conf")
	err := os.WriteFile(conf, fmt.Appendf(nil, `group = core
admin-port = %d
admin-interface = 127.0.0.1
admin-password = admin
smsbox-port = %[2]d
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1

group = smsc
smsc = fake
smsc-id = essai
host = 127.0.0.1
port = %[3]d
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = %[4]d
sendsms-interface = 127.0.0.1

group = sendsms-user
username = sesame
password = s3cret?&
`, servertest.FreePort(t), smsbox, operator, sendsms), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	core := start(t, "/usr/sbin/bearerbox", "-v", "1", conf)
	core.logs(t, "entering mainloop")
	start(t, "/usr/sbin/smsbox", "-v", "1", conf).logs(t, "Connected to bearerbox")
	phone := start(t, "/usr/lib/kannel/test/fakesmsc", "-H", "127.0.0.1", "-r", strconv.Itoa(operator), "-v", "0", "-m", "0", "1 2 text none")
	core.logs(t, "Fakesmsc client connected")

	reports := make(chan *url.URL, 10)
	service := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { reports <- r.URL }))
	defer service.Close()
	site, err := url.Parse(service.URL)
	if err != nil {
		t.Fatal(err)
	}
	address := fmt.Sprintf("kannel+http://127.0.0.1:%d", sendsms) + "/cgi-bin/sendsms?username=sesame&password="
	texter, err := NewSMS(address+url.QueryEscape("s3cret?&"), "MSA", site)
	if err != nil {
		t.Fatal(err)
	}
	m := anSMS("code")
	text, err := renderSMS(aCaisse, m, paris(t))
	if err != nil {
		t.Fatal(err)
	}
	text.Reference = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if err := texter.SendText(t.Context(), text); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(phone.logs(t, "@espace.poitou.example #4821"), "\n")
	for _, want := range []string{"<MSA +33612345678 text Votre code, ne le donnez à personne:>", "<4821>", "Pas demandé? 05 49 43 86 86"} {
		if !strings.Contains(got, want) {
			t.Errorf("the operator did not get %q:\n%s", want, got)
		}
	}

	select {
	case report := <-reports:
		if fate, code, ok := ReadReport(report.Query()); report.Path != ReportPath+text.Reference || fate != db.FateDelivered || code != "" || !ok {
			t.Errorf("Kannel reports %s: %s %s %v", report, fate, code, ok)
		}
	case <-time.After(30 * time.Second):
		t.Error("Kannel reports nothing")
	}
	failed(t, texter.Check(t.Context()), Failure{Class: "sms-refus 400", Fault: FaultBox, Permanent: true})

	stranger, err := NewSMS(address+"faux", "MSA", aSite)
	if err != nil {
		t.Fatal(err)
	}
	failed(t, stranger.SendText(t.Context(), text), Failure{Class: "sms-acces 403", Fault: FaultUs, Reach: ReachAll})
	failed(t, stranger.Check(t.Context()), Failure{Class: "sms-acces 403", Fault: FaultUs, Reach: ReachAll})
	text.To = ""
	failed(t, texter.SendText(t.Context(), text), Failure{Class: "sms-refus 400", Fault: FaultBox, Permanent: true})
}
