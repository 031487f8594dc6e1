package db_test

import (
	"database/sql"
	"slices"
	"strings"
	"testing"

	"sesame/db"
)

// unsealed lists the columns that are in clear and under no seal, with what a person gains who writes there without the key. «
// Open » marks what SECURITY.md does not promise to prevent.
var unsealed = map[string]string{
	"authenticated: a sealed value is bound to it": `
		agent_passkeys.id agent_passkeys.agent_id agent_recovery_codes.agent_id checks.name client_redirects.client_id
		client_redirects.url contact_entries.reference contact_differences.member_id contact_differences.kind contact_messages.number contacts.member_id contacts.kind
		deliveries.reference former_contacts.member_id former_contacts.kind former_members.member_id former_notes.member_id former_notes.list former_notes.field
		former_temporaries.member_id franceconnect_subjects.member_id imports.reference letters.reference outbox.reference payments.member_id payments.nature sessions.token
		sessions.expires_at signing_keys.kid troubles.id values_left_out.member_id values_left_out.field envelope_names.member_id temporary_browsers.member_id call_codes.member_id calls.member_id replaced_contacts.member_id mandates.member_id
		member_passkeys.member_id passkey_challenges.member_id flows.answer_right client_subjects.member_id former_temporaries.alive members.personalised_at members.status members.status_cause members.status_at
		members.survivor_id approvals.channel approvals.act approvals.cause approvals.survivor_id`,
	"authenticated: chained and sealed, row by row and at both ends": `
		audit.seq audit.segment audit.at audit.event audit.actor audit.target audit.origin audit.result audit.reason audit.hash audit.channel audit.contacts audit.journey audit.way
		audit.login audit.role audit.request audit.object audit.cause audit.numbers audit.note audit.motive audit_segments.last_seq audit_segments.last_hash audit_segments.seal
		meta.audit_seq meta.audit_hash meta.audit_head`,
	"harmless: another kind than the one in the sealed profile or the keyed identifier is an account that nobody finds": `members.kind`,
	"harmless: a number that nothing refers to, or that others refer to and whose sealed values do not open then": `
		members.id meta.id former_temporaries.id codes.id limit_events.id outbox.id contact_messages.id contact_entries.id contact_entries.message_id contact_terms.message_id ready_answers.id imports.id import_work.id
		letter_batches.id letters.id letter_requests.id calls.id replaced_contacts.id mandates.id authorizations.number signing_keys.id deliveries.id exports.id backups.id `,
	"harmless: an instant or a word that is shown, counted, purged or ordered by, and decides nothing": `
		agent_logins.device agent_passkeys.name agent_passkeys.created_at agent_passkeys.used_at agents.created_at agents.shortcuts approvals.decision_reason approvals.motive audit_segments.purged_at
		authorizations.chosen_at checks.since checks.looked_at checks.state checks.told client_logins.opened_at
		clients.created_at clients.used_at codes.request contact_entries.kind contact_entries.actor contact_entries.detail contact_entries.created_at contact_messages.assignee contact_messages.waits_since contact_messages.member_id contact_messages.state
		contact_messages.actor contact_messages.reason contact_messages.revision contact_messages.created_at contact_messages.changed_at contact_differences.seen_at
		contact_differences.dismissed_at deliveries.kind deliveries.created_at deliveries.done_at deliveries.failure deliveries.member_id exports.created_at exports.kind exports.lines
		flows.request flows.demand franceconnect_subjects.bound_at grants.created_at imports.actor imports.kind imports.bytes imports.lines
		imports.added imports.changed imports.unchanged imports.refused imports.warnings imports.differences imports.started_at imports.ended_at imports.loaded_at
		imports.undone_at imports.undone_by known_browsers.device known_browsers.created_at known_browsers.seen_at letter_batches.actor letter_batches.layout letter_batches.count
		letter_batches.created_at letters.sheet letters.reason letters.created_at letters.posted_at letters.done_at letters.request letters.batch_id logins.device member_passkeys.device member_passkeys.created_at member_passkeys.used_at
		members.created_at members.updated_at members.status_by members.temporary_request members.password_changed_at meta.created_at meta.probes outbox.kind outbox.request outbox.created_at outbox.done_at outbox.failure outbox.fate outbox.fate_at outbox.house
		outbox.fate_code temporary_browsers.device temporary_browsers.entered_at temporary_browsers.told_at letter_requests.request letter_requests.asked_at troubles.channel troubles.class troubles.waiting troubles.since troubles.ended_at values_left_out.seen_at
		values_left_out.dismissed_at former_members.updated_at former_notes.seen_at former_notes.dismissed_at payments.import_id envelope_names.set_at`,
	"harmless: a member is on a work list of the agents, or is not; whatever is done there looks at the member anew": `
		set_aside.list set_aside.member_id set_aside.mark set_aside.set_at contact_differences.closed values_left_out.closed likenesses.sort likenesses.member_id likeness_groups.sort likeness_groups.set_at members.temporary_settled_at letters.held letters.reached outbox.stands`,
	"harmless: an agent reads it before it leaves": `ready_answers.title ready_answers.words ready_answers.used ready_answers.revision ready_answers.actor ready_answers.changed_at`,
	"harmless: figures and notes of the operator": `
		backups.file backups.made_at backups.took_ms backups.bytes backups.members backups.audit_seq backups.audit_hash backups.failure figures.day figures.name figures.detail figures.n`,
	"open: shares of decoys, by which a stranger who writes here tells members from nobody": `
		decoy_members.member_id decoy_members.facts decoy_turns.turn decoy_turns.kind decoy_turns.at decoy_turns.slow decoy_turns.former decoy_turns.latter
		decoy_turns.rests decoy_turns.odds decoy_turns.import_id decoy_turns.undoes meta.letters_back`,
	"open: a login that was idle too long goes on in the browser that had it, for hours; one that has ended shows another end": `
		agent_logins.last_seen_at agent_logins.ended_at logins.last_seen_at logins.ended_at`,
	"harmless: what has ended shows another end, and is not taken up again; a client's request is answered again in the browser that it came from": `
		flows.ended_at authorizations.answered_at`,
	"open: a temporary password belongs to no browser yet": `temporary_browsers.expires_at`,
	"harmless: who has chosen a password is not asked for contacts, or asked again; a passkey is offered or not; the end of an account is noted again": `
		members.contacts_confirmed_at members.closed_at passkeys_declined.member_id passkeys_declined.declined_at`,
	"harmless: an account that was emptied may be reopened, and has nothing that opens it":   `members.emptied_at members.emptied_reachable`,
	"harmless: an amount of the member's own counts as paid on another day, or too long ago": `payments.paid_on`,
	"open: a client is not told that a login has ended":                                      `client_logins.login_id client_logins.client_id client_logins.sid`,
	"open: blocked events of the last hour are told more or less often": `
		audit_held.event audit_held.actor audit_held.target audit_held.details audit_held.span audit_held.until audit_held.newest audit_held.times`,
	"open: limits forget": `limit_events.kind limit_events.at`,
	"open: a message leaves again, late, never, or by another channel; events go out or not": `
		outbox.member_id outbox.channel outbox.state outbox.tries outbox.handed_over outbox.next_try_at outbox.expires_at letters.member_id letters.state letters.kind letters.entry_id letters.former_id
		letters.expires_at deliveries.client_id deliveries.state deliveries.tries deliveries.next_try_at deliveries.expires_at meta.events exports.since exports.until
		outbox.held_at outbox.code_id meta.members letter_requests.member_id letter_requests.channel letter_requests.why letter_requests.expires_at`,
	"open: an import counts as under way, done or undone": `
		former_contacts.import_id former_members.import_id former_notes.import_id import_work.import_id import_work.stage import_work.first import_work.last import_work.restored
		import_work.removed import_work.kept imports.phase imports.going imports.newest_before`,
	"open: a signing key is used early": `signing_keys.algorithm signing_keys.signs_from`,
}

// Each new column of the schema must be sealed, keyed, under the seal of its row, or listed here with a reason.
func TestEachColumnIsProtectedOrHasAReason(t *testing.T) {
	sealed, keyed, decides := db.Protected()
	named := map[string]int{}
	for _, column := range slices.Concat(sealed, keyed, decides) {
		named[column]++
	}
	for reason, columns := range unsealed {
		for _, column := range strings.Fields(columns) {
			if named[column] > 0 {
				t.Errorf("%s is named twice; here: %s", column, reason)
			}
			named[column]++
		}
	}
	raw, err := sql.Open("sqlite3", openDB(t).Path())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	for _, c := range column(t, raw, `SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`) {
		if named[c] == 0 {
			t.Errorf("%s is neither protected nor listed with a reason", c)
		}
		delete(named, c)
	}
	for column := range named {
		if !strings.ContainsAny(column, " ('") && !strings.HasSuffix(column, ".NULL") {
			t.Errorf("%s is not in the schema", column)
		}
	}
}
