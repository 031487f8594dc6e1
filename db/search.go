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
	Written SearchMatches // members with the words as typed; where there are none, with words that begin so
	Heard   SearchMatches // members with words pronounced like those typed
	Near    SearchMatches // members whose name differs by one typing error, not searched where the others are many; or resembles one word
}

// SearchMatches are the members that one matching method finds.
type SearchMatches struct {
	Members []*Member // full-name matches first, then by name; without their contacts
	More    bool      // truncated: an additional word would narrow it
}

// Count returns how many members were found.
func (s SearchResult) Count() int {
	return len(s.Written.Members) + len(s.Heard.Members) + len(s.Near.Members)
}

const (
	maxFound     = 200 // most members that one method returns
	maxSimilar   = 10  // most members found by pronunciation, or by a typing error
	maxMissed    = 50  // most candidates decrypted in vain per matching method
	groupsAtOnce = 64  // most groups whose slots one query reads
)

// SearchMembers finds the members that match every word of text: names, company, town, street, postcode, département,
// telephone number, e-mail address, birth date, month or year, the beginning of an identifier. limit is 1 to 200. It searches
// the words as written and, in the same slots, as pronounced; by their beginnings where no member has them as written; and
// with one typing error where few members are found. Where it finds none at all, it searches again without words for the
// category of member and without initials, and then for members who match all words but one, which their name resembles. Only the first 200 bytes and 8 words of text are used. It returns
// search.ErrTooShort when no word can be searched; an empty result is not an error. The index may be stale, so each candidate
// is compared with the text.
func (r Reader) SearchMembers(ctx context.Context, text string, limit int) (found SearchResult, err error) {
	limit = min(max(limit, 1), maxFound)
	asked := search.Parse(text)
	var own *Member // member whose identifier was typed
	if asked.Identifier.Value != "" {
		m, err := r.MemberByKey(ctx, r.keys.IdentifierKey(asked.Identifier))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return SearchResult{}, err
		}
		if own = m; own != nil && own.Kind != account.Tiers { // the identifier of a tiers may also be a name
			return SearchResult{Written: SearchMatches{Members: []*Member{own}}}, nil
		}
	}
	if asked.Words() == 0 && own == nil {
		return SearchResult{}, search.ErrTooShort
	}
	found, err = r.searchWords(ctx, asked, own, limit)
	if less, ok := asked.Leaner(); ok && err == nil && found.Count() == 0 {
		asked = less
		found, err = r.searchWords(ctx, asked, nil, limit)
	}
	if err != nil || found.Count() > 0 {
		return found, err
	}
	found.Near, err = r.searchLike(ctx, asked)
	return found, err
}

// searchLike finds the members who match all words but one, and whose name resembles that one.
func (r Reader) searchLike(ctx context.Context, asked search.Search) (found SearchMatches, err error) {
	var like []ranked
	for _, relaxed := range asked.Relaxed() {
		some, err := r.searchWords(ctx, relaxed.Search, nil, maxFound)
		if err != nil {
			return found, err
		}
		if some.Written.More { // those not read may resemble it more
			continue
		}
		for _, m := range some.Written.Members {
			t := search.TraitsOf(searchable(m.Profile, nil))
			if relaxed.Resembles(t) && !slices.ContainsFunc(like, func(l ranked) bool { return l.ID == m.ID }) {
				like = append(like, ranked{m, false, t.Order()})
			}
		}
	}
	slices.SortFunc(like, byRank)
	found.More = len(like) > maxSimilar
	for _, l := range like[:min(len(like), maxSimilar)] {
		found.Members = append(found.Members, l.Member)
	}
	return found, nil
}

// searchWords finds the members that match every word. own is the member whose identifier was typed, nil for none.
func (r Reader) searchWords(ctx context.Context, asked search.Search, own *Member, limit int) (found SearchResult, err error) {
	f := finder{Reader: r, asked: asked, slots: opened{}, found: map[int64]bool{}, marks: allMarks.Get().(*groupMarks), room: slotRooms.Get().(*[]byte)}
	defer func() {
		*f.room = (*f.room)[:0]
		slotRooms.Put(f.room)
		if err == nil { // all marks are cleared
			allMarks.Put(f.marks)
		}
	}()
	var newest sql.NullInt64
	if err := f.q.QueryRowContext(ctx, `SELECT max(id) FROM members`).Scan(&newest); err != nil {
		return found, fmt.Errorf("search: %w", err)
	}
	f.newest = newest.Int64
	if f.importing, err = f.work(ctx); err != nil {
		return found, err
	}
	if own != nil {
		f.found[own.ID] = true
	}
	if found.Written, found.Heard, err = f.writtenAndHeard(ctx, own, limit); err != nil || own != nil {
		return found, err
	}
	if found.Written.More || found.Count() >= maxSimilar {
		return found, nil
	}
	ids, err := f.candidates(ctx, search.BySlip, maxSimilar)
	if err != nil {
		return SearchResult{}, err
	}
	found.Near, err = f.fitting(ctx, search.BySlip, ids[search.BySlip], maxSimilar)
	return found, err
}

