package db_test

import (
	"strings"
	"testing"

	"sesame/db"
)

// A page of held messages does not read all messages of a year.
func TestHeldMessagesAreFoundAmongThoseThatWait(t *testing.T) {
	raw := openRaw(t, openDB(t))
	defer raw.Close()
	var (
		id, parent, unused int
		plan               string
	)
	if err := raw.QueryRow(`EXPLAIN QUERY PLAN `+db.QueryHeld, "", true, 1).Scan(&id, &parent, &unused, &plan); err != nil || !strings.Contains(plan, "outbox_waiting") {
		t.Errorf("%q, %v", plan, err)
	}
}
