package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
)

var (
	secretLine = regexp.MustCompile(`(?m)^ {4}([a-z2-9]{4} [a-z2-9]{4} [a-z2-9]{4})$`)
	listed     = func(d *desk, login string) []string {
		for line := range strings.Lines(d.out) {
			if f := strings.Fields(line); len(f) > 0 && f[0] == login {
				return f
			}
		}
		return nil
	}
)

// secret returns the enrolment secret that the command has just printed.
func (d *desk) secret() string {
	d.t.Helper()
	found := secretLine.FindStringSubmatch(d.out)
	if found == nil {
		d.t.Fatalf("no secret in:\n%s", d.out)
	}
	return account.NormaliseTemporary(found[1])
}

// enrols enrols an agent in the database, as the pages do.
func (d *desk) enrols(login, secret string) error {
	d.t.Helper()
	file := d.open()
	return file.InTx(d.t.Context(), func(t *db.Tx) error {
		a, err := t.AgentByLogin(d.t.Context(), login)
		if err != nil {
			return err
		}
		return t.Enrol(d.t.Context(), a, t.InvitationKey(a, secret), db.Enrolment{PasswordHash: "$argon2id$", TOTPSecret: "JBSWY3DPEHPK3PXP"}, time.Now())
	})
}

func TestAgentsAreAddedByCommand(t *testing.T) {
	t.Run("the first one on a fresh installation is a supervisor, the next ones are agents", func(t *testing.T) {
		d := newDesk(t)
		d.install()
		d.runs(exitDone, "agent", "add", "CPetit")
		d.says("Agent cpetit (superviseur)", "/agent/enrolement", "de la main à la main")
		secret := d.secret()
		d.runs(exitDone, "agent", "add", "ymoreau")
		d.says("Agent ymoreau (agent)")
		d.runs(exitDone, "agent", "add", "lfabre", "--role", "courrier")
		d.says("Agent lfabre (courrier)")
		d.runs(exitDone, "agent", "list")
		if got := listed(d, "cpetit"); !slices.Equal(got, []string{"cpetit", "superviseur", "invité", "jamais"}) {
			t.Errorf("listed as %q", got)
		}
		if err := d.enrols("cpetit", secret); err != nil {
			t.Fatal(err)
		}
		d.runs(exitDone, "agent", "list")
		if got := listed(d, "cpetit"); got[2] != "actif" {
			t.Errorf("listed as %q", got)
		}
	})
	t.Run("a new secret ends the old one and what was enrolled", func(t *testing.T) {
		d := newDesk(t)
		d.install()
		d.runs(exitDone, "agent", "add", "cpetit")
		old := d.secret()
		d.runs(exitDone, "agent", "invite", "cpetit")
		fresh := d.secret()
		if err := d.enrols("cpetit", old); err == nil {
			t.Error("the old secret opens")
		}
		if err := d.enrols("cpetit", fresh); err != nil {
			t.Errorf("the new secret: %v", err)
		}
		d.runs(exitDone, "agent", "invite", "cpetit")
		d.runs(exitDone, "agent", "list")
		if got := listed(d, "cpetit"); got[2] != "invité" {
			t.Errorf("listed as %q", got)
		}
	})
	t.Run("an agent is kept out, but not the last supervisor", func(t *testing.T) {
		d := newDesk(t)
		d.install()
		d.runs(exitDone, "agent", "add", "cpetit")
		if err := d.enrols("cpetit", d.secret()); err != nil {
			t.Fatal(err)
		}
		d.runs(exitDone, "agent", "add", "ymoreau")
		d.runs(exitDone, "agent", "disable", "ymoreau")
		d.says("ymoreau n'a plus accès")
		d.runs(exitRefused, "agent", "disable", "cpetit")
		d.says("dernier superviseur")
		d.runs(exitDone, "agent", "list")
		if got := strings.Join(listed(d, "ymoreau"), " "); got != "ymoreau agent sans accès jamais" {
			t.Errorf("listed as %q", got)
		}
		d.runs(exitDone, "audit", "verify")
		d.runs(exitDone, "audit", "export")
		for _, event := range []string{"agent-added", "agent-disabled"} {
			if !strings.Contains(d.out, event) {
				t.Errorf("%s is not in the log", event)
			}
		}
	})
	t.Run("what cannot be done is said, and changes nothing", func(t *testing.T) {
		d := newDesk(t)
		d.install()
		d.runs(exitDone, "agent", "add", "cpetit")
		d.runs(exitRefused, "agent", "add", "cpetit")
		d.says("existe déjà", "sesame agent invite cpetit")
		for _, act := range []string{"invite", "disable"} {
			d.runs(exitRefused, "agent", act, "personne")
			d.says("aucun agent ne s'appelle personne")
		}
		for _, args := range [][]string{{"add"}, {"list", "cpetit"}, {"remove", "cpetit"}, {"add", "x y"}, {"add", "é"}, {"add", "autre", "--role", "chef"}, {"invite", "cpetit", "--role", "agent"}} {
			d.runs(exitUsage, append([]string{"agent"}, args...)...)
		}
		d.runs(exitDone, "agent", "list")
		if lines := strings.Count(d.out, "\n"); lines != 2 {
			t.Errorf("%d lines:\n%s", lines, d.out)
		}
	})
}
