package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sesame/envfile"
)

// installs runs the installer with these answers, a line each, and returns its exit status.
func (d *desk) installs(answers ...string) (status int) {
	d.t.Helper()
	return d.installsFrom(d.t.Context(), strings.NewReader(strings.Join(answers, "\n")+"\n"))
}

func (d *desk) installsFrom(ctx context.Context, from io.Reader) (status int) {
	d.t.Helper()
	var out, err bytes.Buffer
	p := &program{env: []string{"SESAME_CONFIG=" + d.path("sesame.env"), "SESAME_BASE_URL=https://ailleurs.example"}, stdin: from, stdout: &out, stderr: &err, now: func() time.Time { return time.Now() }, zone: time.UTC}
	status = p.installer(ctx, nil)
	d.out, d.err = out.String(), err.String()
	return status
}

// written returns the variables of the configuration file.
func (d *desk) written() map[string]string {
	d.t.Helper()
	lines, wrong := envfile.Parse(d.read("sesame.env"))
	if len(wrong) > 0 {
		d.t.Errorf("lines %v of the file cannot be read", wrong)
	}
	values := map[string]string{}
	for _, l := range lines {
		values[l.Name] = l.Value
	}
	return values
}

// takingRelay starts a relay that accepts mails, and returns its address and the mails.
func takingRelay(t *testing.T) (address string, mails <-chan string) {
	t.Helper()
	relay, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	took := make(chan string, 10)
	go func() {
		for {
			conn, err := relay.Accept()
			if err != nil {
				return
			}
			go func() {
				fmt.Fprint(conn, "220 relay\r\n")
				var text []string
				for lines := bufio.NewScanner(conn); lines.Scan(); {
					switch {
					case text != nil && lines.Text() == ".":
						took <- strings.Join(text, "\n")
						text = nil
						fmt.Fprint(conn, "250 ok\r\n")
					case text != nil:
						text = append(text, lines.Text())
					case lines.Text() == "DATA":
						text = []string{""}
						fmt.Fprint(conn, "354 go on\r\n")
					default:
						fmt.Fprint(conn, "250 ok\r\n")
					}
				}
				_ = conn.Close()
			}()
		}
	}()
	return relay.Addr().String(), took
}

// caisseAnswers are the answers about the caisse, up to its contact address.
var caisseAnswers = []string{"http://localhost:8080", "MSA Poitou", "05 49 00 00 00", "du lundi au vendredi, de 9 h à 16 h 30", "37 rue du Touffenet, 86000 Poitiers", "https://www.poitou.example", "contact@poitou.example"}

func with(answers []string, more ...string) []string {
	return append(append([]string(nil), answers...), more...)
}

func TestTheInstallerWritesTriesAndLooks(t *testing.T) {
	d := newDesk(t)
	relay, mails := takingRelay(t)
	var texts []string
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var text struct{ To, From, Text string }
		_ = json.NewDecoder(r.Body).Decode(&text)
		if text.To != "" { // the doctor's request has no destination
			texts = append(texts, text.To+" "+text.From+" "+text.Text)
		}
		w.WriteHeader(http.StatusAccepted)
	}))
	defer gateway.Close()
	sms := "json+" + gateway.URL + "/sms?token=t-secret"
	status := d.installs(with(caisseAnswers, "smtp://"+relay+"?tls=none", "Mon espace privé <ne-pas-repondre@poitou.example>", sms, "MSA", d.path("sesame.db"), "", "oui",
		"technicien@poitou.example", "06 12 34 56 78", d.path("essai.pdf"))...)
	if status != exitDone {
		t.Errorf("exit %d\n%s%s", status, d.out, d.err)
	}
	d.says("L'essai part ; la réponse peut prendre trois minutes.\n  Parti.", "ok     e-mail", "ok     SMS", "sesame agent add NOM")
	if strings.Contains(d.out, "t-secret") {
		t.Error("a secret stands on the screen")
	}
	if got := d.written(); got["SESAME_CAISSE_NAME"] != "MSA Poitou" || got["SESAME_BASE_URL"] != "http://localhost:8080" || got["SESAME_SMS_URL"] != sms || got["SESAME_SMTP_FROM"] != "Mon espace privé <ne-pas-repondre@poitou.example>" {
		t.Errorf("written: %v", got)
	}
	if info, err := os.Stat(d.path("sesame.env")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the file: %v, %v", info.Mode(), err)
	}
	if !strings.Contains(d.read("sesame.env"), "\n#SESAME_CAISSE_COLOR=") {
		t.Error("a setting that was not asked for stands nowhere")
	}
	if mail := <-mails; !strings.Contains(mail, "To: <technicien@poitou.example>") {
		t.Errorf("the mail:\n%s", mail)
	}
	if len(texts) != 1 || !strings.HasPrefix(texts[0], "+33612345678 MSA Essai") {
		t.Errorf("text messages: %q", texts)
	}
	if !strings.HasPrefix(d.read("essai.pdf"), "%PDF-") {
		t.Error("the letter is no PDF")
	}
}

