package db

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math/bits"

	"sesame/account"
)

// readSlots reads, for some groups, the slots of the probes' buckets: opened, by bucket.
func (r reader) readSlots(ctx context.Context, first, groups int64, probes [][]account.SearchProbe) ([]map[int][]byte, error) {
	type place struct {
		group  int64
		bucket int
	}
	places := map[[16]byte]place{}
	var keys []any
	for group := range groups {
		for _, word := range probes {
			for _, p := range word {
				at := place{group, p.Term.Bucket()}
				key := r.keys.SearchKey(first+group, at.bucket)
				if _, twice := places[[16]byte(key)]; !twice {
					places[[16]byte(key)], keys = at, append(keys, key)
				}
			}
		}
	}
	rows, err := r.q.QueryContext(ctx, `SELECT slot_key, entries FROM search WHERE slot_key IN `+placeholders(len(keys)), keys...)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	slots := make([]map[int][]byte, groups)
	for rows.Next() {
		var key, sealed sql.RawBytes
		if err := rows.Scan(&key, &sealed); err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		plain, err := r.keys.Open(searchColumn, key, sealed)
		if err != nil {
			return nil, fmt.Errorf("open a slot of the search: %w", err)
		}
		at := places[[16]byte(key)]
		if slots[at.group] == nil {
			slots[at.group] = map[int][]byte{}
		}
		slots[at.group][at.bucket] = plain
	}
	return slots, rows.Err()
}

// intersection finds the members of a group to whom all words lead.
type intersection struct {
	words []uint8  // how many of the words, from the first on, lead to a member
	named []uint8  // a bit for each word that is in the member's names
	to    []uint16 // whom the newest word leads to, and those before it
}

func newIntersection() *intersection {
	return &intersection{words: make([]uint8, groupMembers), named: make([]uint8, groupMembers)}
}

// of tells each such member once, with the number of words that are in the names.
func (x *intersection) of(probes [][]account.SearchProbe, slots map[int][]byte, tell func(low uint16, named int)) error {
	clear(x.words)
	clear(x.named)
	for i, word := range probes {
		x.to = x.to[:0]
		for _, p := range word {
			err := eachTerm(p.Term.Bucket(), slots[p.Term.Bucket()], func(term entry, ids []byte) {
				if p.Fits(term) {
					x.reach(i, term.Named(), ids)
				}
			})
			if err != nil {
				return err
			}
		}
		if len(x.to) == 0 {
			return nil
		}
	}
	for _, low := range x.to {
		tell(low, bits.OnesCount8(x.named[low]))
	}
	return nil
}

// reach notes whom the word of that number leads to.
func (x *intersection) reach(word int, named bool, ids []byte) {
	for ; len(ids) > 0; ids = ids[2:] {
		low := binary.BigEndian.Uint16(ids)
		switch int(x.words[low]) {
		case word:
			x.words[low]++
			x.to = append(x.to, low)
		case word + 1: // in another form, or in another field
		default:
			continue
		}
		if named {
			x.named[low] |= 1 << word
		}
	}
}
