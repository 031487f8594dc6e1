package db

// An import is written, and undone, in many short transactions. While import_work has its row, readers see the state before
// the import. The SQL in this file is the only place that decides this. Where no import is in progress, each condition costs
// a look at an empty table.

// atWork is an SQL condition on import_work w: the changes of its import are hidden.
const atWork = `w.stage <> 'sweeping'`

// anyAtWork is an SQL expression: an import is in progress, and its changes are hidden.
const anyAtWork = `EXISTS (SELECT 1 FROM import_work w WHERE ` + atWork + `)`

// untouched is an SQL condition on members m: the member has no password, session, letter or mandate, and only the file's contacts.
const untouched = `m.updated_at = m.created_at AND m.password_hash IS NULL AND m.temporary_hash IS NULL
	AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c.member_id = m.id AND NOT ` + filesOwn + `)
	AND NOT EXISTS (SELECT 1 FROM logins l WHERE l.member_id = m.id) AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.member_id = m.id)
	AND NOT EXISTS (SELECT 1 FROM mandates x WHERE x.member_id = m.id) AND NOT EXISTS (SELECT 1 FROM mandates x WHERE x.holder_id = m.id)`

// unseenOf is an SQL condition on import_work w and members m: the member is new by that import, and hidden. While an import
// is being undone, new members who are no longer untouched stay visible.
const unseenOf = `m.id > w.first AND m.id <= w.last AND (w.stage = 'arriving' OR w.stage = 'leaving' AND ` + untouched + `)`

// unseen is an SQL condition on members m: the member is hidden, because an import in progress has added them.
const unseen = `EXISTS (SELECT 1 FROM import_work w WHERE ` + unseenOf + `)`

// seenMembers replaces the table members in FROM: the members as readers see them.
const seenMembers = `(SELECT m.id, m.identifier_key, m.kind, iif(f.import_id IS NULL, m.category, f.category) AS category,
		iif(f.import_id IS NULL, m.profile, f.profile) AS profile, iif(f.import_id IS NULL, m.vitale_key, f.vitale_key) AS vitale_key,
		iif(f.import_id IS NULL, m.identity_key, f.identity_key) AS identity_key, iif(f.import_id IS NULL, m.closes_on, f.closes_on) AS closes_on,
		m.password_hash, m.password_changed_at, m.temporary_hash, m.temporary_channel, m.temporary_request, m.temporary_issued_at,
		m.temporary_expires_at, m.contacts_confirmed_at, m.pending_email, m.pending_mobile, m.personalised_at, m.created_at, m.seal,
		m.status, m.status_cause, m.status_at, m.status_by, m.survivor_id, m.emptied_at, m.emptied_reachable
	FROM members m LEFT JOIN former_members f ON f.member_id = m.id AND f.import_id = (SELECT w.import_id FROM import_work w WHERE ` + atWork + `)
	WHERE NOT ` + unseen + `)`

// filesOwn is an SQL condition on contacts c: the file has set the contact, and may change it.
const filesOwn = `(c.source = 'file' AND c.verified_at IS NULL)`

// contactNow is an SQL condition on contacts c: no import in progress has changed the contact.
const contactNow = `NOT (` + filesOwn + ` AND EXISTS (SELECT 1 FROM import_work w CROSS JOIN former_contacts f
		ON f.member_id = c.member_id AND f.import_id = w.import_id AND f.kind = c.kind WHERE ` + atWork + `))`

// contactThen is an SQL condition on import_work w and its former_contacts f: the former contact is the visible one.
const contactThen = atWork + ` AND f.value IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c.member_id = f.member_id AND c.kind = f.kind AND NOT ` + filesOwn + `)`

// seenContacts replaces the table contacts in FROM: the contacts as readers see them, including those of hidden members.
const seenContacts = `(SELECT c.member_id, c.kind, c.value, c.source, c.verified_at, c.changed_at FROM contacts c WHERE ` + contactNow + `
	UNION ALL SELECT f.member_id, f.kind, f.value, 'file', NULL, f.changed_at
		FROM import_work w CROSS JOIN former_contacts f ON f.import_id = w.import_id WHERE ` + contactThen + `)`

