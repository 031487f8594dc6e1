package db_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

// Of a message that is counted no row is read: a caisse has ten thousands, each with its words.
func TestContactMessagesAreCountedByTheirIndexes(t *testing.T) {
	raw := openRaw(t, openDB(t))
	defer raw.Close()
	queries := map[string]string{"unanswered": db.QueryUnanswered}
	for list, query := range db.QueryContactCounts() {
		queries[string(list)] = query
	}
	for name, query := range queries {
		if plan := planOf(t, raw, query); !strings.Contains(plan, "contact_messages USING COVERING INDEX") || strings.Contains(plan, "SCAN agents") {
			t.Errorf("%s:\n%s", name, plan)
		}
	}
}

func TestContactMessagesAreCountedUpToABound(t *testing.T) {
	d := openDB(t)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		for i := range 5 {
			if err := tx.AddContactMessage(ctx, db.ContactMessage{Number: fmt.Sprintf("AAA-22%d", i), Email: "a@b.example", Message: "?"}, noon); err != nil {
				return err
			}
		}
		m, err := tx.ContactMessage(ctx, "AAA-220")
		if err != nil {
			return err
		}
		_, err = tx.TakeContact(ctx, m, "agent:odile", noon)
		return err
	})
	for _, c := range []struct{ most, all int }{{3, 4}, {4, 5}, {10, 5}} { // an agent who has no access looks after one
		counts, err := d.ContactCounts(t.Context(), "agent:odile", noon.Add(time.Minute), c.most)
		if err != nil || counts[db.ContactsAll] != c.all || counts[db.ContactsOpen] != c.all || counts[db.ContactsLate] != c.all ||
			counts[db.ContactsNobodys] != c.all || counts[db.ContactsMine] != 1 || counts[db.ContactsClosed] != 0 {
			t.Errorf("up to %d: %v, %v", c.most, counts, err)
		}
	}
}
