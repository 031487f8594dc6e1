package db_test

import (
	"fmt"
	"testing"

	"sesame/db"
)

// BenchmarkFindContacts searches 10,000 messages by a name that a hundred of them contain and a word that all contain.
func BenchmarkFindContacts(b *testing.B) {
	d := openDB(b)
	if err := d.InTx(b.Context(), func(tx *db.Tx) error {
		for i := range 10_000 {
			m := db.ContactMessage{Number: fmt.Sprintf("N-%d", i), Subject: "Ma carte", Name: fmt.Sprintf("Jeanne Durand%d", i%100), Email: fmt.Sprintf("e%d@poitou.example", i), Message: "Où est-elle ?"}
			if err := tx.AddContactMessage(b.Context(), m, noon); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		found, err := d.FindContacts(b.Context(), "durand42 carte", 50)
		if err != nil || len(found) != 50 {
			b.Fatalf("found %d, %v", len(found), err)
		}
	}
}
