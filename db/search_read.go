package db

import (
	"context"
	"database/sql"
	"fmt"
	"math/bits"
	"slices"
	"sync"

	"sesame/account/search"
)

// reached holds the members of a group that match all words examined so far.
type reached struct {
	group   int64
	members []uint32 // the low bits of members.id
	named   []uint8  // for each member: how many of the words are in the names
	ways    []uint8  // for each member: the loosest method (search.Way, or byVague) that one of the words needs, and byContact
}

// byContact is a bit of reached.ways: a word is a telephone number or an e-mail address of the member.
const byContact = 1 << 7

// byVague is looser than every method: the word is found only by a vague probe (search.Probe).
const byVague = search.BySlip + 1

// groupMarks holds the marks of each member of one group while a word is examined, by the low bits of members.id.
type groupMarks [1 << groupBits]uint8

// Bits of a mark: markWays has one for each method that finds the word; markContact is set for a word of the contacts,
// markAlive for a member who matches the previous words, markNamed for a word of the names.
const (
	markNamed   = 1 << 7
	markAlive   = 1 << 6
	markContact = 1 << 5
	markWays    = markContact - 1
)

// allMarks is a pool of groupMarks without any mark.
var allMarks = sync.Pool{New: func() any { return new(groupMarks) }}

// posting is a term of a slot that matches a word.
type posting struct {
	leads []byte // the encoded list of members
	mark  uint8  // mark to set for these members
}

// narrow keeps only the members that also match word, and only the groups that still have any, so that a rare word saves
// reading the slots of the other groups. No mark is set on entry and on return.
func (f *finder) narrow(ctx context.Context, groups []*reached, word []search.Probe, first bool) ([]*reached, error) {
	if err := f.readSlots(ctx, groups, word); err != nil {
		return nil, err
	}
	var alive []*reached
	for _, g := range groups {
		if err := f.match(g.group, word); err != nil {
			return nil, err
		}
		if first {
			most := 0
			for _, p := range f.postings {
				most += countMembers(p.leads)
			}
			g.members = make([]uint32, 0, most)
		}
		for _, low := range g.members {
			f.marks[low] = markAlive
		}
		for _, p := range f.postings {
			g.members = f.marks.set(g.members, p, first)
		}
		if first {
			g.named, g.ways = make([]uint8, len(g.members)), make([]uint8, len(g.members))
		}
		if g.keep(f.marks); len(g.members) > 0 {
			alive = append(alive, g)
		}
	}
	return alive, nil
}

// match collects the postings of a word in the slots of a group. If several probes match a term, its members are decoded
// once.
func (f *finder) match(group int64, word []search.Probe) error {
	f.postings = f.postings[:0]
	for i, p := range word {
		bucket, before := p.Term.Bucket(), len(f.postings)
		again := slices.ContainsFunc(word[:i], func(q search.Probe) bool { return q.Term.Bucket() == bucket })
		err := eachTerm(bucket, f.slots[place{group, bucket}], func(term entry, leads []byte) {
			if !p.Fits(term) || len(leads) == 0 {
				return
			}
			mark := uint8(1) << p.Way
			if p.Vague {
				mark = 1 << byVague
			}
			if term.Named() {
				mark |= markNamed
			}
			if p.OfContact {
				mark |= markContact
			}
			if again {
				for k := range f.postings[:before] {
					if &f.postings[k].leads[0] == &leads[0] {
						f.postings[k].mark |= mark
						return
					}
				}
			}
			f.postings = append(f.postings, posting{leads, mark})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// set marks the members of a posting. For the first word it marks all of them, and appends them to members; for other words
// it marks only members who are marked alive.
func (m *groupMarks) set(members []uint32, p posting, first bool) []uint32 {
	eachMember(p.leads, func(low uint32) {
		if m[low] == 0 {
			if !first {
				return
			}
			members = append(members, low)
		}
		m[low] |= p.mark
	})
	return members
}

// keep removes the members that the word has not found, and clears all marks.
func (g *reached) keep(marks *groupMarks) {
	n := 0
	for i, low := range g.members {
		mark := marks[low] &^ markAlive
		if marks[low] = 0; mark != 0 {
			g.members[n], g.named[n] = low, g.named[i]+mark/markNamed
			way := max(g.ways[i]&^byContact, uint8(bits.TrailingZeros8(mark&markWays))) //nolint:gosec // G115: 8 bits
			g.ways[n] = way | (g.ways[i]|mark*(byContact/markContact))&byContact
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

func (o opened) has(at place) bool {
	_, ok := o[at]
	return ok
}

// readSlots reads and decrypts the slots of some groups that may contain a word, unless they are cached.
func (f *finder) readSlots(ctx context.Context, groups []*reached, word []search.Probe) error {
	places := map[[16]byte]place{}
	var keys []any
	for _, g := range groups {
		for _, p := range word {
			at := place{g.group, p.Term.Bucket()}
			if f.slots.has(at) {
				continue
			}
			key := f.keys.SearchKey(at.group, at.bucket)
			places[[16]byte(key)], keys, f.slots[at] = at, append(keys, key), nil
		}
	}
	if len(keys) == 0 {
		return nil
	}
	rows, err := f.q.QueryContext(ctx, `SELECT slot_key, entries FROM search WHERE slot_key IN `+placeholders(len(keys)), keys...) //nolint:gosec // G202: « (?,?,?) »
	if err != nil {
		return fmt.Errorf("read slots: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var key, sealed sql.RawBytes
		if err := rows.Scan(&key, &sealed); err != nil {
			return fmt.Errorf("read slots: %w", err)
		}
		if f.slots[places[[16]byte(key)]], err = f.openSlot(key, sealed); err != nil {
			return fmt.Errorf("open a slot: %w", err)
		}
	}
	return rows.Err()
}

// slotRooms is a pool of memory for decrypted slots.
var slotRooms = sync.Pool{New: func() any { return new([]byte) }}

// openSlot decrypts a slot into the room, after the slots decrypted before. When the room is full it allocates a new one,
// twice as large.
func (f *finder) openSlot(key, sealed []byte) ([]byte, error) {
	if free := cap(*f.room) - len(*f.room); free < len(sealed) {
		*f.room = make([]byte, 0, max(2*cap(*f.room), len(sealed)))
	}
	began := len(*f.room)
	room, err := f.keys.OpenInto(*f.room, searchColumn, key, sealed)
	if err != nil {
		return nil, err
	}
	*f.room = room
	return room[began:], nil
}
