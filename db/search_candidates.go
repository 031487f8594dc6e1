package db

import (
	"context"
	"fmt"
	"slices"

	"sesame/account/search"
)

// candidates are members that match every word as the index tells, by the loosest method that one of their words needs,
// ordered by how many of the words are in their names.
type candidates [byVague + 1][]candidate

// candidate is a member whom the index has found.
type candidate struct {
	id      int64
	contact bool // by a telephone number or an e-mail address
}

// candidates looks for members by a method and the stricter ones, until it has enough of those who need that method least.
// By pronunciation, it also looks for words that have none.
func (f *finder) candidates(ctx context.Context, way search.Way, limit int) (all candidates, err error) {
	probes := f.asked.Probes(way)
	if len(probes) == 0 && way == search.BySound {
		probes = f.asked.Probes(search.ByWord)
	}
	if len(probes) == 0 {
		return all, nil
	}
	until := way
	if way == search.BySound { // who is written so comes first
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
		}
		for _, g := range alive {
			for i, low := range g.members {
				id, way := g.group<<groupBits|int64(low), g.ways[i]&^byContact
				to := &best[way][g.named[i]]
				if f.importing.hidesNew(id) { // mostly unseen: after all others
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
