package db_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sesame/db"
)

// The purge deletes rows of the long tables once they are old enough, wherever they are; waiting and younger rows stay.
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

// Each long table loses its expired rows, and keeps those that expire in a second.
func TestPurgeKeepsEachLongTableForItsTime(t *testing.T) {
	d := openDB(t)
	members(t, d, smallHeader+manyTiers(4))
	now := noon.Add(2 * db.KeepHistory)
	const year, quarter, tries, day, over = db.KeepHistory, db.KeepCounts, db.KeepTries, db.KeepFlows, time.Duration(0)
	raw := openRaw(t, d)
	defer raw.Close()
	for _, c := range []struct {
		what, insert, table string // %[1]d is the row's number, %[2]d its time
		keep                time.Duration
	}{
		{"a count of the year", `INSERT INTO limit_events VALUES (%[1]d, 'wrong-code', zeroblob(16), NULL, %[2]d)`, "limit_events", year},
		{"a count of the quarter", `INSERT INTO limit_events VALUES (%[1]d, 'letter', zeroblob(16), NULL, %[2]d)`, "limit_events", quarter},
		{"a count of the day", `INSERT INTO limit_events VALUES (%[1]d, 'code', zeroblob(16), NULL, %[2]d)`, "limit_events", tries},
		{"a former temporary password", `INSERT INTO former_temporaries (id, member_id, hash, expires_at) VALUES (%[1]d, 1, '', %[2]d)`, "former_temporaries", over},
		{"a browser of a temporary password", `INSERT INTO temporary_browsers VALUES (%[1]d, zeroblob(16), zeroblob(16), '', 0, %[2]d, NULL)`, "temporary_browsers", over},
		{"a known browser", `INSERT INTO known_browsers (id, browser_key, member_id, device, created_at, seen_at, expires_at) VALUES (%[1]d, randomblob(16), 1, '', 0, 0, %[2]d)`, "known_browsers", over},
		{"a delivery", `INSERT INTO deliveries (id, reference, kind, state, next_try_at, expires_at, created_at, done_at) VALUES (%[1]d, %[1]d, 'event', 'sent', 0, 0, %[2]d, 0)`, "deliveries", quarter},
		{"a delivery that waits", `INSERT INTO deliveries (id, reference, kind, state, next_try_at, expires_at, created_at) VALUES (%[1]d, %[1]d, 'event', 'waiting', 0, 0, %[2]d)`, "deliveries", 100 * year},
		{"a code of a call", `INSERT INTO call_codes VALUES (%[1]d, 1, 1, 'email', zeroblob(16), 'identity', zeroblob(16), 0, 0, %[2]d, 1, NULL)`, "call_codes", day},
		{"a spelling that came back", `INSERT INTO call_codes VALUES (%[1]d, 1, 1, 'email', zeroblob(16), 'spelling', zeroblob(16), 0, 0, %[2]d, 1, NULL)`, "call_codes", year},
		{"a spelling that did not", `INSERT INTO call_codes VALUES (%[1]d, 1, 1, 'email', zeroblob(16), 'spelling', zeroblob(16), 0, 0, %[2]d, NULL, NULL)`, "call_codes", day},
		{"a call", `INSERT INTO calls VALUES (%[1]d, randomblob(16), 1, 1, x'', %[2]d, 0, NULL)`, "calls", year},
		{"a message", `INSERT INTO contact_messages (id, number, sender_key, payload, created_at, waits_since) VALUES (%[1]d, %[1]d, zeroblob(16), x'', %[2]d, 0)`, "contact_messages", year},
		{"a letter", `INSERT INTO letters (id, reference, member_id, state, created_at, expires_at) VALUES (%[1]d, %[1]d, 1, 'expired', %[2]d, 0)`, "letters", year},
	} {
		old, young := now.Add(-c.keep).Unix(), now.Add(time.Second-c.keep).Unix()
		tamper(t, d, `DELETE FROM `+c.table, fmt.Sprintf(c.insert, 2, young), fmt.Sprintf(c.insert, 1, old), fmt.Sprintf(c.insert, 20_001, old), fmt.Sprintf(c.insert, 20_002, young))
		if err := d.Purge(t.Context(), now); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		key, want := "id", []string{"2", "20002"}
		if c.table == "temporary_browsers" {
			key = "member_id"
		}
		if c.keep > year {
			want = []string{"1", "2", "20001", "20002"}
		}
		if got := column(t, raw, `SELECT `+key+` FROM `+c.table+` ORDER BY 1`); !slices.Equal(got, want) {
			t.Errorf("%s: %v stay, want %v", c.what, got, want)
		}
	}
}
