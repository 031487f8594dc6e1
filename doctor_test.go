package main

import (
	"bytes"
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"sesame/courier"
	"sesame/doctor"
)

func TestDoctorTellsEachPointAndFailsWithOne(t *testing.T) {
	relay := relaySaying(t, nil)
	d := newDesk(t)
	env := func(relay string) []string {
		return append([]string{"SESAME_DB=" + d.path("sesame.db"), "SESAME_BASE_URL=http://localhost:8080",
			"SESAME_SMTP_URL=smtp://" + relay + "?tls=none", "SESAME_SMTP_FROM=Essai <essai@caisse.example>"}, caisse...)
	}
	nowhere := d.path("nowhere")
	for name, c := range map[string]struct {
		env  []string
		want int
		says string
	}{
		"before the first start": {env(relay), exitDone, "ok     base et clé : seront créées au premier démarrage"},
		"no folder for the database": {append(env(relay), "SESAME_DB="+nowhere+"/sesame.db"), exitRefused,
			"ÉCHEC  base et clé : SESAME_DB : le dossier " + nowhere + ", où la base doit être créée, n'existe pas : créez-le"},
		"no folder for the key": {append(env(relay), "SESAME_KEY_FILE="+nowhere+"/sesame.key"), exitRefused,
			"ÉCHEC  base et clé : SESAME_KEY_FILE : le dossier " + nowhere + ", où la clé doit être créée, n'existe pas"},
		"all is well":     {env(relay), exitDone, "ok     e-mail"},
		"the odds":        {env(relay), exitDone, "une probabilité de 0,92 % ; une attaque sur 100000 comptes trouverait 0,020 code par jour"},
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

// TestDoctorLooksAtTheCertificateThatTheNextStartWouldServe: the running service still serves the former certificate, but would
// not start again with the files.
func TestDoctorLooksAtTheCertificateThatTheNextStartWouldServe(t *testing.T) {
	d := newDesk(t)
	d.certificate()
	former := d.read("key.pem")
	cert, key, _ := d.certificate()
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	service := httptest.NewUnstartedServer(http.NotFoundHandler())
	service.TLS = &tls.Config{Certificates: []tls.Certificate{pair}} //nolint:gosec // G402: a test
	service.StartTLS()
	t.Cleanup(service.Close)
	env := append([]string{"SESAME_DB=" + d.path("sesame.db"), "SESAME_BASE_URL=" + strings.Replace(service.URL, "127.0.0.1", "localhost", 1), "SESAME_TLS_CERT=" + cert, "SESAME_TLS_KEY=" + key,
		"SESAME_CA_FILE=" + cert, "SESAME_SMTP_URL=smtp://127.0.0.1:1?tls=none", "SESAME_SMTP_FROM=Essai <essai@caisse.example>"}, caisse...)
	check := func() string {
		t.Helper()
		var out bytes.Buffer
		Main(t.Context(), []string{"doctor"}, env, &out, io.Discard)
		for line := range strings.Lines(out.String()) {
			if strings.Contains(line, " certificat : ") {
				return line
			}
		}
		t.Fatalf("no line:\n%s", &out)
		return ""
	}
	if says := check(); !strings.Contains(says, "ok     certificat : valable jusqu'au ") {
		t.Errorf("a pair that fits: %s", says)
	}
	d.file("key.pem", former)
	if says := check(); !strings.Contains(says, "ÉCHEC  certificat : le service ne redémarrerait pas (la clé "+key+" n'est pas celle du certificat "+cert+") : donnez celle avec laquelle il a été demandé") {
		t.Errorf("another key: %s", says)
	}
}

func TestDoctorSaysHowToAddTheFirstAgentAndCountsThem(t *testing.T) {
	d := newDesk(t)
	looking := &doctor.Doctor{}
	check := func() string {
		t.Helper()
		return lineOf(t, looking, "agents")
	}
	if says := check(); !strings.Contains(says, "sesame agent add") {
		t.Errorf("says %q where there is no database", says)
	}
	d.install()
	looking.DB = d.open()
	defer looking.DB.Close()
	if says := check(); !strings.Contains(says, "sesame agent add") {
		t.Errorf("says %q of a fresh installation", says)
	}
	d.runs(exitDone, "agent", "add", "cpetit")
	if says := check(); says != "ok agents : 1 invité, qui n'a pas encore ouvert son accès" {
		t.Errorf("says %q", says)
	}
	if err := d.enrols("cpetit", d.secret()); err != nil {
		t.Fatal(err)
	}
	if says := check(); says != "ok agents : 1 actif, 1 superviseur" {
		t.Errorf("says %q", says)
	}
}

// lineOf returns the line of one check. The settings that this check does not use may be missing.
func lineOf(t *testing.T, d *doctor.Doctor, name string) string {
	t.Helper()
	d.Now, d.Location, d.BaseURL = time.Now, paris(), &url.URL{Scheme: "http", Host: "localhost"}
	var err error
	if d.Relay, err = courier.NewSMTP("smtp://127.0.0.1:1?tls=none", "essai@caisse.example", "localhost"); err != nil {
		t.Fatal(err)
	}
	for _, line := range d.Look(t.Context()) {
		if line.Name == name {
			return string(line.State) + " " + line.Sentence()
		}
	}
	t.Fatalf("no check named %s", name)
	return ""
}
