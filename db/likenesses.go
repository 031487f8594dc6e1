package db

import (
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"sesame/account"
	"sesame/account/keys"
	"sesame/account/search"
)

// Likeness is a kind of mark, a value that several accounts may share although most accounts have their own.
type Likeness string

// The kinds of mark. The first two are contacts, shared in a family or mistyped; the others suggest two accounts of one
// person or company.
const (
	SameEmail  Likeness = "email"
	SameMobile Likeness = "mobile"
	SameBirth  Likeness = "birth"  // name and birth date
	SameStreet Likeness = "street" // name and postal address
	SameSIREN  Likeness = "siren"
)

// The kinds of mark in each of the agents' two lists.
var (
	SharedContacts   = []Likeness{SameEmail, SameMobile}
	LikelyDuplicates = []Likeness{SameBirth, SameSIREN, SameStreet}
)

// AlikePlace identifies a group of accounts. A page of groups begins after one.
type AlikePlace struct {
	Sort Likeness
	Key  []byte
}

// Alike is a group of accounts that share a mark.
type Alike struct {
	AlikePlace
	Members []*Member // open accounts that still share the mark; at most alikeShown
	Count   int       // size of the group when accounts were last compared
}

// Stamp identifies the composition of a group, from its size and a hash of the accounts shown.
func (g Alike) Stamp() string {
	h := fnv.New64a()
	for _, m := range g.Members {
		fmt.Fprint(h, m.ID, ".", m.CreatedAt.Unix(), ";")
	}
	return fmt.Sprintf("%d.%x", g.Count, h.Sum64())
}

// alikeShown is the most accounts of a group that are shown: hundreds may have the address of an accountant.
const alikeShown = 10

// marks calls do with the keyed hash of each mark of an account.
func marks(k *keys.Keyring, kind account.Kind, p Profile, email, mobile string, do func(Likeness, []byte)) {
	mark := func(sort Likeness, parts ...string) {
		do(sort, k.Index("likeness", []byte(sort), []byte(strings.Join(parts, "\n"))))
	}
	if email != "" {
		mark(SameEmail, strings.ToLower(email))
	}
	if mobile != "" {
		mark(SameMobile, mobile)
	}
	name := strings.Join(search.FoldedWords(p.PlainName()), " ")
	if p.LastName != "" && p.BirthDate != "" {
		mark(SameBirth, name, p.BirthDate)
	}
	const whole = 3 // lines: a name, a street, a town
	if address := p.Postal(); name != "" && len(address) >= whole {
		mark(SameStreet, string(kind), name, strings.Join(search.FoldedWords(strings.Join(address[1:], " ")), " "))
	}
	if kind == account.SIRET && len(p.Identifier) > sirenDigits {
		mark(SameSIREN, p.Identifier[:sirenDigits])
	}
}

const sirenDigits = 9

// has says whether an account has the mark of a group.
func (r Reader) has(m *Member, of AlikePlace) (has bool) {
	marks(r.keys, m.Kind, m.Profile, m.Contacts[Email].Value, m.Contacts[Mobile].Value, func(sort Likeness, key []byte) {
		has = has || sort == of.Sort && bytes.Equal(key, of.Key)
	})
	return has
}

// AlikeGroups lists at most limit groups of these kinds that no agent has set aside, after a place. next is the place at
// which the next page begins; nil for the last page. Groups that have dissolved since they were compared are omitted.
func (r Reader) AlikeGroups(ctx context.Context, sorts []Likeness, after AlikePlace, limit int, now time.Time) (groups []Alike, next *AlikePlace, err error) {
	places, err := r.alikePlaces(ctx, sorts, after, limit+1)
	if err != nil {
		return nil, nil, err
	}
	if len(places) > limit {
		places, next = places[:limit], &places[limit-1]
	}
	for _, p := range places {
		g, err := r.AlikeGroup(ctx, p, now)
		if err != nil {
			return nil, nil, err
		}
		if len(g.Members) > 1 {
			groups = append(groups, g)
		}
	}
	return groups, next, nil
}

