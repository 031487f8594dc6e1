package db

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sesame/account/keys"
)

func TestParametersDoNotChooseThePlan(t *testing.T) {
	for query, want := range map[string]string{
		`SELECT 1 FROM codes WHERE flow_id = ? AND id <> ?2 ORDER BY id LIMIT ?3`: `SELECT 1 FROM codes WHERE flow_id = +? AND id <> +?2 ORDER BY id LIMIT +?3`,
		`SELECT 1 FROM outbox WHERE member_id IS ? AND channel IN (?)`:            `SELECT 1 FROM outbox WHERE member_id IS +? AND channel IN (+?)`,
		`INSERT INTO figures (day, n) VALUES (?, ?)`:                              `INSERT INTO figures (day, n) VALUES (?, ?)`,
		`SELECT 1 FROM meta WHERE audit_seq > ? AND '?' = '?'`:                    `SELECT 1 FROM meta WHERE audit_seq > ? AND '?' = '?'`,
	} {
		if got := keptPlan(query); got != want {
			t.Errorf("%s becomes %s", query, got)
		}
	}
}

// A query gives the same result by the same index, whether or not the planner may look at its parameters.
func TestAKeptPlanUsesTheIndex(t *testing.T) {
	keys, err := keys.NewKeyring(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "sesame.db"), keys, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	plan := func(query string) (step string) {
		t.Helper()
		var id, parent, unused int
		if err := d.read.QueryRowContext(t.Context(), `EXPLAIN QUERY PLAN `+query, "wrong-code", make([]byte, 16), 0, 5).Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		return step
	}
	query := `SELECT at FROM limit_events WHERE kind = ? AND subject_key = ? AND at > ? ORDER BY at LIMIT ?`
	if chosen, kept := plan(query), plan(keptPlan(query)); chosen != kept || !strings.Contains(kept, "limit_events_by_subject (kind=? AND subject_key=? AND at>?)") {
		t.Errorf("%q becomes %q", chosen, kept)
	}
}
