package db_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sesame/db"
)

// Rows of the long tables go once they are old enough, wherever they stand; those that wait or are younger stay.
func TestPurgeGoesThroughLongTables(t *testing.T) {
	d := openDB(t)
	members(t, d, smallHeader+manyTiers(1))
	now := noon.Add(2 * db.KeepHistory)
	old, young := now.Add(-db.KeepHistory).Unix(), now.Add(-db.KeepHistory).Add(time.Second).Unix()
	for id, at := range map[int]int64{1: old, 2: young, 12_000: old, 12_001: young, 30_000: old} {
		state, key := "sent", d.Keys().DestinationKey("a@poitou.example")
		tamper(t, d, fmt.Sprintf(`INSERT INTO logins (id, member_id, method, device, opened_at, last_seen_at, ended_at) VALUES (%[1]d, 1, 'password', '', %[2]d, %[2]d, %[2]d)`, id, at),
			fmt.Sprintf(`INSERT INTO outbox (id, reference, kind, channel, state, created_at, expires_at, next_try_at, to_key) VALUES (%[1]d, 'r%[1]d', 'code', 'email', '%[3]s', %[2]d, %[2]d, %[2]d, x'%[4]x')`, id, at, state, key))
	}
	tamper(t, d, `UPDATE outbox SET state = 'waiting', payload = x'00', expires_at = 99999999999, held_at = NULL WHERE id = 30000`)
	if err := d.Purge(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	raw := openRaw(t, d)
	defer raw.Close()
	for query, want := range map[string][]string{
		`SELECT id FROM logins ORDER BY id`: {"2", "12001"},
		`SELECT id FROM outbox ORDER BY id`: {"2", "12001", "30000"},
	} {
		if got := column(t, raw, query); !slices.Equal(got, want) {
			t.Errorf("%s: %v stay, want %v", query, got, want)
		}
	}
}
