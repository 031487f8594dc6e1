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

// stagedWords is the column name under which staged index entries are sealed. An entry has eight bytes. For an existing
// member, its lowest bit (wordGoes) says that the entry is to be removed.
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

// wordIndexer computes index entries, and reuses its buffers.
type wordIndexer struct {
	search.Indexer
	terms []search.Term
	plain []byte
}

// newcomerWords returns the index entries of a new member; nil in a dry run.
func (w *memberImport) newcomerWords(key []byte, id account.Identifier, v *backoffice.Values) any {
	if w.dry {
		return nil
	}
	x := w.indexers.Get().(*wordIndexer)
	defer w.indexers.Put(x)
	x.terms = x.Terms(x.terms[:0], searchableValues(id, v))
	return w.sealedWords(key, x)
}

// sealedWords seals a member's entries for staging.
func (w *memberImport) sealedWords(owner []byte, x *wordIndexer) []byte {
	x.plain = x.plain[:0]
	for _, e := range x.terms {
		x.plain = binary.LittleEndian.AppendUint64(x.plain, uint64(e))
	}
	return w.db.keys.Seal(stagedWords, owner, x.plain)
}

// changedWords returns the index entries that change for an existing member. They include all new entries, even those already
// stored, because another import may remove some meanwhile.
func (w *memberImport) changedWords(c *comparison, after *backoffice.Values) []byte {
	x := w.indexers.Get().(*wordIndexer)
	defer w.indexers.Put(x)
	was := x.Terms(nil, search.Searchable{Identifier: c.profile.Identifier, LastName: c.profile.LastName, FirstName: c.profile.FirstName, Company: c.profile.Company,
		BirthDate: c.profile.BirthDate, Address: c.profile.Address, Email: c.contacts[0], Phones: [3]string(c.contacts[1:])})
	x.terms = x.Terms(x.terms[:0], searchableValues(c.row.Identifier, after))
	for _, t := range without(was, x.terms) {
		x.terms = append(x.terms, t|wordGoes)
	}
	return w.sealedWords(c.key, x)
}

const (
	changedWords  = `SELECT c.id, m.identifier_key, c.words FROM staged.changes c CROSS JOIN members m ON m.id = c.id WHERE c.id > ? ORDER BY c.id LIMIT ?`
	newcomerWords = `SELECT s.rowid, n.identifier_key, n.words FROM staged.sequence s CROSS JOIN staged.newcomers n ON n.rowid = s.newcomer
		WHERE s.rowid > ? ORDER BY s.rowid LIMIT ?`
)

// writeNewcomers writes the new members and their entries of the search index. The entries of a slice are read and decrypted
// outside its transaction, while the next slice is written. Entries of members who are not visible yet do no harm:
// SearchMembers checks each result.
func (a *application) writeNewcomers(ctx context.Context) error {
	g := a.gather(a.newest, a.options.Now)
	o := a.open(func(n int64, e entry) { g.put(a.newest+n, false, e) })
	defer o.close()
	err := a.overThen(ctx, newcomerFill.ends, func(t *Tx, after, to int64) error {
		return a.writeSlice(ctx, t, newcomerFill, after, to)
	}, func(after, to int64) error {
		if err := o.wait(); err != nil {
			return err
		}
		if err := g.pass(ctx, a.newest+after); err != nil {
			return err
		}
		_, err := a.chunk(ctx, newcomerWords, &after, int(to-after), o.take)
		return err
	})
	if err = errors.Join(err, o.wait()); err != nil {
		return err
	}
	return g.end(ctx)
}

// addWords adds the staged entries of changed members to the search index.
func (a *application) addWords(ctx context.Context) error {
	return a.changeWords(ctx, func(e entry) bool { return e&wordGoes == 0 })
}

// removeWords removes the entries of values that are no longer visible.
func (a *application) removeWords(ctx context.Context) error {
	return a.changeWords(ctx, func(e entry) bool { return e&wordGoes != 0 })
}

// changeWords adds or removes the staged entries that meant selects; their wordGoes bit says which.
func (a *application) changeWords(ctx context.Context, meant func(entry) bool) error {
	g := a.gather(a.newest, a.options.Now)
	o := a.open(func(id int64, e entry) {
		if meant(e) {
			g.put(id, e&wordGoes != 0, e)
		}
	})
	defer o.close()
	err := a.chunks(ctx, changedWords, o.take, func(ctx context.Context, id int64) error {
		if err := o.wait(); err != nil {
			return err
		}
		return g.pass(ctx, id)
	})
	if err = errors.Join(err, o.wait()); err != nil {
		return err
	}
	return g.end(ctx)
}

// opening decrypts staged entries in a goroutine, while others are read.
type opening struct {
	taken  chan stagedEntries
	opened sync.WaitGroup
	failed error // read after opened.Wait
}

// stagedEntries holds one member's sealed entries. n is the member's number in the query, owner the key that they are bound
// to.
type stagedEntries struct {
	n             int64
	owner, sealed []byte
}

// open starts the goroutine. It calls do for each entry, one at a time; when wait returns, no call is running.
func (a *application) open(do func(n int64, e entry)) *opening {
	o := &opening{taken: make(chan stagedEntries, chunkMembers)}
	go func() {
		for of := range o.taken {
			words, err := a.keys.Open(stagedWords, of.owner, of.sealed)
			if err != nil {
				o.failed = fmt.Errorf("open staged words: %w", err)
			}
			for word := range slices.Chunk(words, entryBytes) {
				do(of.n, entry(binary.LittleEndian.Uint64(word)))
			}
			o.opened.Done()
		}
	}()
	return o
}

// take hands over the entries of member n: values are the key that they are bound to, and the sealed entries.
func (o *opening) take(n int64, values [][]byte) error {
	o.opened.Add(1)
	o.taken <- stagedEntries{n, values[0], values[1]}
	return nil
}

// wait waits until everything taken is decrypted, and returns the error of a failed decryption.
func (o *opening) wait() error {
	o.opened.Wait()
	return o.failed
}

func (o *opening) close() { close(o.taken) }
