package files

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/account/keys"
	"sesame/db"
)

var now = time.Date(2026, 11, 25, 10, 30, 0, 0, time.UTC)

// filled is a new database with the member T1.
func filled(t *testing.T) Database {
	t.Helper()
	dir := t.TempDir()
	d := Database{Path: filepath.Join(dir, "sesame.db"), KeyPath: filepath.Join(dir, "sesame.key"), Location: time.UTC}
	opened, err := d.Open(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	table, err := backoffice.OpenTable(strings.NewReader("identifiant;categorie;nom;adresse6\nT1;tiers;Aubert;86000 POITIERS\n"), backoffice.MemberColumns)
	if err != nil {
		t.Fatal(err)
	}
	if report, err := opened.ImportMembers(t.Context(), table, db.ImportOptions{Now: now}); err != nil || report.Added != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	return d
}

// holds opens the database, and reads the member and the whole audit log.
func (d Database) holds(t *testing.T) {
	t.Helper()
	opened, err := d.Open(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	m, err := opened.MemberByKey(t.Context(), opened.Keys().IdentifierKey(account.Identifier{Kind: account.Tiers, Value: "T1"}))
	if err != nil || m.Profile.LastName != "Aubert" {
		t.Errorf("the member is %+v, %v", m, err)
	}
	if _, _, err := opened.VerifyAudit(t.Context()); err != nil {
		t.Errorf("the audit log: %v", err)
	}
}

// rotationDies names the variable that tells the program under test where to die.
const rotationDies = "ROTATION_DIES"

// TestRotationThatDies is the part of TestARotationThatDiesLeavesADatabaseThatOpens that is killed.
func TestRotationThatDies(t *testing.T) {
	where, dir, ok := strings.Cut(os.Getenv(rotationDies), "|")
	if !ok {
		return // run by itself it has nothing to do
	}
	die := func(here string) {
		if here == where {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
	}
	d := Database{Path: filepath.Join(dir, "sesame.db"), KeyPath: filepath.Join(dir, "sesame.key"), Location: time.UTC}
	masters, err := d.readKey(true)
	if err != nil {
		t.Fatal(err)
	}
	file, err := keys.NewKeyring(masters...)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Rotate(t.Context(), db.Rotation{Path: d.Path, Keys: file, Now: now,
		Lengthen: func() (*keys.Keyring, error) {
			die("before the key file")
			longer, err := d.lengthen(masters)
			die("after the key file")
			return longer, err
		},
		Began: func(table string, _, _ int) { die("at " + table) },
	})
	if err != nil {
		t.Fatal(err)
	}
	die("after the commit")
}

func TestARotationThatDiesLeavesADatabaseThatOpens(t *testing.T) {
	for where, lines := range map[string]int{ // of the key file afterwards
		"before the key file": 1, "after the key file": 2, "at members": 2, "at meta": 2, "after the commit": 2,
	} {
		t.Run(where, func(t *testing.T) {
			d := filled(t)
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRotationThatDies$")
			child.Env = append(os.Environ(), rotationDies+"="+where+"|"+filepath.Dir(d.Path))
			said, err := child.CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
				t.Fatalf("it did not die: %v\n%s", err, said)
			}
			masters, err := d.readKey(true)
			if err != nil || len(masters) != lines {
				t.Errorf("the key file has %d lines, want %d (%v)", len(masters), lines, err)
			}
			d.holds(t)
			if last, err := d.Rotate(t.Context(), now, func(string, int, int) {}); err != nil || last != lines+1 {
				t.Errorf("rotated to line %d: %v", last, err)
			}
			d.holds(t)
		})
	}
}

func TestARotationThatIsInterruptedSaysWhatItLeaves(t *testing.T) {
	d := filled(t)
	ctx, interrupt := context.WithCancel(t.Context())
	_, err := d.Rotate(ctx, now, func(string, int, int) { interrupt() })
	if want := "et " + d.KeyPath + " l'ouvre toujours. La ligne 2 de ce fichier, qui vient d'être ajoutée, ne sert pas et ne nuit pas : laissez-la"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v\nwant %s", err, want)
	}
	d.holds(t)
}

func TestARotationThatIsInterruptedSaysSo(t *testing.T) {
	d := filled(t)
	for _, table := range []string{"members", "search", "meta"} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := d.Rotate(ctx, now, func(at string, _, _ int) {
			if at == table {
				cancel()
			}
		})
		cancel()
		if err == nil || !strings.Contains(err.Error(), "la rotation n'a pas eu lieu : elle a été interrompue. La base reste sous la clé d'avant") {
			t.Errorf("at %s: %v", table, err)
		}
	}
}
