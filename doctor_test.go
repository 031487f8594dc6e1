package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

func TestDoctorTellsEachPointAndFailsWithOne(t *testing.T) {
	relay := relaySaying(t, nil)
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
		"all is well":     {env(relay), exitDone, "ok     e-mail"},
		"the odds":        {env(relay), exitDone, "une probabilité de 0.91 % ; une attaque sur 100000 comptes trouverait 0.020 code par jour"},
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

func TestDoctorSaysHowToAddTheFirstAgentAndCountsThem(t *testing.T) {
	d := newDesk(t)
	check := func() string {
		t.Helper()
		p := &program{now: time.Now, zone: time.UTC}
		says, err := p.checkAgents(t.Context(), &config{DB: d.path("sesame.db")})
		if err != nil {
			t.Fatal(err)
		}
		return says
	}
	if says := check(); !strings.Contains(says, "sesame agent add") {
		t.Errorf("says %q where there is no database", says)
	}
	d.install()
	if says := check(); !strings.Contains(says, "sesame agent add") {
		t.Errorf("says %q of a fresh installation", says)
	}
	d.runs(exitDone, "agent", "add", "cpetit")
	if says := check(); says != "1 invité, qui n'a pas encore ouvert son accès" {
		t.Errorf("says %q", says)
	}
	if err := d.enrols("cpetit", d.secret()); err != nil {
		t.Fatal(err)
	}
	if says := check(); says != "1 actif, 1 superviseur" {
		t.Errorf("says %q", says)
	}
}