// noteNow is an SQL condition on rows n of contact_differences or values_left_out: no import in progress has changed the row.
func noteNow(list, field string) string {
	return `(NOT ` + anyAtWork + ` OR NOT EXISTS (SELECT 1 FROM import_work w CROSS JOIN former_notes f ON f.member_id = n.member_id AND f.import_id = w.import_id
		AND f.list = '` + list + `' AND f.field = n.` + field + ` WHERE ` + atWork + `))`
}

// formerNotes replaces contact_differences or values_left_out in FROM: the former versions of rows that an import in progress
// has changed.
func formerNotes(list, field, payload string) string {
	return `(SELECT f.member_id, f.field AS ` + field + `, f.payload AS ` + payload + `, f.seen_at, f.dismissed_at,
			(SELECT 1 FROM members x WHERE x.id = f.member_id AND x.status = 'closed') AS closed
		FROM import_work w CROSS JOIN former_notes f ON f.import_id = w.import_id WHERE ` + atWork + ` AND f.list = '` + list + `' AND f.payload IS NOT NULL)`
}

// seenNotes replaces contact_differences or values_left_out in FROM: the rows as readers see them.
func seenNotes(list, field, payload string) string {
	return `(SELECT n.member_id, n.` + field + `, n.` + payload + `, n.seen_at, n.dismissed_at, n.closed FROM ` + list + ` n WHERE ` + noteNow(list, field) + `
		UNION ALL SELECT * FROM ` + formerNotes(list, field, payload) + `)`
}

// The tables of differences and of values left out as readers see them, including rows of hidden members.
var (
	seenDifferences = seenNotes("contact_differences", "kind", "file_value")
	seenLeftOut     = seenNotes("values_left_out", "field", "payload")
)

// unseenNote is an SQL condition on rows n with a member_id: the member is hidden.
const unseenNote = `(` + anyAtWork + ` AND EXISTS (SELECT 1 FROM import_work w CROSS JOIN members m ON m.id = n.member_id WHERE ` + unseenOf + `))`

// listedNotes returns a table for FROM, named n, and a condition, for listing contact_differences or values_left_out in the
// order of members. With ofField, the rows are those of the field ?3, read by the index of listed rows; otherwise they are of
// any field.
func listedNotes(list, field string, ofField bool) (table, condition string) {
	if !ofField {
		return list + ` n`, `?3 = ''`
	}
	return list + ` n INDEXED BY ` + list + `_open`, `n.` + field + ` = ?3 AND n.member_id >= ?1`
}

// countNotes is an SQL query that counts the listed rows of contact_differences or values_left_out with the value ?1 of a
// field, up to ?2. While no import is in progress it reads only the index of listed rows.
func countNotes(list, field, payload string) string {
	listed := ` WHERE ` + field + ` = ?1 AND dismissed_at IS NULL AND closed IS NULL AND NOT ` + unseenNote
	return `SELECT count(*) FROM (SELECT 1 FROM ` + list + ` AS n INDEXED BY ` + list + `_open` + listed + ` AND ` + noteNow(list, field) + `
		UNION ALL SELECT 1 FROM ` + formerNotes(list, field, payload) + ` AS n` + listed + ` LIMIT ?2)`
}

var (
	countDifferences = countNotes("contact_differences", "kind", "file_value")
	countLeftOut     = countNotes("values_left_out", "field", "payload")
)

// closedNote is an SQL expression for the column closed in rows n with a member_id: 1 where the account was closed here,
// otherwise NULL. Rows of closed accounts are not listed for agents.
const closedNote = `(SELECT 1 FROM members x INDEXED BY members_closed_here WHERE x.id = n.member_id AND x.status = 'closed')`

// seenPayment is an SQL condition on payments: the payment is not from an import in progress.
const seenPayment = `(import_id IS NULL OR import_id NOT IN (SELECT w.import_id FROM import_work w WHERE ` + atWork + `))`
