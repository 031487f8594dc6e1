package db

import (
	"context"
	"fmt"
	"slices"

	"sesame/account/search"
)

// candidates are the members that match every word according to the index. They are grouped by the loosest method that one of
// their words needs, and ordered by how many of the words are in their names.
type candidates [byVague + 1][]candidate

// candidate is a member whom the index has found.
type candidate struct {
	id      int64
	contact bool // found by a telephone number or an e-mail address
}

// candidates searches the index by a method and the stricter ones, group by group. It stops once enough members have all
// words in their names, by this method (for BySound: as written). By pronunciation, it also searches words that have none.
func (f *finder) candidates(ctx context.Context, way search.Way, limit int) (all candidates, err error) {
	probes := f.asked.Probes(way)
	if len(probes) == 0 && way == search.BySound {
		probes = f.asked.Probes(search.ByWord)
	}
	if len(probes) == 0 {
		return all, nil
	}
	until := way
	if way == search.BySound { // members with the words as written come first
		until = search.ByWord
	}
	var (
		wanted = limit + 1 + maxMissed
		last   = f.newest >> groupBits // group
		best   [len(all)][][]candidate // by the method, and the number of words found in the names
		unseen candidates
		next   = int64(1) // groups to examine together; few at first, because a common word fills the result early
	)
	for w := range best {
		best[w] = make([][]candidate, len(probes)+1)
	}
	for group := int64(0); group <= last && len(best[until][len(probes)]) < wanted; group, next = group+next, min(4*next, groupsAtOnce) {
		var alive []*reached
		for g := group; g < min(group+next, last+1); g++ {
			alive = append(alive, &reached{group: g})
		}
		for i, word := range probes {
			if alive, err = f.narrow(ctx, alive, word, i == 0); err != nil {
				return all, fmt.Errorf("search: %w", err)
			}
			if way == search.BySlip && f.fewerThanSlots(alive, probes[i+1:]) {
				if err = f.lookAt(ctx, alive); err != nil {
					return all, fmt.Errorf("search: %w", err)
				}
				break
			}
		}
		for _, g := range alive {
			for i, low := range g.members {
				id, way := g.group<<groupBits|int64(low), g.ways[i]&^byContact
				to := &best[way][g.named[i]]
				if f.importing.hidesNew(id) { // mostly not visible yet: after all others
					to = &unseen[way]
				}
				if len(*to) < wanted {
					*to = append(*to, candidate{id, g.ways[i]&byContact != 0})
				}
			}
		}
	}
	for w := range best {
		slices.Reverse(best[w])
		all[w] = append(slices.Concat(best[w]...), unseen[w]...)
		all[w] = all[w][:min(len(all[w]), wanted)]
	}
	return all, nil
}

// slotsOfMember is the number of slots that one member is worth when fewerThanSlots compares them. Reading a member takes
// less time than reading a slot, but the query for members has a fixed cost.
const slotsOfMember = 2

// fewerThanSlots says whether reading the remaining members takes less time than reading the slots of the remaining words.
func (f *finder) fewerThanSlots(groups []*reached, words [][]search.Probe) bool {
	members, most := 0, 0
	for _, g := range groups {
		members += len(g.members)
	}
	for _, word := range words {
		most += len(word) * len(groups)
	}
	if members == 0 || slotsOfMember*members > most || !f.asked.Slips() {
		return false
	}
	slots := map[place]bool{}
	for _, word := range words {
		for _, p := range word {
			if p.OfContact {
				return false
			}
			for _, g := range groups {
				if at := (place{g.group, p.Term.Bucket()}); !f.slots.has(at) {
					slots[at] = true
				}
			}
		}
	}
	return slotsOfMember*members <= len(slots)
}

// lookAt reads the remaining members, and keeps those that match with a typing error, as if the index had found them.
func (f *finder) lookAt(ctx context.Context, groups []*reached) error {
	var ids []int64
	for _, g := range groups {
		for _, low := range g.members {
			if id := g.group<<groupBits | int64(low); !f.found[id] {
				ids = append(ids, id)
			}
		}
	}
	read, err := f.membersOf(ctx, ids)
	if err != nil {
		return err
	}
	for _, g := range groups {
		n := 0
		for i, low := range g.members {
			m := read[g.group<<groupBits|int64(low)]
			if m == nil {
				continue
			}
			var contacts map[ContactKind]Contact
			byContact := g.ways[i] & byContact
			if byContact != 0 {
				if contacts, err = f.contacts(ctx, m.ID, m.IdentifierKey); err != nil {
					return err
				}
			}
			if t := search.TraitsOf(searchable(m.Profile, contacts)); f.asked.Fits(search.BySlip, t) {
				g.members[n], g.ways[n], g.named[n] = low, uint8(search.BySlip)|byContact, uint8(f.asked.Named(search.BySlip, t)) //nolint:gosec // G115: 8 words at most
				n++
			}
		}
		g.members, g.ways, g.named = g.members[:n], g.ways[:n], g.named[:n]
	}
	return nil
}
