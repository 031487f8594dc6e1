package demo

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
)

// now is a Wednesday in autumn.
var now = time.Date(2026, 11, 25, 10, 30, 0, 0, time.UTC)

// untold is a Progress that reports nothing.
func untold(string, int, int) {}

// filled is a database that holds the demonstration.
func filled(t *testing.T) *db.DB {
	t.Helper()
	keys, err := keys.NewKeyring(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "demo.db")
	d, err := db.Open(t.Context(), path, keys, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := Fill(t.Context(), d, account.Caisse{Name: "MSA", ContactEmail: "contact@msa.example"}, now, untold); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestASecondStartLeavesTheDemonstrationAsItIs(t *testing.T) {
	d := filled(t)
	if marked, err := d.Demonstration(t.Context()); err != nil || !marked {
		t.Errorf("the database is not marked as a demonstration's: %v", err)
	}
	before, err := d.MemberCount(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := Fill(t.Context(), d, account.Caisse{Name: "MSA", ContactEmail: "contact@msa.example"}, now.AddDate(0, 0, 1), untold); err != nil {
		t.Fatal(err)
	}
	if after, err := d.MemberCount(t.Context()); err != nil || after != before {
		t.Errorf("%d members were %d (%v)", after, before, err)
	}
}

func TestFillTellsHowFarItIs(t *testing.T) {
	keys, err := keys.NewKeyring(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "demo.db"), keys, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // the test has ended
	var phases []string
	reached := map[string]string{}
	told := func(phase string, done, total int) {
		if done == 0 {
			phases = append(phases, phase)
		}
		reached[phase] = fmt.Sprint(done, " of ", total)
	}
	if err := Fill(t.Context(), d, account.Caisse{Name: "MSA", ContactEmail: "contact@msa.example"}, now, told); err != nil {
		t.Fatal(err)
	}
	if len(phases) != 3 || phases[0] != "mots de passe" {
		t.Errorf("phases %q", phases)
	}
	for _, phase := range phases[:2] {
		var done, total int
		if _, err := fmt.Sscanf(reached[phase], "%d of %d", &done, &total); err != nil || done != total || total < 10 {
			t.Errorf("« %s » ended at %s", phase, reached[phase])
		}
	}
}
