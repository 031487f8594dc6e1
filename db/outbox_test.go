package db_test

import (
	"testing"
	"time"

	"sesame/db"
)

func TestADamagedMessageDoesNotKeepTheOthersFromLeaving(t *testing.T) {
	d := openDB(t)
	for _, to := range []string{"a@poitou.example", "b@poitou.example"} {
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			return tx.Post(t.Context(), 0, db.Message{Kind: db.KindCode, Channel: "email", To: to, At: noon}, noon, noon.Add(time.Hour))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	tamper(t, d, `UPDATE outbox SET payload = zeroblob(60) WHERE id = 1`)
	due, err := d.Due(t.Context(), noon, 10)
	if err != nil || len(due) != 2 || due[0].Kind != db.KindUnreadable || due[1].To != "b@poitou.example" {
		t.Errorf("due %+v, %v", due, err)
	}
}
