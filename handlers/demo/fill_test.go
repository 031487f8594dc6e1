package demo

import (
	"path/filepath"
	"testing"
	"time"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
)

// now is a Wednesday in autumn.
var now = time.Date(2026, 11, 25, 10, 30, 0, 0, time.UTC)

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
	if err := Fill(t.Context(), d, account.Caisse{Name: "MSA", ContactEmail: "contact@msa.example"}, now); err != nil {
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
	if err := Fill(t.Context(), d, account.Caisse{Name: "MSA", ContactEmail: "contact@msa.example"}, now.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	if after, err := d.MemberCount(t.Context()); err != nil || after != before {
		t.Errorf("%d members were %d (%v)", after, before, err)
	}
}
