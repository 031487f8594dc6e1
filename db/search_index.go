package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"sesame/account/keys"
	"sesame/account/search"
)

const searchColumn = "search.entries"

// slots changes the search index within a transaction.
type slots struct {
	keys              *keys.Keyring
	read, write, drop *sql.Stmt
}

func (t *Tx) slots(ctx context.Context) (s *slots, err error) {
	s = &slots{keys: t.keys}
	for _, p := range []struct {
		stmt  **sql.Stmt
		query string
	}{
		{&s.read, `SELECT entries FROM search WHERE slot_key = ?`},
		{&s.write, `INSERT INTO search (slot_key, entries) VALUES (?, ?) ON CONFLICT (slot_key) DO UPDATE SET entries = excluded.entries`},
		{&s.drop, `DELETE FROM search WHERE slot_key = ?`},
	} {
		if *p.stmt, err = t.tx.PrepareContext(ctx, p.query); err != nil { //nolint:sqlclosecheck // Close of slots does
			return nil, errors.Join(fmt.Errorf("prepare the search: %w", err), s.Close())
		}
	}
	return s, nil
}

// Close closes the prepared statements.
func (s *slots) Close() (err error) {
	for _, stmt := range []*sql.Stmt{s.read, s.write, s.drop} {
		if stmt != nil {
			err = errors.Join(err, stmt.Close())
		}
	}
	return err
}

// slot is a row of the search index.
type slot struct{ key, sealed []byte }

// fill writes the next slots, `most` at most, and says whether there may be more.
func (s *slots) fill(ctx context.Context, from <-chan slot, most int) (more bool, err error) {
	for range most {
		of, more := <-from
		if !more {
			return false, nil
		}
		if _, err := s.write.ExecContext(ctx, of.key, of.sealed); err != nil {
			return false, fmt.Errorf("write the search: %w", err)
		}
	}
	return true, nil
}

// change adds and removes entries of one group, each sorted by bucket, in `most` slots at most. It returns the entries that
// are left.
func (s *slots) change(ctx context.Context, group int64, add, remove []entry, most int) (_, _ []entry, err error) {
	for n := 0; n < most && len(add)+len(remove) > 0; n++ {
		bucket := search.Buckets
		for _, entries := range [][]entry{add, remove} {
			if len(entries) > 0 {
				bucket = min(bucket, entries[0].Bucket())
			}
		}
		var a, r []entry
		a, add = cutBucket(add, bucket)
		r, remove = cutBucket(remove, bucket)
		if err := s.changeSlot(ctx, s.keys.SearchKey(group, bucket), bucket, a, r); err != nil {
			return nil, nil, fmt.Errorf("write the search: %w", err)
		}
	}
	return add, remove, nil
}

func (s *slots) changeSlot(ctx context.Context, key []byte, bucket int, add, remove []entry) error {
	entries := add
	var sealed []byte
	err := s.read.QueryRowContext(ctx, key).Scan(&sealed)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	found := err == nil
	if found {
		plain, err := s.keys.Open(searchColumn, key, sealed)
		if err != nil {
			return err
		}
		entries = slices.Clone(add)
		err = eachTerm(bucket, plain, func(term entry, leads []byte) {
			eachMember(leads, func(low uint32) { entries = append(entries, term|entry(low)) })
		})
		if err != nil {
			return err
		}
	}
	slices.Sort(entries)
	slices.Sort(remove)
	entries = slices.DeleteFunc(slices.Compact(entries), func(e entry) bool {
		_, gone := slices.BinarySearch(remove, e)
		return gone
	})
	if len(entries) == 0 {
		if found {
			_, err = s.drop.ExecContext(ctx, key)
			return err
		}
		return nil
	}
	_, err = s.write.ExecContext(ctx, key, s.keys.Seal(searchColumn, key, pack(entries)))
	return err
}

// searchable returns the values of a member that the search index covers.
func searchable(p Profile, contacts map[ContactKind]Contact) search.Searchable {
	return search.Searchable{Identifier: p.Identifier, LastName: p.LastName, FirstName: p.FirstName, Company: p.Company, BirthDate: p.BirthDate, Address: p.Address,
		Email: contacts[Email].Value, Phones: [3]string{contacts[Fax].Value, contacts[Landline].Value, contacts[Mobile].Value}}
}

// index updates the search index when the values of a member change.
func (t *Tx) index(ctx context.Context, memberID int64, before, after search.Searchable) (err error) {
	var x search.Indexer
	was, is := x.Terms(nil, before), x.Terms(nil, after)
	add, remove := leadingTo(memberID, without(is, was)), leadingTo(memberID, without(was, is))
	if len(add)+len(remove) == 0 {
		return nil
	}
	s, err := t.slots(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	_, _, err = s.change(ctx, memberID>>groupBits, byBucket(add), byBucket(remove), len(add)+len(remove))
	return err
}

// without returns the terms that are not in others.
func without(terms, others []search.Term) []search.Term {
	return slices.DeleteFunc(slices.Clone(terms), func(t search.Term) bool { return slices.Contains(others, t) })
}

// leadingTo turns terms into index entries of a member, in place.
func leadingTo(memberID int64, terms []search.Term) []entry {
	for i := range terms {
		terms[i] |= entry(memberID & inGroup) //nolint:gosec // G115: 18 bits
	}
	return terms
}
