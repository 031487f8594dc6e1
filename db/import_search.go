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

// stagedWords is bound to what is staged for the search: entries of eight bytes each. Of a batch's newcomers, the low
// bits count them from 0; of a member who is known, they say whether the word goes.
const (
	stagedWords = "staged.words"
	wordGoes    = 1
	entryBytes  = 8
)

// maxGathered bounds the entries of a group that are held in memory: a group of usual members has three million.
const maxGathered = 1 << 22

// searchableValues is what a member of these values is found by.
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

// newcomerWords adds what the next newcomer of a batch will be found by.
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

// sealedWords makes entries ready to be staged for an owner: nil for a batch's newcomers.
func (w *memberImport) sealedWords(owner []byte, entries []entry) []byte {
	b := make([]byte, 0, len(entries)*entryBytes)
	for _, e := range entries {
		b = binary.LittleEndian.AppendUint64(b, uint64(e))
	}
	return w.db.keys.Seal(stagedWords, owner, b)
}

// changedWords is what changes for a member who is known. All that will lead to them is in it, and not only what does
// not yet: another import may take words away meanwhile.
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

// gatherer brings the entries of one group together, so that each slot is written once.
type gatherer struct {
	slots       *slots
	group       int64
	newest      int64 // member before the import: nothing stands in the groups after it
	written     bool  // some of the group was
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

// applyWords brings the search up to date with what was staged. The words of a member whose contacts came to be their
// own after the file was read are put in once more: what the file would have taken away may be what they chose. One that
// the file would have added leads to them for nothing then, and SearchMembers passes over it.
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

// eachStaged opens staged words: a query of a number, of the owner that they are sealed for, and of the words.
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

// vouchedMeanwhile are the members who set or verified a contact that the file was to change.
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
