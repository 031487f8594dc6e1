package db_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sesame/db"
)

// The clock shows a year too much for an hour, and then the right time: nothing dated in that year stays valid, waiting or
// paused until then. staysAhead lists the instants that may stay in the future, with the reason.
var staysAhead = map[string]string{}

func init() {
	for why, names := range map[string]string{
		"of what has ended, or was ended with the clock": `agent_logins.opened_at agent_logins.last_seen_at agent_logins.ended_at approvals.asked_at approvals.expires_at call_codes.created_at call_codes.expires_at
			calls.created_at calls.expires_at codes.created_at codes.expires_at flows.created_at flows.expires_at flows.ended_at grants.created_at grants.expires_at grants.spent_at
			letters.created_at letters.expires_at letters.done_at logins.opened_at logins.last_seen_at logins.ended_at temporary_browsers.entered_at temporary_browsers.expires_at outbox.next_try_at`,
		"shown, and asked for nothing": `agent_passkeys.created_at agents.created_at agents.enrolled_at client_logins.opened_at clients.created_at clients.used_at contact_differences.seen_at envelope_names.set_at
			franceconnect_subjects.bound_at letter_batches.created_at mandates.created_at member_passkeys.created_at members.password_changed_at members.contacts_confirmed_at members.personalised_at
			members.temporary_settled_at meta.created_at troubles.since values_left_out.seen_at`,
		"of a row of the audit log, which nothing changes":                            `audit.at`,
		"as a member was, which comes back when an import is undone, for a day":       `former_contacts.changed_at former_members.updated_at former_notes.seen_at`,
		"the key before it signs on, and the first one signs although its time comes": `signing_keys.signs_from`,
	} {
		for _, name := range strings.Fields(names) {
			staysAhead[name] = why
		}
	}
}

func TestNothingOfAYearThatWasNotThereLivesUntilItComes(t *testing.T) {
	d := lived(t)
	to := noon.AddDate(-1, 0, 0)
	spends := func(at time.Time) (spent bool) {
		inTx(t, d, func(ctx context.Context, tx *db.Tx) (err error) {
			spent, err = tx.SpendTOTP(ctx, agent(t, d, "enrolled"), at.Unix()/30)
			return err
		})
		return spent
	}
	if !spends(noon) {
		t.Fatal("no authenticator")
	}
	if err := d.ClockWentBack(t.Context(), noon.Add(time.Minute), to, 15*time.Minute, 8*time.Hour); err != nil {
		t.Fatal(err)
	}
	if spends(to) || !spends(to.Add(time.Minute)) {
		t.Error("an authenticator's code is taken within the minute, or later ones are not")
	}
	m := member(t, d, rotatedMember)
	if c := m.Contacts[db.Mobile]; c.Value != "+33639987788" || !c.ChangedAt.Equal(to) || !c.VerifiedAt.Equal(to) {
		t.Errorf("a contact of the future is %+v", c)
	}
	for after, want := range map[time.Duration]bool{47 * time.Hour: true, 49 * time.Hour: false} {
		if found, err := d.ReplacedContacts(t.Context(), m, to.Add(after)); err != nil || (len(found) > 0) != want {
			t.Errorf("after %v, replaced contacts %+v, %v", after, found, err)
		}
	}
	if _, err := db.Prove(t.Context(), d.Path(), d.Keys(), false); err != nil {
		t.Errorf("what was sealed anew: %v", err)
	}
	past := to.Add(4 * 24 * time.Hour).Unix() // past each life that these rows have
	raw := openRaw(t, d)
	defer raw.Close()
	var ahead []string
	for _, table := range column(t, raw, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`) {
		for _, name := range column(t, raw, fmt.Sprintf(`SELECT name FROM pragma_table_info('%s') WHERE type = 'INTEGER' AND (name LIKE '%%\_at' ESCAPE '\' OR name IN ('at', 'until', 'newest', 'since', 'directory_until', 'signs_from'))`, table)) {
			if n := column(t, raw, fmt.Sprintf(`SELECT count(*) FROM %s WHERE %s > %d`, table, name, past)); n[0] != "0" {
				ahead = append(ahead, table+"."+name)
			}
		}
	}
	for _, name := range ahead {
		if staysAhead[name] == "" {
			t.Errorf("%s stays in the year that was not there", name)
		}
	}
	for name := range staysAhead {
		if !slices.Contains(ahead, name) {
			t.Errorf("%s is brought back, or no row has it", name)
		}
	}
}