func (r Reader) alikePlaces(ctx context.Context, sorts []Likeness, after AlikePlace, limit int) (places []AlikePlace, err error) {
	args := []any{string(after.Sort), append([]byte{}, after.Key...), limit}
	chosen := make([]string, len(sorts))
	for i, s := range sorts {
		args = append(args, string(s))
		chosen[i] = fmt.Sprintf("?%d", len(args))
	}
	rows, err := r.q.QueryContext(ctx, `SELECT sort, mark_key FROM likeness_groups WHERE set_at IS NULL AND (sort, mark_key) > (?1, ?2)
		AND sort IN (`+strings.Join(chosen, ", ")+`) ORDER BY sort, mark_key LIMIT ?3`, args...) //nolint:gosec // G202: question marks
	if err != nil {
		return nil, fmt.Errorf("list accounts that are alike: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var p AlikePlace
		if err := rows.Scan(&p.Sort, &p.Key); err != nil {
			return nil, fmt.Errorf("list accounts that are alike: %w", err)
		}
		places = append(places, p)
	}
	return places, rows.Err()
}

// AlikeGroup reads a group.
func (r Reader) AlikeGroup(ctx context.Context, p AlikePlace, now time.Time) (Alike, error) {
	g := Alike{AlikePlace: p}
	if err := r.q.QueryRowContext(ctx, `SELECT count(*) FROM likenesses WHERE sort = ? AND mark_key = ?`, string(p.Sort), p.Key).Scan(&g.Count); err != nil {
		return g, fmt.Errorf("count accounts that are alike: %w", err)
	}
	ids, err := list[int64](ctx, r.q, `SELECT member_id FROM likenesses WHERE sort = ? AND mark_key = ? ORDER BY member_id LIMIT ?`, string(p.Sort), p.Key, alikeShown)
	if err != nil {
		return g, fmt.Errorf("list accounts that are alike: %w", err)
	}
	members, err := r.Members(ctx, ids)
	if err != nil {
		return g, err
	}
	for _, id := range ids {
		if m := members[id]; m != nil && !r.Closed(m, now) && r.has(m, p) {
			g.Members = append(g.Members, m)
		}
	}
	return g, nil
}

// alikeCount counts the listed groups of a kind up to a bound, by the index of groups that were not set aside.
const alikeCount = `SELECT count(*) FROM (SELECT 1 FROM likeness_groups INDEXED BY likeness_groups_open WHERE sort = ? AND set_at IS NULL LIMIT ?)`

// AlikeCount counts the groups of a list; over says that there are more than most, and n is then most.
func (r Reader) AlikeCount(ctx context.Context, sorts []Likeness, most int) (n int, over bool, err error) {
	for _, s := range sorts {
		var of int
		if err := r.q.QueryRowContext(ctx, alikeCount, string(s), most+1-n).Scan(&of); err != nil {
			return 0, false, fmt.Errorf("count accounts that are alike: %w", err)
		}
		if n += of; n > most {
			return most, true, nil
		}
	}
	return n, false, nil
}

// AlikeOf lists the groups of a member, set aside or not, without the member.
func (r Reader) AlikeOf(ctx context.Context, m *Member, now time.Time) (groups []Alike, err error) {
	rows, err := r.q.QueryContext(ctx, `SELECT sort, mark_key FROM likenesses WHERE member_id = ? ORDER BY sort, mark_key`, m.ID)
	if err != nil {
		return nil, fmt.Errorf("list whom a member is like: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var places []AlikePlace
	for rows.Next() {
		var p AlikePlace
		if err := rows.Scan(&p.Sort, &p.Key); err != nil {
			return nil, fmt.Errorf("list whom a member is like: %w", err)
		}
		places = append(places, p)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list whom a member is like: %w", err)
	}
	for _, p := range places {
		if !r.has(m, p) {
			continue
		}
		g, err := r.AlikeGroup(ctx, p, now)
		if err != nil {
			return nil, err
		}
		g.Members = slices.DeleteFunc(g.Members, func(o *Member) bool { return o.ID == m.ID })
		if len(g.Members) > 0 {
			groups = append(groups, g)
		}
	}
	return groups, nil
}

// SetAlikeAside removes a group from its list until another account joins it. It returns false when it was not listed.
func (t *Tx) SetAlikeAside(ctx context.Context, p AlikePlace, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "put a group aside", `UPDATE likeness_groups SET set_at = ? WHERE sort = ? AND mark_key = ? AND set_at IS NULL`, seconds(now), string(p.Sort), p.Key)
	return n > 0, err
}