func TestTheInstallerChecksEachAnswerAtOnceAndGoesBack(t *testing.T) {
	d := newDesk(t)
	relay := relaySaying(t, nil)
	d.installs("<", "http://espace.example", "https://espace.poitou.example", // refused, then right
		"MSA de démonstration", "MSA Potou", "<", "MSA Poitou", "?", "appelez-nous", "05 49 00 00 00", "", "du lundi au vendredi, de 9 h à 16 h 30", "37 rue du Touffenet, 86000 Poitiers",
		"https://www.poitou.example", "contact", "contact@poitou.example", "4", "1", "mandataire", "",
		"relay", "smtp://"+relay+"?tls=none", "toto", "ne-pas-repondre@poitou.example", "https://passerelle.example", "", "/nulle/part/sesame.db", d.path("essai.db"), "<", d.path("sesame.db"), "", "je ne sais pas", "<", "", "oui")
	d.says("sans chiffrement, seuls localhost", "est une valeur de la démonstration", "SESAME_CAISSE_PHONE : Téléphone de la caisse", "cette réponse est exigée", "répondez 1, 2 ou 3", "« mandataire »",
		"SESAME_SMTP_URL", "le dossier /nulle/part n'existe pas")
	if got := d.written(); got["SESAME_CAISSE_NAME"] != "MSA Poitou" || got["SESAME_TRUSTED_PROXIES"] != "127.0.0.1" || got["SESAME_LISTEN"] != "127.0.0.1:8080" || got["SESAME_SMS_URL"] != "off:" || got["SESAME_DB"] != d.path("sesame.db") {
		t.Errorf("written: %v", got)
	}
}

func TestTheInstallerBeginsWithTheFileAndKeepsIt(t *testing.T) {
	d := newDesk(t)
	if err := os.Mkdir(d.path("secrets"), 0o700); err != nil {
		t.Fatal(err)
	}
	relay := relaySaying(t, nil)
	former := strings.Join(append([]string{"SESAME_BASE_URL=https://espace.poitou.example", "SESAME_ACME_DOMAINS=espace.poitou.example", "SESAME_LISTEN=:8443", "SESAME_SMTP_URL=smtp://" + relay + "?tls=none",
		"SESAME_SMTP_FROM=essai@poitou.example", "SESAME_CODE_DIGITS=6", "SESAME_DB=" + d.path("sesame.db"), "TZ=Europe/Paris"}, caisse...), "\n")
	d.file("sesame.env", strings.ReplaceAll(former, "=MSA Poitou", `="MSA Poitou"`))
	d.installs("", "MSA du Poitou", "", "", "", "", "", "", "", "", "", "", "", "oui")
	got := d.written()
	for name, want := range map[string]string{"SESAME_CAISSE_NAME": "MSA du Poitou", "SESAME_CODE_DIGITS": "6", "SESAME_LISTEN": ":8443", "TZ": "Europe/Paris", "SESAME_ACME_DOMAINS": "espace.poitou.example",
		"SESAME_SMTP_URL_FILE": d.path("secrets/smtp-url"), "SESAME_SMTP_URL": ""} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if secret := d.read("secrets/smtp-url"); secret != "smtp://"+relay+"?tls=none\n" {
		t.Errorf("the secret's file holds %q", secret)
	}
	kept, err := filepath.Glob(d.path("sesame.env.avant-installation-*"))
	if err != nil || len(kept) != 1 || !strings.Contains(d.read(filepath.Base(kept[0])), "SESAME_LISTEN=:8443\nSESAME_SMTP_URL=") {
		t.Errorf("the former file is kept as %v, %v", kept, err)
	}
	d.says("L'ancien est gardé", "gardé secret")
	// The second run takes the secret from its file.
	if d.installs("", "", "", "", "", "", "", "", "", "", "", "", "", "oui"); d.written()["SESAME_SMTP_URL_FILE"] != d.path("secrets/smtp-url") {
		t.Errorf("the second time:\n%s%s", d.out, d.err)
	}
}

func TestTheInstallerWritesNothingUnlessItIsAgreedTo(t *testing.T) {
	all := with(caisseAnswers, "smtp://relais.poitou.example", "essai@poitou.example", "off:")
	for name, run := range map[string]func(*desk) int{
		"the answers end": func(d *desk) int { return d.installs(all[:5]...) },
		"not agreed":      func(d *desk) int { return d.installs(with(all, d.path("sesame.db"), "", "non")...) },
		"interrupted": func(d *desk) int {
			ctx, interrupt := context.WithCancel(d.t.Context())
			from, answers := io.Pipe()
			go func() {
				_, _ = io.WriteString(answers, strings.Join(all[:5], "\n")+"\n")
				interrupt()
			}()
			return d.installsFrom(ctx, from)
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			if status := run(d); status != exitRefused {
				t.Errorf("exit %d\n%s", status, d.out)
			}
			d.says("Rien n'a été écrit.")
			if left, err := os.ReadDir(d.dir); err != nil || len(left) > 0 {
				t.Errorf("left: %v, %v", left, err)
			}
		})
	}
}

// The installer reads the configuration and its secrets, and writes them again: if one of them is a pipe, it refuses instead of
// waiting.
func TestTheInstallerWaitsForNoPipe(t *testing.T) {
	d := newDesk(t)
	for _, name := range []string{"sesame.env", "smtp-url"} {
		if err := syscall.Mkfifo(d.path(name), 0o600); err != nil {
			t.Fatal(err)
		}
		if status := d.installs(); status != exitRefused {
			t.Errorf("%s: exit %d", name, status)
		}
		d.says(d.path(name) + " n'est pas un fichier du disque")
		if err := os.Remove(d.path("sesame.env")); err != nil {
			t.Fatal(err)
		}
		d.file("sesame.env", "SESAME_SMTP_URL_FILE="+d.path("smtp-url")+"\n")
	}
}
