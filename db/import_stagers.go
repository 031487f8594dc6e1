package db

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"sesame/account/backoffice"
)

// memberStaging creates the tables of pending changes. In staged.contacts, staged.differences and staged.left_out, a
// missing value means removal. Rows about a new member refer to the member's staged row, because no ID exists yet.
const memberStaging = `
CREATE TABLE staged.newcomers (identifier_key, kind, category, profile, file_key, vitale_key, identity_key, closes_on, email, fax, landline, mobile, words);
CREATE TABLE staged.changes (id INTEGER, category, profile, file_key, vitale_key, identity_key, closes_on, words);
CREATE TABLE staged.seen (id INTEGER, file_key);
CREATE TABLE staged.contacts (member_id INTEGER, kind, value);
CREATE TABLE staged.differences (member_id INTEGER, kind, file_value);
CREATE TABLE staged.left_out (newcomer INTEGER, member_id INTEGER, field, payload)`

// newcomerColumns is the number of columns of staged.newcomers.
const newcomerColumns = 13

// memberOrder creates the indexes to read staged rows by member. staged.sequence lists new members in the order in which they
// get their row IDs: the file's order, or for more than manyNewcomers the order of their keys, so that a slice touches few
// pages of the index of members.
var memberOrder = fmt.Sprintf(`
CREATE TABLE staged.sequence (newcomer INTEGER);
INSERT INTO staged.sequence SELECT rowid FROM staged.newcomers
	ORDER BY iif((SELECT count(*) FROM staged.newcomers) > %d, identifier_key, rowid);
CREATE INDEX staged.changes_by_member ON changes (id);
CREATE INDEX staged.seen_by_member ON seen (id);
CREATE INDEX staged.contacts_by_member ON contacts (member_id);
CREATE INDEX staged.differences_by_member ON differences (member_id);
CREATE INDEX staged.left_out_by_member ON left_out (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX staged.left_out_by_newcomer ON left_out (newcomer) WHERE newcomer IS NOT NULL`, manyNewcomers)

// manyNewcomers is the most new members that are added in the order of the file. Beyond it, new members are staged in groups
// of this size, each sorted by key, so that reading them by key touches few pages of the staging area, too.
const manyNewcomers = 1 << 14

// memberStagers write the changes of the batches in file order.
type memberStagers struct {
	newcomers, changes, seen, contacts, differences, leftOut *stager

	waiting []stagedMember // new members not staged yet
	count   int64          // new members already staged
}

func (s *staging) memberStagers(ctx context.Context) (*memberStagers, error) {
	g := &memberStagers{
		newcomers: s.stager("newcomers", newcomerColumns), changes: s.stager("changes", 8), seen: s.stager("seen", 2),
		contacts: s.stager("contacts", 3), differences: s.stager("differences", 3), leftOut: s.stager("left_out", 4),
	}
	return g, g.each(func(t *stager) error { return t.prepare(ctx) })
}

func (g *memberStagers) each(do func(*stager) error) error {
	for _, t := range []*stager{g.newcomers, g.changes, g.seen, g.contacts, g.differences, g.leftOut} {
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
	key      []byte          // for a new member
	contacts []stagedContact // for an existing member
	leftOut  []stagedLeftOut // for a new member
}

// stagedMembers holds the changes of one batch.
type stagedMembers struct {
	members                             []stagedMember
	seen                                [][]any
	differences                         [][]any
	leftOut                             []stagedLeftOut // for existing members
	changes                             []backoffice.Change
	added, changed, unchanged, standing int
	closed                              int // new members whose account is closed
}

func (g *memberStagers) add(ctx context.Context, b stagedMembers) error {
	for _, m := range b.members {
		if m.id == 0 {
			if err := g.addNewcomer(ctx, m); err != nil {
				return err
			}
			continue
		}
		if err := g.changes.add(ctx, m.row...); err != nil {
			return err
		}
		for _, c := range m.contacts {
			if err := g.contacts.add(ctx, m.id, string(c.kind), c.value); err != nil {
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

func (g *memberStagers) addNewcomer(ctx context.Context, m stagedMember) error {
	if len(g.waiting) == manyNewcomers {
		slices.SortFunc(g.waiting, func(a, b stagedMember) int { return bytes.Compare(a.key, b.key) })
		if err := g.addWaiting(ctx); err != nil {
			return err
		}
	}
	g.waiting = append(g.waiting, m)
	return nil
}

// addWaiting stages the waiting new members.
func (g *memberStagers) addWaiting(ctx context.Context) error {
	for _, m := range g.waiting {
		if err := g.newcomers.add(ctx, m.row...); err != nil {
			return err
		}
		g.count++
		for _, l := range m.leftOut {
			if err := g.leftOut.add(ctx, g.count, nil, l.field, l.payload); err != nil {
				return err
			}
		}
	}
	clear(g.waiting)
	g.waiting = g.waiting[:0]
	return nil
}

// flush stages all remaining rows.
func (g *memberStagers) flush(ctx context.Context) error {
	if err := g.addWaiting(ctx); err != nil {
		return err
	}
	g.waiting = nil
	return g.each(func(t *stager) error { return t.flush(ctx) })
}
