package db

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/account/search"
)

// stagedWords binds the sealed index entries of the staging area. Each entry has eight bytes; of an existing member, the
// lowest bit says whether the entry is removed.
const (
	stagedWords = "staged.words"
	wordGoes    = 1
	entryBytes  = 8
)

// searchableValues returns the values by which a member is found.
func searchableValues(id account.Identifier, v *backoffice.Values) search.Searchable {
	s := search.Searchable{Identifier: id.Value, LastName: v[backoffice.LastName], FirstName: v[backoffice.FirstName], Company: v[backoffice.Company],
		BirthDate: v[backoffice.BirthDate], Email: v[backoffice.Email], Phones: [3]string{v[backoffice.Fax], v[backoffice.Landline], v[backoffice.Mobile]}}
	for _, line := range v[backoffice.Address1 : backoffice.Address6+1] {
		if line != "" {
			s.Address = append(s.Address, line)
		}
	}
	return s
}

// newcomerWords returns the index entries of a new member; nil in a dry run.
func (w *memberImport) newcomerWords(key []byte, id account.Identifier, v *backoffice.Values) any {
	if w.dry {
		return nil
	}
	x := w.indexers.Get().(*search.Indexer)
	defer w.indexers.Put(x)
	return w.sealedWords(key, x.Terms(make([]entry, 0, 48), searchableValues(id, v))) //nolint:mnd // more than most have
}

// sealedWords seals a member's entries for staging.
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
	was := x.Terms(nil, search.Searchable{Identifier: c.profile.Identifier, LastName: c.profile.LastName, FirstName: c.profile.FirstName, Company: c.profile.Company,
		BirthDate: c.profile.BirthDate, Address: c.profile.Address, Email: c.contacts[0], Phones: [3]string(c.contacts[1:])})
	entries := x.Terms(nil, searchableValues(c.row.Identifier, after))
	for _, t := range without(was, entries) {
		entries = append(entries, t|wordGoes)
	}
	return w.sealedWords(c.key, entries)
}

const (
	changedWords  = `SELECT c.id, m.identifier_key, c.words FROM staged.changes c CROSS JOIN members m ON m.id = c.id WHERE c.id > ? ORDER BY c.id LIMIT ?`
	newcomerWords = `SELECT s.rowid, n.identifier_key, n.words FROM staged.sequence s CROSS JOIN staged.newcomers n ON n.rowid = s.newcomer
		WHERE s.rowid > ? ORDER BY s.rowid LIMIT ?`
)

// addWords adds the staged entries to the search index. Entries of values that are not seen yet do no harm:
// SearchMembers checks each result.
func (a *application) addWords(ctx context.Context) error {
	g := a.gather(a.newest, a.options.Now)
	err := a.eachStaged(ctx, changedWords, func(id int64, e entry) {
		if e&wordGoes == 0 {
			g.put(id, false, e)
		}
	}, g.pass)
	if err != nil {
		return err
	}
	next := func(ctx context.Context, id int64) error { return g.pass(ctx, a.newest+id) }
	if err = a.eachStaged(ctx, newcomerWords, func(id int64, e entry) { g.put(a.newest+id, false, e) }, next); err != nil {
		return err
	}
	return g.end(ctx)
}

// removeWords removes the entries of values that nobody sees any more.
func (a *application) removeWords(ctx context.Context) error {
	g := a.gather(a.newest, a.options.Now)
	err := a.eachStaged(ctx, changedWords, func(id int64, e entry) {
		if e&wordGoes != 0 {
			g.put(id, true, e)
		}
	}, g.pass)
	if err != nil {
		return err
	}
	return g.end(ctx)
}

// stagedEntries are a member's, sealed for staging.
type stagedEntries struct {
	n             int64
	owner, sealed []byte
}

// eachStaged decrypts staged entries while the next ones are read. The query returns a number, the owner that they are sealed
// for, and the entries. next is called now and then, with no query open, once do was called for all that were read.
func (a *application) eachStaged(ctx context.Context, query string, do func(n int64, e entry), next func(context.Context, int64) error) error {
	var (
		read   = make(chan stagedEntries, chunkMembers)
		opened sync.WaitGroup
		failed error // read after opened.Wait
	)
	defer close(read)
	go func() {
		for of := range read {
			words, err := a.keys.Open(stagedWords, of.owner, of.sealed)
			if err != nil {
				failed = fmt.Errorf("open staged words: %w", err)
			}
			for word := range slices.Chunk(words, entryBytes) {
				do(of.n, entry(binary.LittleEndian.Uint64(word)))
			}
			opened.Done()
		}
	}()
	err := a.chunks(ctx, query, func(n int64, values [][]byte) error { // owner and words
		opened.Add(1)
		read <- stagedEntries{n, values[0], values[1]}
		return nil
	}, func(ctx context.Context, n int64) error {
		if opened.Wait(); failed != nil {
			return failed
		}
		return next(ctx, n)
	})
	opened.Wait()
	return errors.Join(err, failed)
}
