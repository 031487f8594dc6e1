package db

import (
	"cmp"
	"fmt"
	"strings"
)

// protectedTable is a table with sealed or keyed values.
type protectedTable struct {
	table  string
	sealed []sealedColumn
	keyed  []string // columns with a keyed hash
}

// sealedColumn is a column of sealed values. name is the SQL for the name under which they are sealed; their binding is
// either owner or under.
type sealedColumn struct {
	column string
	name   string // SQL; empty for 'table.column'
	owner  string
	moves  bool    // owner is a keyed hash, which changes with a rotation
	under  binding // used where owner is empty
	// required is an SQL condition on rows in which the value must not be NULL; empty for none.
	required string
}

// bound returns the SQL for the binding of the values, before a rotation and after it.
func (c sealedColumn) bound() (now, rotated string) {
	switch {
	case c.owner == "":
		return c.under.sql(), c.under.rotated()
	case c.moves:
		return c.owner, fmt.Sprintf(`carry(%s)`, c.owner)
	}
	return c.owner, c.owner
}

// memberKey is the SQL for the key of a member, to which values in tables that refer to members are bound.
const memberKey = `(SELECT identifier_key FROM members WHERE id = member_id)`

// protected lists every table with sealed or keyed values (a test compares it with schema.sql). A rotation processes it in
// this order: members come after the tables bound to them, because their identifier_key changes. The terms of the search
// index are hashed without a key and protected by the seal alone.
var protected = []protectedTable{
	{"contacts", []sealedColumn{{column: "value", name: `'contacts.' || kind`, under: contactBinding}}, nil},
	{"contact_differences", []sealedColumn{{column: "file_value", name: `'contact_differences.' || kind`, owner: memberKey, moves: true}}, nil},
	{"values_left_out", []sealedColumn{{column: "payload", name: `'values_left_out.' || field`, owner: memberKey, moves: true}}, nil},
	{"former_members", []sealedColumn{{column: "profile", name: `'members.profile'`, under: profileBinding("", memberKey)}}, []string{"vitale_key", "identity_key", "lost_identity_key"}},
	{"former_notes", []sealedColumn{{column: "payload", name: `list || '.' || field`, owner: memberKey, moves: true}}, nil},
	{"former_contacts", []sealedColumn{{column: "value", name: `'contacts.' || kind`, under: formerContactBinding}}, nil},
	{"former_temporaries", []sealedColumn{{column: "hash", under: formerTemporaryBinding}, aliveSeal.column()}, nil},
	{"temporary_browsers", nil, []string{"temporary_key", "browser_key"}},
	{"franceconnect_subjects", []sealedColumn{{column: "subject", under: franceConnectBinding}}, nil},
	{"member_passkeys", []sealedColumn{{column: "record", under: passkeyBinding}}, nil},
	{"envelope_names", []sealedColumn{{column: "payload", owner: memberKey, moves: true}}, nil},
	{"calls", []sealedColumn{{column: "words", owner: "reference"}, callSeal.column()}, nil},
	{"call_codes", []sealedColumn{callCodeSeal.column()}, []string{"code_key", "destination_key"}},
	{"replaced_contacts", []sealedColumn{{column: "value", under: replacedBinding}}, nil},
	{"mandates", []sealedColumn{{column: "payload", under: mandateBinding}}, nil},
	{"client_subjects", []sealedColumn{{column: "seal", under: subjectBinding}}, nil},
	{"members", []sealedColumn{{column: "profile", under: memberProfile}, {column: "pending_email", owner: "identifier_key", moves: true}, {column: "pending_mobile", owner: "identifier_key", moves: true},
		{column: "password_hash", owner: "identifier_key", moves: true}, {column: "temporary_hash", under: temporaryBinding}, memberSeal.column()},
		[]string{"identifier_key", "file_key", "vitale_key", "identity_key"}},
	{"search", []sealedColumn{{column: "entries", owner: "slot_key", moves: true}}, []string{"slot_key"}},
	{"payments", nil, []string{"amount_key"}},
	{"likenesses", nil, []string{"mark_key"}},
	{"likeness_groups", nil, []string{"mark_key"}},
	{"flows", []sealedColumn{{column: "new_email", owner: "id"}, {column: "secrets", owner: "id"}, flowSeal.column()}, []string{"subject_key", "browser_key"}},
	{"codes", []sealedColumn{codeSeal.column()}, []string{"code_key", "series_key"}},
	{"limit_events", nil, []string{"subject_key", "object_key"}},
	{"outbox", []sealedColumn{{column: "payload", owner: "reference"}}, []string{"to_key"}},
	{"sessions", []sealedColumn{{column: "data", owner: "token || ':' || expires_at"}}, nil},
	{"troubles", []sealedColumn{{column: "house", owner: "CAST(id AS TEXT)"}}, nil},
	{"checks", []sealedColumn{{column: "line", owner: "name"}}, nil},
	{"letters", []sealedColumn{{column: "payload", owner: "reference"}}, []string{"address_key", "accepted_key"}},
	{"letter_requests", nil, []string{"subject_key"}},
	{"contact_messages", []sealedColumn{{column: "payload", owner: "number"}}, []string{"sender_key"}},
	{"contact_entries", []sealedColumn{{column: "payload", owner: "reference"}}, []string{"reply_key"}},
	{"contact_terms", nil, []string{"term_key"}},
	{"imports", []sealedColumn{{column: "payload", owner: "reference"}}, nil},
	{"agents", []sealedColumn{{column: "totp_secret", owner: "user_handle"}, {column: "password_hash", owner: "user_handle"}, {column: "name", owner: "user_handle"}, agentSeal.column()}, []string{"enrolment_key", "directory_key"}},
	{"agent_passkeys", []sealedColumn{{column: "record", owner: `(SELECT hex(user_handle) FROM agents WHERE agents.id = agent_id) || ':' || hex(id)`}}, nil},
	{"agent_recovery_codes", nil, []string{"code_key"}},
	{"known_browsers", []sealedColumn{browserSeal.column()}, []string{"browser_key"}},
	{"approvals", []sealedColumn{approvalSeal.column()}, []string{"destination_key"}},
	{"passkey_challenges", []sealedColumn{{column: "payload", under: challengeBinding}}, []string{"browser_key", "origin_key"}},
	{"logins", []sealedColumn{loginSeal.column()}, nil},
	{"agent_logins", []sealedColumn{agentLoginSeal.column()}, []string{"directory_sid"}},
	{"clients", []sealedColumn{clientSeal.column()}, []string{"secret_key"}},
	{"authorizations", []sealedColumn{{column: "payload", under: authorizationBinding}}, []string{"browser_key"}},
	{"grants", []sealedColumn{{column: "payload", owner: "code_key", moves: true}, grantSeal.column()}, []string{"code_key", "token_key"}},
	{"signing_keys", []sealedColumn{{column: "private_key", owner: "kid"}}, nil},
	{"deliveries", []sealedColumn{{column: "payload", owner: "reference"}}, nil},
	{"meta", nil, []string{"key_check"}},
}

