package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

// Counting messages reads no row: a caisse has ten thousand, with their texts.
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
		return tx.TakeContact(ctx, m, "agent:odile", noon)
	})
	for _, c := range []struct{ most, all int }{{3, 4}, {4, 5}, {10, 5}} { // an agent who has no access looks after one
		counts, err := d.ContactCounts(t.Context(), "agent:odile", noon.Add(time.Minute), c.most)
		if err != nil || counts[db.ContactsAll] != c.all || counts[db.ContactsOpen] != c.all || counts[db.ContactsLate] != c.all ||
			counts[db.ContactsNobodys] != c.all || counts[db.ContactsMine] != 1 || counts[db.ContactsClosed] != 0 {
			t.Errorf("up to %d: %v, %v", c.most, counts, err)
		}
	}
}

// A change that is based on an outdated state of a message is an error that undoes its whole transaction: no answer or reply
// may be stored in a thread whose state does not show it.
func TestAContactMessageIsNotChangedByAnOutdatedReading(t *testing.T) {
	for name, change := range map[string]func(ctx context.Context, tx *db.Tx, m db.ContactMessage) error{
		"taken": func(ctx context.Context, tx *db.Tx, m db.ContactMessage) error {
			return tx.TakeContact(ctx, m, "agent:b", noon)
		},
		"assigned": func(ctx context.Context, tx *db.Tx, m db.ContactMessage) error {
			return tx.AssignContact(ctx, m, "agent:b", "agent:c", noon)
		},
		"closed": func(ctx context.Context, tx *db.Tx, m db.ContactMessage) error {
			return tx.CloseContact(ctx, m, "agent:b", "unwanted", noon)
		},
		"noted": func(ctx context.Context, tx *db.Tx, m db.ContactMessage) error {
			return tx.NoteContact(ctx, m, "agent:b", "Vu.", noon)
		},
		"called": func(ctx context.Context, tx *db.Tx, m db.ContactMessage) error {
			return tx.CallContact(ctx, m, "agent:b", "Dit.", noon)
		},
		"answered": func(ctx context.Context, tx *db.Tx, m db.ContactMessage) error {
			return tx.AnswerContact(ctx, m, "agent:b", db.ContactAnswer{Words: "Oui.", Message: db.Message{Channel: "email"}, Expires: noon.Add(time.Hour)}, noon)
		},
		"answered by letter": func(ctx context.Context, tx *db.Tx, m db.ContactMessage) error {
			return tx.AnswerContactByLetter(ctx, m, "agent:b", db.ContactAnswer{Words: "Oui."}, 1, db.LetterPayload{At: noon})
		},
		"replied to": func(ctx context.Context, tx *db.Tx, m db.ContactMessage) error {
			return tx.AddReply(ctx, m, db.ByReference, db.ContactReply{From: m.Email, Words: "Merci."}, noon)
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDB(t)
			var outdated db.ContactMessage
			inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
				err := tx.AddContactMessage(ctx, db.ContactMessage{Number: "AAA-222", Email: "a@b.example", Message: "?"}, noon)
				m, err2 := tx.ContactMessage(ctx, "AAA-222")
				err3 := tx.CloseContact(ctx, m, "agent:a", "unwanted", noon)
				var err4 error
				outdated, err4 = tx.ContactMessage(ctx, "AAA-222")
				return errors.Join(err, err2, err3, err4, tx.NoteContact(ctx, outdated, "agent:a", "Vu.", noon))
			})
			if err := d.InTx(t.Context(), func(tx *db.Tx) error { return change(t.Context(), tx, outdated) }); err == nil {
				t.Error("no error")
			}
			m, err := d.ContactMessage(t.Context(), "AAA-222")
			entries, err2 := d.ContactEntries(t.Context(), m.ID)
			if err != nil || err2 != nil || m.State != db.ContactClosed || len(entries) != 2 {
				t.Errorf("%s, %d entries: %v %v", m.State, len(entries), err, err2)
			}
		})
	}
}
