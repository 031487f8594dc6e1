package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"sesame/db"
)

// A challenge is taken once, by the browser and member for which it was made, before it expires; for each network address the
// newest are kept.
func TestAChallengeIsTakenOnce(t *testing.T) {
	d := openDB(t)
	members(t, d, rotatedFile)
	m := member(t, d, rotatedMember)
	browser := func(n int) []byte { return d.Keys().Index("browser", fmt.Append(nil, n)) }
	ask := func(n int, member int64, origin string, expires time.Time) {
		t.Helper()
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			return tx.AskPasskey(ctx, db.PasskeyChallenge{Browser: browser(n), MemberID: member, Origin: d.Keys().Index("origin", []byte(origin)), Payload: fmt.Append(nil, n), ExpiresAt: expires})
		})
	}
	take := func(n int, member int64, at time.Time) (payload string) {
		t.Helper()
		inTx(t, d, func(ctx context.Context, tx *db.Tx) error {
			p, err := tx.TakePasskeyChallenge(ctx, browser(n), member, at)
			if errors.Is(err, db.ErrNotFound) {
				return nil
			}
			payload = string(p.Payload)
			return err
		})
		return payload
	}
	ask(1, m.ID, "192.0.2.1", noon.Add(time.Minute))
	if got := take(1, 0, noon); got != "" {
		t.Error("a log-in takes what was asked of a member who adds a passkey")
	}
	if got := take(1, m.ID, noon.Add(time.Minute)); got != "" {
		t.Error("it is taken after its time")
	}
	if got := take(1, m.ID, noon); got != "1" {
		t.Errorf("took %q", got)
	}
	if got := take(1, m.ID, noon); got != "" {
		t.Error("it is taken twice")
	}

	ask(0, 0, "192.0.2.2", noon.Add(time.Hour))
	for n := range 250 {
		ask(n+1, 0, "192.0.2.1", noon.Add(time.Minute+time.Duration(n)*time.Second))
	}
	if n := counted(t, d, `SELECT count(*) FROM passkey_challenges`); n != "201" {
		t.Errorf("%s are kept", n)
	}
	if take(250, 0, noon) != "250" || take(1, 0, noon) != "" || take(0, 0, noon) != "0" {
		t.Error("the newest of each address are not those that are kept")
	}
	if err := d.Purge(t.Context(), noon.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n := counted(t, d, `SELECT count(*) FROM passkey_challenges`); n != "0" {
		t.Errorf("%s are left after their time", n)
	}
}

// counted runs a query that returns one number.
func counted(t *testing.T, d *db.DB, query string) string {
	t.Helper()
	raw, err := sql.Open("sqlite3", d.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	return column(t, raw, query)[0]
}
