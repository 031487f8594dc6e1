package db

import (
	"slices"
	"testing"
)

// Members who have logged in since they were invited, or were set aside, stay off the list after the migration; so do groups
// that were set aside, and the notes about closed accounts.
func TestWhatWasSettledStaysSettled(t *testing.T) {
	d := blank(t)
	upTo(t, d, 53)
	for _, statement := range []string{
		`WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 5) INSERT INTO members (id, identifier_key, kind, category, profile, created_at, updated_at,
			temporary_hash, temporary_channel, temporary_issued_at, temporary_expires_at) SELECT id, CAST(printf('n%015d', id) AS BLOB), 'nir', 'particulier', x'', 1, 1, 'x', 'letter', 100, 200 FROM n`,
		`INSERT INTO logins (member_id, method, device, opened_at, last_seen_at) VALUES (1, 'temporary', '', 120, 120), (1, 'temporary', '', 110, 110), (2, 'franceconnect', '', 99, 99)`,
		`INSERT INTO set_aside (list, member_id, mark, set_at) VALUES ('never', 3, 100, 150), ('never', 4, 90, 150), ('returned', 5, 100, 150)`,
		`INSERT INTO likenesses (sort, mark_key, member_id, set_at) VALUES ('email', x'00000000000000000000000000000001', 1, 7), ('email', x'00000000000000000000000000000001', 2, 7),
			('email', x'00000000000000000000000000000002', 1, 7), ('email', x'00000000000000000000000000000002', 3, NULL)`,
		`UPDATE members SET status = 'closed', status_at = 1, status_by = 'system' WHERE id = 5`,
		`INSERT INTO contact_differences (member_id, kind, file_value, seen_at) VALUES (1, 'email', x'00', 1), (5, 'email', x'00', 1)`,
		`INSERT INTO values_left_out (member_id, field, payload, seen_at) VALUES (2, 'portable', x'00', 1), (5, 'portable', x'00', 1)`,
	} {
		if _, err := d.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	m, _ := migrationOf(54)
	if _, err := d.Exec(must(m.sql())); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string][]int64{
		`SELECT COALESCE(temporary_settled_at, 0) FROM members ORDER BY id`:   {110, 0, 150, 0, 0},
		`SELECT member_id FROM set_aside`:                                     {5},
		`SELECT COALESCE(set_at, 0) FROM likeness_groups ORDER BY mark_key`:   {7, 0},
		`SELECT member_id FROM likenesses ORDER BY sort, mark_key, member_id`: {1, 2, 1, 3},
		`SELECT id FROM members INDEXED BY members_unused WHERE temporary_issued_at <= 100 AND password_hash IS NULL AND temporary_settled_at IS NULL AND status IS NOT 'closed'`: {2, 4},
		`SELECT member_id FROM contact_differences WHERE closed IS NULL`: {1},
		`SELECT member_id FROM values_left_out WHERE closed IS NULL`:     {2},
	} {
		if got := must(list[int64](t.Context(), d, query)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
}
