package db

import (
	"context"
	"database/sql"
	"fmt"
	"math/bits"

	"sesame/account/search"
)

// reached holds the members of a group that match all words examined so far.
type reached struct {
	group   int64
	members []uint32     // the low bits of members.id
	named   []uint8      // for each member: how many of the words are in the names
	ways    []search.Way // for each member: the loosest method that one of the words needs
}

// Marks of a member while a word is examined: a bit for each method that finds the word, and one for a word of the names.
const (
	markNamed = 1 << 7
	markWays  = markNamed - 1
)

// narrow keeps only the members that also match word, and the groups that still have any, so that a rare word avoids
// reading the slots of the others. marks has a zero for each member of a group, on entry and on return.
func (r Reader) narrow(ctx context.Context, slots opened, groups []*reached, word []search.Probe, first bool, marks []uint8) ([]*reached, error) {
	if err := r.readSlots(ctx, slots, groups, word); err != nil {
		return nil, err
	}
	var alive []*reached
	for _, g := range groups {
		for _, p := range word {
			bucket := p.Term.Bucket()
			err := eachTerm(bucket, slots[place{g.group, bucket}], func(term entry, leads []byte) {
				if !p.Fits(term) {
					return
				}
				mark := uint8(1) << p.Way
				if term.Named() {
					mark |= markNamed
				}
				eachMember(leads, func(low uint32) {
					if first && marks[low] == 0 {
						g.members = append(g.members, low)
					}
					marks[low] |= mark
				})
			})
			if err != nil {
				return nil, err
			}
		}
		if first {
			g.named, g.ways = make([]uint8, len(g.members)), make([]search.Way, len(g.members))
		}
		if g.keep(marks); len(g.members) > 0 {
			alive = append(alive, g)
		}
		clear(marks)
	}
	return alive, nil
}

// keep removes the members without a mark.
func (g *reached) keep(marks []uint8) {
	n := 0
	for i, low := range g.members {
		if mark := marks[low]; mark != 0 {
			g.members[n], g.named[n] = low, g.named[i]+mark/markNamed
			g.ways[n] = max(g.ways[i], search.Way(bits.TrailingZeros8(mark&markWays)))
			n++
		}
	}
	g.members, g.named, g.ways = g.members[:n], g.named[:n], g.ways[:n]
}

// place identifies a slot.
type place struct {
	group  int64
	bucket int
}

// opened caches the decrypted slots of one search; nil means that the slot does not exist. Phonetic terms are in the
// same slot as their word, so the next matching method finds it in the cache.
type opened map[place][]byte

// readSlots reads and decrypts the slots of some groups that may contain a word, unless they are cached.
func (r Reader) readSlots(ctx context.Context, slots opened, groups []*reached, word []search.Probe) error {
	places := map[[16]byte]place{}
	var keys []any
	for _, g := range groups {
		for _, p := range word {
			at := place{g.group, p.Term.Bucket()}
			if _, twice := slots[at]; twice {
				continue
			}
			key := r.keys.SearchKey(at.group, at.bucket)
			places[[16]byte(key)], keys, slots[at] = at, append(keys, key), nil
		}
	}
	if len(keys) == 0 {
		return nil
	}
	rows, err := r.q.QueryContext(ctx, `SELECT slot_key, entries FROM search WHERE slot_key IN `+placeholders(len(keys)), keys...) //nolint:gosec // G202: « (?,?,?) »
	if err != nil {
		return fmt.Errorf("read slots: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var key, sealed sql.RawBytes
		if err := rows.Scan(&key, &sealed); err != nil {
			return fmt.Errorf("read slots: %w", err)
		}
		plain, err := r.keys.Open(searchColumn, key, sealed)
		if err != nil {
			return fmt.Errorf("open a slot: %w", err)
		}
		slots[places[[16]byte(key)]] = plain
	}
	return rows.Err()
}
