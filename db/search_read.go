package db

import (
	"context"
	"database/sql"
	"fmt"

	"sesame/account/search"
)

// reached are the members of a group to whom the words lead that were looked at so far.
type reached struct {
	group   int64
	members []uint32 // the low bits of members.id
	named   []uint8  // for each: how many of the words are in the names
}

// Marks of a member while a word is looked at.
const (
	markReached = 1
	markNamed   = 2
)

// narrow keeps of the members those to whom a word leads as well, and the groups in which there are any: a rare word
// spares the reading of what the others lead to. marks has a zero for each member of a group, and is given back so.
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
				mark := uint8(markReached)
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
			g.named = make([]uint8, len(g.members))
		}
		if g.keep(marks); len(g.members) > 0 {
			alive = append(alive, g)
		}
		clear(marks)
	}
	return alive, nil
}

// keep leaves those who are marked.
func (g *reached) keep(marks []uint8) {
	n := 0
	for i, low := range g.members {
		if mark := marks[low]; mark != 0 {
			g.members[n], g.named[n] = low, g.named[i]+mark/markNamed
			n++
		}
	}
	g.members, g.named = g.members[:n], g.named[:n]
}

// place is where a slot belongs.
type place struct {
	group  int64
	bucket int
}

// opened are the slots that one search has read so far; nil for one that is not there. What sounds like a word is where
// the word is: the next way finds it read.
type opened map[place][]byte

// readSlots reads and opens the slots of some groups in which a word may be, unless they are.
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
