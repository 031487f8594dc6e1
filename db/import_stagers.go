package db

import (
	"context"

	"sesame/account/backoffice"
)

// memberStaging creates the tables of pending changes. In staged.contacts, staged.differences and staged.left_out, a
// missing value means removal. Rows about a new member refer to the member's staged row, because no ID exists yet.
const memberStaging = `
CREATE TABLE staged.newcomers (identifier_key, kind, category, profile, file_key, vitale_key, identity_key, closes_on, email, fax, landline, mobile);
CREATE TABLE staged.changes (id, category, profile, file_key, vitale_key, identity_key, closes_on, words);
CREATE TABLE staged.seen (id, file_key);
CREATE TABLE staged.words (before, words);
CREATE TABLE staged.contacts (member_id, kind, value);
CREATE TABLE staged.differences (member_id, kind, file_value);
CREATE TABLE staged.left_out (newcomer, member_id, field, payload)`

// memberApply repeats the conditions of the look-up, so that a contact set by the member since then is kept. If another
// import has added the same new member, the unique key fails and the whole file must be loaded again.
var memberApply = []string{
	`INSERT INTO members (id, identifier_key, kind, category, profile, file_key, vitale_key, identity_key, closes_on, created_at, updated_at)
	 SELECT :newest + rowid, identifier_key, kind, category, profile, file_key, vitale_key, identity_key, closes_on, :now, :now FROM staged.newcomers`,
	`UPDATE members SET category = c.category, profile = c.profile, file_key = c.file_key, vitale_key = c.vitale_key,
		identity_key = c.identity_key, closes_on = c.closes_on, updated_at = :now
	 FROM staged.changes c WHERE members.id = c.id`,
	`DELETE FROM contacts WHERE source = 'file' AND verified_at IS NULL
		AND (member_id, kind) IN (SELECT member_id, kind FROM staged.contacts WHERE value IS NULL)`,
	`INSERT INTO contacts (member_id, kind, value, source, changed_at)
	 SELECT id, kind, value, 'file', :now FROM (
		SELECT :newest + n.rowid AS id, k.column1 AS kind,
			CASE k.column1 WHEN 'email' THEN n.email WHEN 'fax' THEN n.fax WHEN 'landline' THEN n.landline ELSE n.mobile END AS value
		FROM staged.newcomers n CROSS JOIN (VALUES ('email'), ('fax'), ('landline'), ('mobile')) k)
	 WHERE value IS NOT NULL`,
	`INSERT INTO contacts (member_id, kind, value, source, changed_at)
	 SELECT member_id, kind, value, 'file', :now FROM staged.contacts WHERE value IS NOT NULL
	 ON CONFLICT (member_id, kind) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at
		WHERE contacts.source = 'file' AND contacts.verified_at IS NULL`,
	`DELETE FROM contact_differences WHERE (member_id, kind) IN (SELECT member_id, kind FROM staged.differences WHERE file_value IS NULL)`,
	`INSERT INTO contact_differences (member_id, kind, file_value, seen_at)
	 SELECT member_id, kind, file_value, :now FROM staged.differences WHERE file_value IS NOT NULL
	 ON CONFLICT (member_id, kind) DO UPDATE SET file_value = excluded.file_value, seen_at = excluded.seen_at, dismissed_at = NULL`,
	`DELETE FROM values_left_out WHERE (member_id, field) IN (SELECT member_id, field FROM staged.left_out WHERE payload IS NULL)`,
	`INSERT INTO values_left_out (member_id, field, payload, seen_at)
	 SELECT coalesce(member_id, :newest + newcomer), field, payload, :now FROM staged.left_out WHERE payload IS NOT NULL
	 ON CONFLICT (member_id, field) DO UPDATE SET payload = excluded.payload, seen_at = excluded.seen_at, dismissed_at = NULL`,
}

// applyMembers runs the statements, then records rows that changed only in spelling and updates the search index.
func applyMembers(ctx context.Context, t *Tx, newest int64) error {
	if _, err := t.exec(ctx, "apply an import", `UPDATE members SET file_key = s.file_key FROM staged.seen s WHERE members.id = s.id`); err != nil {
		return err
	}
	return applyWords(ctx, t, newest)
}

// memberStagers write the changes of the batches in file order.
type memberStagers struct {
	newcomers, words, changes, seen, contacts, differences, leftOut *stager

	count int64 // new members so far
}

func (s *staging) memberStagers(ctx context.Context) (*memberStagers, error) {
	g := &memberStagers{
		newcomers: s.stager("newcomers", 12), words: s.stager("words", 2), changes: s.stager("changes", 8), seen: s.stager("seen", 2),
		contacts: s.stager("contacts", 3), differences: s.stager("differences", 3), leftOut: s.stager("left_out", 4),
	}
	return g, g.each(func(t *stager) error { return t.prepare(ctx) })
}

func (g *memberStagers) each(do func(*stager) error) error {
	for _, t := range []*stager{g.newcomers, g.words, g.changes, g.seen, g.contacts, g.differences, g.leftOut} {
		if err := do(t); err != nil {
			return err
		}
	}
	return nil
}

// stagedContact is a change of one contact; value is nil when the contact is removed.
type stagedContact struct {
	kind  ContactKind
	value any
}

// stagedLeftOut is a change to the list of values left out; payload is nil when the value is removed.
type stagedLeftOut struct {
	id      int64 // 0 for a new member
	field   string
	payload []byte
}

// stagedMember holds the changes of one line. row refers to staged.newcomers when id is 0, otherwise to staged.changes.
type stagedMember struct {
	id       int64
	row      []any
	contacts []stagedContact // of an existing member
	leftOut  []stagedLeftOut // of a new member
}

// stagedMembers holds the changes of one batch.
type stagedMembers struct {
	members                             []stagedMember
	words                               []byte // sealed search entries of the new members
	seen                                [][]any
	differences                         [][]any
	leftOut                             []stagedLeftOut // of existing members
	changes                             []backoffice.Change
	added, changed, unchanged, standing int
	closed                              int // new members whose account is closed
}

func (g *memberStagers) add(ctx context.Context, b stagedMembers) error {
	if b.words != nil {
		if err := g.words.add(ctx, g.count, b.words); err != nil {
			return err
		}
	}
	for _, m := range b.members {
		table := g.changes
		if m.id == 0 {
			table = g.newcomers
			g.count++
		}
		if err := table.add(ctx, m.row...); err != nil {
			return err
		}
		for _, c := range m.contacts {
			if err := g.contacts.add(ctx, m.id, string(c.kind), c.value); err != nil {
				return err
			}
		}
		for _, l := range m.leftOut {
			if err := g.leftOut.add(ctx, g.count, nil, l.field, l.payload); err != nil {
				return err
			}
		}
	}
	for _, l := range b.leftOut {
		if err := g.leftOut.add(ctx, nil, l.id, l.field, nullable(l.payload)); err != nil {
			return err
		}
	}
	for _, row := range b.seen {
		if err := g.seen.add(ctx, row...); err != nil {
			return err
		}
	}
	for _, row := range b.differences {
		if err := g.differences.add(ctx, row...); err != nil {
			return err
		}
	}
	return nil
}

// nullable stores an empty slice as NULL.
func nullable(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}
