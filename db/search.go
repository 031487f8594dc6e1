package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"sesame/account"
	"sesame/account/search"
)

// SearchResult is the result of a search.
type SearchResult struct {
	Members     []*Member // full-name matches first, then by name
	Approximate bool      // phonetic matches: no exact or prefix match exists
	More        bool      // the result is truncated: an additional word would narrow it
}

const (
	maxFound     = 200 // members that one search returns
	maxMissed    = 50  // candidates that do not match, decrypted at most per matching method
	groupsAtOnce = 64  // groups whose slots one query reads
)

// SearchMembers finds the members that match every word of text: identifier, names, company, town, postcode, telephone
// number. limit is 1 to 200. It tries exact matches, then prefixes, then phonetic matches, and stops at the first
// method with results. Only the first 200 bytes and 8 words of text are used. It returns account.ErrSearchTooShort when
// no word can be searched; an empty result is not an error. The index may be stale, so each candidate is compared with
// the text.
func (r Reader) SearchMembers(ctx context.Context, text string, limit int) (SearchResult, error) {
	limit = min(max(limit, 1), maxFound)
	asked := search.Parse(text)
	var own *Member // member whose identifier was typed
	if asked.Identifier.Value != "" {
		m, err := r.MemberByKey(ctx, r.keys.IdentifierKey(asked.Identifier))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return SearchResult{}, err
		}
		if own = m; own != nil && own.Kind != account.Tiers { // the identifier of a tiers may also be a name
			return SearchResult{Members: []*Member{own}}, nil
		}
	}
	if asked.Words() == 0 && own == nil {
		return SearchResult{}, search.ErrTooShort
	}
	var found SearchResult
	slots := opened{}
	for _, way := range []search.Way{search.ByWord, search.ByBeginning, search.BySound} {
		probes := asked.Probes(way)
		if len(probes) == 0 {
			continue
		}
		var err error
		if found, err = r.searchBy(ctx, slots, asked, way, probes, limit); err != nil {
			return SearchResult{}, err
		}
		if len(found.Members) > 0 || own != nil {
			break
		}
	}
	if own != nil {
		others := slices.DeleteFunc(found.Members, func(m *Member) bool { return m.ID == own.ID })
		found.Members = append([]*Member{own}, others...)
		if len(found.Members) > limit {
			found.Members, found.More = found.Members[:limit], true
		}
	}
	return found, nil
}

// searchBy searches with one matching method.
func (r Reader) searchBy(ctx context.Context, slots opened, asked search.Search, way search.Way, probes [][]search.Probe, limit int) (found SearchResult, err error) {
	candidates, err := r.candidates(ctx, slots, probes, limit+1+maxMissed)
	if err != nil {
		return found, err
	}
	found.Approximate = way == search.BySound
	for n, id := range candidates {
		if len(found.Members) > limit {
			break
		}
		if n-len(found.Members) == maxMissed {
			found.More = true
			break
		}
		m, err := r.Member(ctx, id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return found, err
		}
		if asked.Fits(way, searchable(m.Profile, m.Contacts)) {
			found.Members = append(found.Members, m)
		}
	}
	if len(found.Members) == 0 {
		return SearchResult{}, nil
	}
	if len(found.Members) > limit {
		found.Members, found.More = found.Members[:limit], true
	}
	sortFound(asked, found.Members)
	return found, nil
}

func sortFound(asked search.Search, members []*Member) {
	type rank struct {
		rest  bool
		order string
	}
	ranks := make(map[int64]rank, len(members))
	for _, m := range members {
		s := searchable(m.Profile, m.Contacts)
		ranks[m.ID] = rank{!asked.Names(s), s.Order()}
	}
	slices.SortFunc(members, func(a, b *Member) int {
		x, y := ranks[a.ID], ranks[b.ID]
		if x.rest != y.rest {
			if x.rest {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(x.order, y.order), cmp.Compare(a.ID, b.ID))
	})
}

// candidates returns members that match every word, at most wanted, ordered by how many of the words are in their
// names.
func (r Reader) candidates(ctx context.Context, slots opened, probes [][]search.Probe, wanted int) ([]int64, error) {
	var newest sql.NullInt64
	if err := r.q.QueryRowContext(ctx, `SELECT max(id) FROM members`).Scan(&newest); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	work, err := r.work(ctx)
	if err != nil {
		return nil, err
	}
	var (
		last   = newest.Int64 >> groupBits      // group
		best   = make([][]int64, len(probes)+1) // by the number of words found in the names
		unseen []int64
		marks  = make([]uint8, 1<<groupBits) // one for each member of the current group
		next   = int64(1)                    // groups to examine together; few at first, because a common word fills the result early
	)
	for group := int64(0); group <= last && len(best[len(probes)]) < wanted; group, next = group+next, min(4*next, groupsAtOnce) {
		var alive []*reached
		for g := group; g < min(group+next, last+1); g++ {
			alive = append(alive, &reached{group: g})
		}
		for i, word := range probes {
			var err error
			if alive, err = r.narrow(ctx, slots, alive, word, i == 0, marks); err != nil {
				return nil, fmt.Errorf("search: %w", err)
			}
		}
		for _, g := range alive {
			for i, low := range g.members {
				id, named := g.group<<groupBits|int64(low), g.named[i]
				switch {
				case work.hidesNew(id): // mostly unseen: after all others
					if len(unseen) < wanted {
						unseen = append(unseen, id)
					}
				case len(best[named]) < wanted:
					best[named] = append(best[named], id)
				}
			}
		}
	}
	slices.Reverse(best)
	all := append(slices.Concat(best...), unseen...)
	return all[:min(len(all), wanted)], nil
}
