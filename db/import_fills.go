package db

var newcomerFill = fill{ends("rowid", "staged.sequence", "true"), []string{
	`INSERT INTO members (id, identifier_key, kind, category, profile, file_key, vitale_key, identity_key, closes_on, created_at, updated_at)
	 SELECT :newest + s.rowid, identifier_key, kind, category, profile, file_key, vitale_key, identity_key, closes_on, :now, :now
	 FROM staged.sequence s CROSS JOIN staged.newcomers n ON n.rowid = s.newcomer WHERE s.rowid > :after AND s.rowid <= :to`,
	`INSERT INTO contacts (member_id, kind, value, source, changed_at)
	 SELECT id, kind, value, 'file', :now FROM (
		SELECT :newest + s.rowid AS id, k.column1 AS kind,
			CASE k.column1 WHEN 'email' THEN n.email WHEN 'fax' THEN n.fax WHEN 'landline' THEN n.landline ELSE n.mobile END AS value
		FROM staged.sequence s CROSS JOIN staged.newcomers n ON n.rowid = s.newcomer
		CROSS JOIN (VALUES ('email'), ('fax'), ('landline'), ('mobile')) k WHERE s.rowid > :after AND s.rowid <= :to)
	 WHERE value IS NOT NULL`,
	`INSERT INTO values_left_out (member_id, field, payload, seen_at)
	 SELECT :newest + s.rowid, l.field, l.payload, :now FROM staged.sequence s CROSS JOIN staged.left_out l ON l.newcomer = s.newcomer
	 WHERE s.rowid > :after AND s.rowid <= :to`,
}}

// memberFills change existing members. The statements repeat the conditions of the comparison, so that a contact that the
// member has set since then is kept. Each slice first saves the values that it replaces: readers see these until the import
// is published, and an undo restores them.
var memberFills = []fill{
	{ends("id", "staged.changes", "true"), []string{
		`INSERT INTO former_members (member_id, import_id, category, profile, vitale_key, identity_key, closes_on, updated_at, lost_identity_key)
		 SELECT m.id, :import, m.category, m.profile, m.vitale_key, m.identity_key, m.closes_on, m.updated_at, iif(m.identity_key IS c.identity_key, NULL, m.identity_key)
		 FROM staged.changes c CROSS JOIN members m ON m.id = c.id WHERE c.id > :after AND c.id <= :to`,
		`UPDATE members SET category = c.category, profile = c.profile, file_key = c.file_key, vitale_key = c.vitale_key,
			identity_key = c.identity_key, closes_on = c.closes_on, updated_at = :now
		 FROM staged.changes c WHERE members.id = c.id AND c.id > :after AND c.id <= :to`,
	}},
	{ends("member_id", "staged.contacts", "true"), []string{
		`INSERT INTO former_contacts (member_id, import_id, kind, value, changed_at)
		 SELECT s.member_id, :import, s.kind, c.value, c.changed_at
		 FROM staged.contacts s LEFT JOIN contacts c ON c.member_id = s.member_id AND c.kind = s.kind
		 WHERE s.member_id > :after AND s.member_id <= :to AND (c.member_id IS NULL OR ` + filesOwn + `)`,
		`DELETE FROM contacts AS c WHERE ` + filesOwn + ` AND (member_id, kind) IN (
			SELECT member_id, kind FROM staged.contacts WHERE value IS NULL AND member_id > :after AND member_id <= :to)`,
		`INSERT INTO contacts AS c (member_id, kind, value, source, changed_at)
		 SELECT member_id, kind, value, 'file', :now FROM staged.contacts WHERE value IS NOT NULL AND member_id > :after AND member_id <= :to
		 ON CONFLICT (member_id, kind) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at WHERE ` + filesOwn,
	}},
	{ends("member_id", "staged.differences", "true"), []string{
		`INSERT INTO former_notes (member_id, import_id, list, field, payload, seen_at, dismissed_at)
		 SELECT s.member_id, :import, 'contact_differences', s.kind, d.file_value, d.seen_at, d.dismissed_at
		 FROM staged.differences s LEFT JOIN contact_differences d ON d.member_id = s.member_id AND d.kind = s.kind
		 WHERE s.member_id > :after AND s.member_id <= :to`,
		`DELETE FROM contact_differences WHERE (member_id, kind) IN (
			SELECT member_id, kind FROM staged.differences WHERE file_value IS NULL AND member_id > :after AND member_id <= :to)`,
		`INSERT INTO contact_differences (member_id, kind, file_value, seen_at, closed)
		 SELECT member_id, kind, file_value, :now, ` + closedNote + ` FROM staged.differences n WHERE file_value IS NOT NULL AND member_id > :after AND member_id <= :to
		 ON CONFLICT (member_id, kind) DO UPDATE SET file_value = excluded.file_value, seen_at = excluded.seen_at, dismissed_at = NULL`,
	}},
	{ends("member_id", "staged.left_out", "member_id IS NOT NULL"), []string{
		`INSERT INTO former_notes (member_id, import_id, list, field, payload, seen_at, dismissed_at)
		 SELECT s.member_id, :import, 'values_left_out', s.field, v.payload, v.seen_at, v.dismissed_at
		 FROM staged.left_out s LEFT JOIN values_left_out v ON v.member_id = s.member_id AND v.field = s.field
		 WHERE s.member_id IS NOT NULL AND s.member_id > :after AND s.member_id <= :to`,
		`DELETE FROM values_left_out WHERE (member_id, field) IN (SELECT member_id, field FROM staged.left_out
			WHERE payload IS NULL AND member_id IS NOT NULL AND member_id > :after AND member_id <= :to)`,
		`INSERT INTO values_left_out (member_id, field, payload, seen_at, closed)
		 SELECT member_id, field, payload, :now, ` + closedNote + ` FROM staged.left_out n WHERE payload IS NOT NULL AND member_id IS NOT NULL AND member_id > :after AND member_id <= :to
		 ON CONFLICT (member_id, field) DO UPDATE SET payload = excluded.payload, seen_at = excluded.seen_at, dismissed_at = NULL`,
	}},
}

// spellingFill stores the hashes of rows that differ in spelling only. This is no change of the members.
var spellingFill = fill{ends("id", "staged.seen", "true"), []string{
	`UPDATE members SET file_key = s.file_key FROM staged.seen s WHERE members.id = s.id AND s.id > :after AND s.id <= :to`,
}}

var paymentFills = []fill{
	{ends("member_id", "staged.payments", "true"), []string{
		`INSERT OR IGNORE INTO payments (member_id, nature, paid_on, amount_key, import_id)
		 SELECT member_id, nature, paid_on, amount_key, :import FROM staged.payments WHERE member_id > :after AND member_id <= :to`,
	}},
}