// finder is the state of one search.
type finder struct {
	Reader
	asked     search.Search
	newest    int64 // members.id of the newest member
	importing importWork
	slots     opened
	room      *[]byte     // memory of the decrypted slots
	postings  []posting   // of the current group
	marks     *groupMarks // of the current group
	found     map[int64]bool
}

// writtenAndHeard searches the words as written and as pronounced. own is the member whose identifier was typed, nil for
// none.
func (f *finder) writtenAndHeard(ctx context.Context, own *Member, limit int) (written, heard SearchMatches, err error) {
	ids, err := f.candidates(ctx, search.BySound, limit)
	if err != nil {
		return written, heard, err
	}
	if written, err = f.fitting(ctx, search.ByWord, ids[search.ByWord], limit); err != nil {
		return written, heard, err
	}
	if own != nil {
		written.Members = append([]*Member{own}, written.Members...)
		if len(written.Members) > limit {
			written.Members, written.More = written.Members[:limit], true
		}
		return written, heard, nil
	}
	if len(written.Members) == 0 {
		begun, err := f.candidates(ctx, search.ByBeginning, limit)
		if err != nil {
			return written, heard, err
		}
		if written, err = f.begun(ctx, begun, limit); err != nil {
			return written, heard, err
		}
	}
	heard, err = f.fitting(ctx, search.BySound, ids[search.BySound], maxSimilar)
	return written, heard, err
}

// begun reads the candidates found by beginnings, those of a vague probe last. A term holds only the first letters of a
// beginning. Many candidates that do not match therefore do not mean that more members match, and must not stop the search
// for typing errors in later letters.
func (f *finder) begun(ctx context.Context, all candidates, limit int) (s SearchMatches, err error) {
	for _, way := range []search.Way{search.ByBeginning, byVague} {
		some, err := f.fitting(ctx, search.ByBeginning, all[way], limit-len(s.Members))
		if err != nil {
			return s, err
		}
		if s.Members = append(s.Members, some.Members...); some.More {
			s.More = len(s.Members) == limit
			break
		}
	}
	return s, nil
}

// fitting reads the candidates and keeps those that match and were not found before.
func (f *finder) fitting(ctx context.Context, way search.Way, candidates []candidate, limit int) (s SearchMatches, err error) {
	candidates = slices.DeleteFunc(candidates, func(c candidate) bool { return f.found[c.id] })
	var fit []ranked
	for missed := 0; len(candidates) > 0; {
		next := min(limit-len(fit), maxMissed-missed, len(candidates))
		if next == 0 {
			s.More = true
			break
		}
		ids := make([]int64, next)
		for i, c := range candidates[:next] {
			ids[i] = c.id
		}
		read, err := f.membersOf(ctx, ids)
		if err != nil {
			return s, err
		}
		for _, c := range candidates[:next] {
			m := read[c.id]
			if m == nil {
				continue
			}
			t := search.TraitsOf(searchable(m.Profile, nil))
			fits, err := f.fits(ctx, way, m, t, c.contact)
			if err != nil {
				return s, err
			}
			if !fits {
				missed++
				continue
			}
			fit, f.found[c.id] = append(fit, ranked{m, !f.asked.Names(t), t.Order()}), true
		}
		candidates = candidates[next:]
	}
	slices.SortFunc(fit, byRank)
	for _, m := range fit {
		s.Members = append(s.Members, m.Member)
	}
	return s, nil
}

// fits says whether a member matches every word. The contacts are read only where the index has found the member by one.
func (f *finder) fits(ctx context.Context, way search.Way, m *Member, t *search.Traits, byContact bool) (bool, error) {
	if f.asked.Fits(way, t) {
		return true, nil
	}
	if !byContact {
		return false, nil
	}
	contacts, err := f.contacts(ctx, m.ID, m.IdentifierKey)
	return err == nil && f.asked.Fits(way, search.TraitsOf(searchable(m.Profile, contacts))), err
}

// ranked is a member who was found, with the values to sort by.
type ranked struct {
	*Member
	rest  bool // the text does not contain their complete name
	order string
}

// byRank sorts members whose complete name was typed before the others, and by name.
func byRank(a, b ranked) int {
	if a.rest != b.rest {
		if a.rest {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.ID, b.ID))
}
