package db_test

import (
	"context"
	"database/sql"
	"errors"
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

// TestDecoysArePurgedAfterTwoDays checks that requests for unknown identifiers are not kept as long as a member's messages.
func TestDecoysArePurgedAfterTwoDays(t *testing.T) {
	d := openDB(t)
	inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
		var errs error
		for range 2 {
			errs = errors.Join(errs, tx.PostDecoy(ctx, db.Message{Kind: db.KindCode, Channel: "email", At: noon}, noon, noon.Add(time.Hour)),
				tx.Post(ctx, 0, db.Message{Kind: db.KindReinforced, Channel: "email", To: "a@b.example", At: noon}, noon, noon.Add(time.Hour)))
		}
		return errs
	})
	due, err := d.Due(t.Context(), noon, 9)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range due[:2] { // one of each kind; the others expire
		settle := func() error { return d.Dropped(t.Context(), w.ID, noon) }
		if !w.Decoy() {
			settle = func() error { return d.Sent(t.Context(), w.ID, noon) }
		}
		if err := settle(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.ExpireOutbox(t.Context(), noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		rows  int
	}{{47 * time.Hour, 4}, {49 * time.Hour, 2}} {
		if err := d.Purge(t.Context(), noon.Add(c.after)); err != nil {
			t.Fatal(err)
		}
		if n := rowsOf(t, d, "outbox"); n != c.rows {
			t.Errorf("after %v the outbox has %d rows, not %d", c.after, n, c.rows)
		}
	}
}

func rowsOf(t *testing.T, d *db.DB, table string) (n int) {
	t.Helper()
	raw, err := sql.Open("sqlite3", d.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if err := raw.QueryRowContext(t.Context(), `SELECT count(*) FROM `+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
