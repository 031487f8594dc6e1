package db

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"sesame/account/backoffice"
	"sesame/account/search"
)

// stagedWords binds the sealed index entries of the staging area. Each entry has eight bytes. For a batch's new
// members, the low bits number them from 0; for an existing member, they say whether the entry is removed.
const (
	stagedWords = "staged.words"
	wordGoes    = 1
	entryBytes  = 8
)

// maxGathered bounds the entries of a group held in memory; a group of typical members has three million.
const maxGathered = 1 << 22

// searchableValues returns the values by which a member is found.
func searchableValues(v *backoffice.Values) search.Searchable {
	s := search.Searchable{LastName: v[backoffice.LastName], FirstName: v[backoffice.FirstName], Company: v[backoffice.Company],
		Phones: [3]string{v[backoffice.Fax], v[backoffice.Landline], v[backoffice.Mobile]}}
	for _, line := range v[backoffice.Address1 : backoffice.Address6+1] {
		if line != "" {
			s.Address = append(s.Address, line)
		}
	}
	return s
}

// newcomerWords adds the index entries of the next new member of a batch.
func (w *memberImport) newcomerWords(entries []entry, newcomer int, s search.Searchable) []entry {
	if w.dry {
		return nil
	}
	if entries == nil {
		entries = make([]entry, 0, 16*batchLines)
	}
	x := w.indexers.Get().(*search.Indexer)
	defer w.indexers.Put(x)
	before := len(entries)
	entries = x.Terms(entries, s)
	for i := range entries[before:] {
		entries[before+i] |= entry(newcomer) //nolint:gosec // G115: batchLines at most
	}
	return entries
}

// sealedWords seals entries for staging; owner is nil for a batch's new members.
func (w *memberImport) sealedWords(owner []byte, entries []entry) []byte {
	b := make([]byte, 0, len(entries)*entryBytes)
	for _, e := range entries {
		b = binary.LittleEndian.AppendUint64(b, uint64(e))
	}
	return w.db.keys.Seal(stagedWords, owner, b)
}

// changedWords returns the index entries that change for an existing member. It contains all new entries, including
// those already stored, because another import may remove some meanwhile.
func (w *memberImport) changedWords(c *comparison, after *backoffice.Values) []byte {
	var x search.Indexer
	was := x.Terms(nil, search.Searchable{LastName: c.profile.LastName, FirstName: c.profile.FirstName, Company: c.profile.Company,
		Address: c.profile.Address, Phones: [3]string(c.contacts[1:])})
	entries := x.Terms(nil, searchableValues(after))
	for _, t := range without(was, entries) {
		entries = append(entries, t|wordGoes)
	}
	return w.sealedWords(c.key, entries)
}

// gatherer collects the entries of one group, so that each slot is written once.
type gatherer struct {
	slots       *slots
	group       int64
	newest      int64 // last member before the import: later groups are empty
	written     bool  // part of the group was already written
	add, remove []entry
}

func (g *gatherer) put(ctx context.Context, id int64, term search.Term, goes bool) error {
	if group := id >> groupBits; group != g.group {
		if err := g.flush(ctx); err != nil {
			return err
		}
		g.group, g.written = group, false
	}
	if len(g.add)+len(g.remove) == maxGathered {
		if err := g.flush(ctx); err != nil {
			return err
		}
	}
	e := term&^inGroup | entry(id&inGroup) //nolint:gosec // G115: 18 bits
	if goes {
		g.remove = append(g.remove, e)
	} else {
		g.add = append(g.add, e)
	}
	return nil
}

func (g *gatherer) flush(ctx context.Context) error {
	fresh := g.group > g.newest>>groupBits && !g.written
	err := g.slots.change(ctx, g.group, fresh, g.add, g.remove)
	g.add, g.remove, g.written = g.add[:0], g.remove[:0], true
	return err
}

// applyWords updates the search index from the staged entries. When a contact became the member's own after the file
// was read, the member's entries are added again, because the file may have removed one that is still valid. An entry
// that is stale instead is harmless: SearchMembers checks each result.
func applyWords(ctx context.Context, t *Tx, newest int64) (err error) {
	s, err := t.slots(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	g := &gatherer{slots: s, newest: newest}
	err = t.eachStaged(ctx, `SELECT m.id, m.identifier_key, c.words FROM staged.changes c CROSS JOIN members m ON m.id = c.id ORDER BY c.id`,
		func(id int64, e entry) error { return g.put(ctx, id, e, e&wordGoes != 0) })
	if err != nil {
		return err
	}
	err = t.eachStaged(ctx, `SELECT before, NULL, words FROM staged.words ORDER BY rowid`, func(before int64, e entry) error {
		return g.put(ctx, newest+1+before+int64(e&inGroup), e, false) //nolint:gosec // G115: 18 bits
	})
	if err != nil {
		return err
	}
	if err := g.flush(ctx); err != nil {
		return err
	}
	ids, err := t.vouchedMeanwhile(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		m, err := t.Member(ctx, id)
		if err != nil {
			return err
		}
		if err := t.index(ctx, id, search.Searchable{}, searchable(m.Profile, m.Contacts)); err != nil {
			return err
		}
	}
	return nil
}

// eachStaged decrypts staged entries. query returns a number, the owner they are sealed for, and the entries.
func (t *Tx) eachStaged(ctx context.Context, query string, do func(n int64, e entry) error) error {
	rows, err := t.tx.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("read staged words: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			n             int64
			owner, sealed []byte
		)
		if err := rows.Scan(&n, &owner, &sealed); err != nil {
			return fmt.Errorf("read staged words: %w", err)
		}
		words, err := t.keys.Open(stagedWords, owner, sealed)
		if err != nil {
			return fmt.Errorf("open staged words: %w", err)
		}
		for word := range slices.Chunk(words, entryBytes) {
			if err := do(n, entry(binary.LittleEndian.Uint64(word))); err != nil {
				return err
			}
		}
	}
	return rows.Err()
}

// vouchedMeanwhile lists the members who set or verified, since the file was read, a contact that the file was to
// change.
func (t *Tx) vouchedMeanwhile(ctx context.Context) (ids []int64, err error) {
	rows, err := t.tx.QueryContext(ctx, `SELECT DISTINCT s.member_id FROM staged.contacts s CROSS JOIN contacts c
		ON c.member_id = s.member_id AND c.kind = s.kind WHERE c.source <> 'file' OR c.verified_at IS NOT NULL`)
	if err != nil {
		return nil, fmt.Errorf("look for contacts set meanwhile: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("look for contacts set meanwhile: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
