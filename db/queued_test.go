package db_test

import (
	"errors"
	"testing"
	"time"

	"sesame/account"
	"sesame/db"
)

func TestWhoCarriesMessagesIsWokenAfterACommitThatQueuesOne(t *testing.T) {
	d, ctx := openDB(t), t.Context()
	woken := 0
	d.WhenQueued(func() { woken++ })
	now := time.Date(2026, time.November, 23, 14, 5, 0, 0, time.UTC)
	post := func(tx *db.Tx) error {
		return tx.Post(ctx, 0, db.Message{Kind: db.KindReinforced, Channel: account.Email, To: "contact@msa.example", At: now}, now, now.Add(time.Hour))
	}
	for name, c := range map[string]struct {
		act  func(*db.Tx) error
		want int
	}{
		"a message":    {post, 1},
		"a count":      {func(tx *db.Tx) error { return tx.Count(ctx, db.LoginFailures, make([]byte, 16), now) }, 0},
		"rolled back":  {func(tx *db.Tx) error { return errors.Join(post(tx), errors.New("the rest failed")) }, 0},
		"two messages": {func(tx *db.Tx) error { return errors.Join(post(tx), post(tx)) }, 1},
	} {
		woken = 0
		err := d.InTx(ctx, c.act)
		if (err != nil) != (name == "rolled back") || woken != c.want {
			t.Errorf("%s: woken %d times, want %d (%v)", name, woken, c.want, err)
		}
	}
}
