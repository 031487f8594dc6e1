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

// sealedColumn is a column of sealed values; name and owner are what they are bound to, as SQL of the row.
type sealedColumn struct {
	column string
	name   string // empty for 'table.column'
	owner  string
	moves  bool // the owner is a keyed hash, which a rotation changes
}

// memberKey is what the values of a member are bound to, in the tables that refer to members.
const memberKey = `(SELECT identifier_key FROM members WHERE id = member_id)`

// protected lists every table with sealed or keyed values (a test compares it with schema.sql). A rotation goes through it
// in this order: members come after their contacts, because their identifier_key changes. The terms of the search index
// are hashed without a key and protected by the seal alone.
var protected = []protectedTable{
	{"contacts", []sealedColumn{{"value", `'contacts.' || kind`, memberKey, true}}, nil},
	{"contact_differences", []sealedColumn{{"file_value", `'contact_differences.' || kind`, memberKey, true}}, nil},
	{"values_left_out", []sealedColumn{{"payload", `'values_left_out.' || field`, memberKey, true}}, nil},
	{"former_members", []sealedColumn{{"profile", `'members.profile'`, memberKey, true}}, []string{"vitale_key", "identity_key", "lost_identity_key"}},
	{"former_notes", []sealedColumn{{"payload", `list || '.' || field`, memberKey, true}}, nil},
	{"former_contacts", []sealedColumn{{"value", `'contacts.' || kind`, memberKey, true}}, nil},
	{"former_temporaries", []sealedColumn{{"hash", "", memberKey, true}}, nil},
	{"franceconnect_subjects", []sealedColumn{{"subject", "", memberKey, true}}, nil},
	{"members", []sealedColumn{{"profile", "", "identifier_key", true}, {"pending_email", "", "identifier_key", true},
		{"password_hash", "", "identifier_key", true}, {"temporary_hash", "", "identifier_key", true}},
		[]string{"identifier_key", "file_key", "vitale_key", "identity_key"}},
	{"search", []sealedColumn{{"entries", "", "slot_key", true}}, []string{"slot_key"}},
	{"payments", nil, []string{"amount_key"}},
	{"flows", []sealedColumn{{"new_email", "", "id", false}, {"secrets", "", "id", false}}, []string{"subject_key", "browser_key"}},
	{"codes", nil, []string{"code_key", "series_key"}},
	{"limit_events", nil, []string{"subject_key", "object_key"}},
	{"outbox", []sealedColumn{{"payload", "", "reference", false}}, []string{"to_key"}},
	{"sessions", []sealedColumn{{"data", "", "token || ':' || expires_at", false}}, nil},
	{"troubles", []sealedColumn{{"house", "", "CAST(id AS TEXT)", false}}, nil},
	{"checks", []sealedColumn{{"line", "", "name", false}}, nil},
	{"letters", []sealedColumn{{"payload", "", "reference", false}}, []string{"address_key", "accepted_key"}},
	{"contact_messages", []sealedColumn{{"payload", "", "number", false}}, []string{"sender_key"}},
	{"contact_answers", []sealedColumn{{"payload", "", "reference", false}}, nil},
	{"imports", []sealedColumn{{"payload", "", "reference", false}}, nil},
	{"agents", []sealedColumn{{"totp_secret", "", "user_handle", false}, {"password_hash", "", "user_handle", false}, agentSeal.column()}, []string{"enrolment_key"}},
	{"agent_passkeys", []sealedColumn{{"record", "", `(SELECT hex(user_handle) FROM agents WHERE agents.id = agent_id) || ':' || hex(id)`, false}}, nil},
	{"agent_recovery_codes", nil, []string{"code_key"}},
	{"known_browsers", []sealedColumn{browserSeal.column()}, []string{"browser_key"}},
	{"approvals", []sealedColumn{approvalSeal.column()}, []string{"destination_key"}},
	{"call_codes", nil, []string{"code_key"}},
	{"calls", []sealedColumn{{"words", "", "reference", false}}, nil},
	{"clients", []sealedColumn{clientSeal.column()}, []string{"secret_key"}},
	{"authorizations", []sealedColumn{{"payload", "", "id", false}}, []string{"browser_key"}},
	{"grants", []sealedColumn{{"payload", "", "code_key", true}, grantSeal.column()}, []string{"code_key", "token_key"}},
	{"signing_keys", []sealedColumn{{"private_key", "", "kid", false}}, nil},
	{"deliveries", []sealedColumn{{"payload", "", "reference", false}}, nil},
	{"meta", nil, []string{"key_check"}},
}

// rotate is the statement that moves the table to the newest key, with the functions that teach registers.
func (p protectedTable) rotate() string {
	var set []string
	for _, c := range p.sealed {
		if s, ok := sealOf(p.table); ok && c.column == "seal" {
			set = append(set, fmt.Sprintf(`seal = move('%s.seal', %s, %s, seal)`, p.table, s.bound(), s.boundTo(`carry(%s)`)))
			continue
		}
		f := "reseal"
		if c.moves {
			f = "follow"
		}
		set = append(set, fmt.Sprintf(`%s = %s(%s, %s, %s)`, c.column, f, c.named(p.table), c.owner, c.column))
	}
	for _, column := range p.keyed {
		set = append(set, fmt.Sprintf(`%s = carry(%s)`, column, column))
	}
	return fmt.Sprintf(`UPDATE %s SET %s`, p.table, strings.Join(set, ", "))
}

// shut is the condition on rows whose value does not open, with the function that watch registers.
func (c sealedColumn) shut(table string) string {
	return fmt.Sprintf(`%s IS NOT NULL AND NOT opens(%s, %s, %[1]s)`, c.column, c.named(table), c.owner)
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
