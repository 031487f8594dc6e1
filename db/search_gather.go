package db

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"sesame/account/search"
)

const (
	// maxGathered bounds the entries of a group held in memory; a group of typical members has three million.
	maxGathered = 1 << 22
	// chunkMembers is the most members that one query reads.
	chunkMembers = 1 << 13
	// clockDoubt is how far the clocks of two programs may differ, or one may jump back.
	clockDoubt = time.Hour
)

// gatherer collects index entries by group, so that each slot is written once. It writes them in slices.
type gatherer struct {
	*slicer
	newest int64 // last member before the import: groups after this member's have no slots yet
	since  time.Time
	groups map[int64]*gathered
	spare  []entry // reused memory of an earlier group's entries
}

type gathered struct {
	add, remove []entry
	written     bool // part of the group was written already
}

// gather begins to collect. since must not be later than the reading of the values that the entries are computed from.
func (s *slicer) gather(newest int64, since time.Time) *gatherer {
	return &gatherer{slicer: s, newest: newest, since: since.Add(-clockDoubt), groups: map[int64]*gathered{}}
}

// put collects terms of a member to be added to the index, or to be removed (goes).
func (g *gatherer) put(id int64, goes bool, terms ...search.Term) {
	of := g.groups[id>>groupBits]
	if of == nil {
		of = &gathered{add: g.spare[:0]}
		g.groups[id>>groupBits], g.spare = of, nil
	}
	to := &of.add
	if goes {
		to = &of.remove
	}
	for _, term := range terms {
		*to = append(*to, term&^inGroup|entry(id&inGroup)) //nolint:gosec // G115: 18 bits
	}
}

// pass writes the groups before that of member id, and any group that has grown beyond maxGathered. Members must come in
// order of their IDs.
func (g *gatherer) pass(ctx context.Context, id int64) error {
	for group, of := range g.groups {
		if group < id>>groupBits || len(of.add)+len(of.remove) > maxGathered {
			if err := g.flush(ctx, group, of); err != nil {
				return err
			}
		}
		if group < id>>groupBits {
			g.spare = of.add
			delete(g.groups, group)
		}
	}
	return nil
}

// end writes the entries that are still collected.
func (g *gatherer) end(ctx context.Context) error {
	for _, group := range slices.Sorted(maps.Keys(g.groups)) {
		if err := g.flush(ctx, group, g.groups[group]); err != nil {
			return err
		}
	}
	return nil
}

func (g *gatherer) flush(ctx context.Context, group int64, of *gathered) error {
	fresh, removes := group > g.newest>>groupBits && !of.written, len(of.remove) > 0
	add, remove := byBucket(of.add), byBucket(of.remove)
	of.add, of.remove, of.written = of.add[:0], of.remove[:0], true
	defer func(rows int) { g.rows = rows }(g.rows) // g.rows belongs to what is written between two groups
	g.rows = sliceRows
	if fresh && !removes {
		return g.fill(ctx, group, add)
	}
	for len(add)+len(remove) > 0 {
		err := g.inTx(ctx, func(t *Tx) (err error) {
			s, err := t.slots(ctx)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			add, remove, err = s.change(ctx, group, add, remove, g.rows)
			return err
		})
		if err != nil {
			return err
		}
	}
	if !removes {
		return nil
	}
	return g.confirm(ctx, group)
}

// fill writes the slots of a group that has none yet, while a goroutine seals the next ones.
func (g *gatherer) fill(ctx context.Context, group int64, entries []entry) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	made := make(chan slot, sliceRows)
	go func() {
		defer close(made)
		for len(entries) > 0 && ctx.Err() == nil {
			bucket := entries[0].Bucket()
			of, rest := cutBucket(entries, bucket)
			slices.Sort(of)
			key := g.keys.SearchKey(group, bucket)
			select {
			case made <- slot{key, g.keys.Seal(searchColumn, key, pack(slices.Compact(of)))}:
			case <-ctx.Done():
			}
			entries = rest
		}
	}()
	for more := true; more; {
		err := g.inTx(ctx, func(t *Tx) (err error) {
			s, err := t.slots(ctx)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			more, err = s.fill(ctx, made, g.rows)
			return err
		})
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// confirm adds again all entries of members who have set or verified a contact since gathering began, because an entry that
// was just removed may now be theirs.
func (g *gatherer) confirm(ctx context.Context, group int64) error {
	ids, err := list[int64](ctx, g, `SELECT DISTINCT member_id FROM contacts WHERE member_id >= ? AND member_id <= ?
		AND (source <> 'file' AND changed_at >= ?3 OR verified_at >= ?3)`, group<<groupBits, group<<groupBits|inGroup, seconds(g.since))
	if err != nil {
		return fmt.Errorf("look for contacts set meanwhile: %w", err)
	}
	for some := range slices.Chunk(ids, leastRows) {
		err := g.inTx(ctx, func(t *Tx) error {
			for _, id := range some {
				m, err := t.Member(ctx, id)
				if errors.Is(err, ErrNotFound) {
					continue
				}
				if err != nil {
					return err
				}
				if err := t.index(ctx, id, search.Searchable{}, searchable(m.Profile, m.Contacts)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// chunks reads the rows of a query in order of the number in its first column; up to three BLOB columns follow. The query's
// parameters are the last number read and the number of rows. next is called after each chunk, with no query open.
func (s *slicer) chunks(ctx context.Context, query string, do func(n int64, values [][]byte) error, next func(context.Context, int64) error) error {
	for last := int64(0); ; {
		read, err := s.chunk(ctx, query, &last, chunkMembers, do)
		if err != nil || read == 0 {
			return err
		}
		if err := next(ctx, last); err != nil || read < chunkMembers {
			return err
		}
	}
}

func (s *slicer) chunk(ctx context.Context, query string, last *int64, most int, do func(n int64, values [][]byte) error) (read int, err error) {
	rows, err := s.QueryContext(ctx, query, *last, most)
	if err != nil {
		return 0, fmt.Errorf("read members for the search: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	columns, err := rows.Columns()
	if err != nil {
		return 0, fmt.Errorf("read members for the search: %w", err)
	}
	for ; rows.Next(); read++ {
		values, into := make([][]byte, len(columns)-1), []any{last}
		for i := range values {
			into = append(into, &values[i])
		}
		if err := rows.Scan(into...); err != nil {
			return 0, fmt.Errorf("read members for the search: %w", err)
		}
		if err := do(*last, values); err != nil {
			return 0, err
		}
	}
	return read, rows.Err()
}