// rotate is the SQL statement that moves the table to the newest key. It uses the functions that teach registers.
func (p protectedTable) rotate() string {
	var set []string
	for _, c := range p.sealed {
		now, rotated := c.bound()
		set = append(set, fmt.Sprintf(`%s = move(%s, CAST(%s AS BLOB), CAST(%s AS BLOB), %[1]s)`, c.column, c.named(p.table), now, rotated))
	}
	for _, column := range p.keyed {
		set = append(set, fmt.Sprintf(`%s = carry(%s)`, column, column))
	}
	return fmt.Sprintf(`UPDATE %s SET %s`, p.table, strings.Join(set, ", "))
}

// shut is the SQL condition on rows whose value is required and missing, or does not decrypt. It uses the function that watch
// registers.
func (c sealedColumn) shut(table string) string {
	now, _ := c.bound()
	return fmt.Sprintf(`(%s IS NOT NULL OR %s) AND NOT opens(%s, %s, %[1]s)`, c.column, cmp.Or(c.required, "FALSE"), c.named(table), now)
}

func (c sealedColumn) named(table string) string {
	return cmp.Or(c.name, fmt.Sprintf(`'%s.%s'`, table, c.column))
}

// SealedColumns lists the columns of sealed values, as « table.column ».
func SealedColumns() (all []string) {
	for _, p := range protected {
		for _, c := range p.sealed {
			all = append(all, p.table+"."+c.column)
		}
	}
	return all
}
