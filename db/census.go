package db

import (
	"context"
	"fmt"
	"time"

	"sesame/account"
)

// sampled is the most members of a kind that are counted. Keyed hashes are in random order, so the first ones are a fair
// sample, and the same one each time.
const sampled = 20_000

// counted holds the facts of a member that decoys imitate.
type counted struct {
	facts account.Facts
	rest  account.Rest // contacts in their cooling-off period, because a file has changed them
}

// census holds the open accounts of each kind, or a sample of them, by row ID of the member.
type census map[account.Kind]map[int64]counted

func (r Reader) census(ctx context.Context, now time.Time) (census, error) {
	found := census{}
	for _, kind := range []account.Kind{account.NIR, account.SIRET, account.Tiers} {
		of, err := r.censusOf(ctx, kind, now)
		if err != nil {
			return nil, err
		}
		found[kind] = of
	}
	return found, nil
}

// proved is an SQL condition on contacts c: the contact may receive messages of « oubli » (forgotten password), apart from
// the cooling-off period after a file has changed it.
const proved = `(c.source <> 'agent' OR c.verified_at IS NOT NULL)`

// resting is an SQL condition on contacts c and sample: a file has changed the contact, and the cooling-off period, in which
// nothing is sent there, is not over.
const resting = `(c.source = 'file' AND c.verified_at IS NULL AND c.changed_at > sample.created_at AND c.changed_at > ?5)`

func (r Reader) censusOf(ctx context.Context, kind account.Kind, now time.Time) (map[int64]counted, error) {
	questions := `(NULL, NULL, NULL, NULL)`
	args := []any{[]byte{kind[0]}, []byte{kind[0] + 1}, r.dayOf(now), sampled, now.Add(-account.CoolingOff).Unix()}
	for _, c := range account.Categories {
		q, _ := account.QuestionFor(c)
		for _, nature := range q.Natures {
			n := len(args)
			questions += fmt.Sprintf(`, (?%d, ?%d, ?%d, ?%d)`, n+1, n+2, n+3, n+4)
			args = append(args, c, nature, day(now.In(r.zone).AddDate(0, -q.Months, 0)), q.Vitale)
		}
	}
	contact := func(kind ContactKind, and string) string {
		return `EXISTS (SELECT 1 FROM contacts c WHERE member_id = sample.id AND kind = '` + string(kind) + `' AND ` + and + `)`
	}
	rows, err := r.q.QueryContext(ctx, `WITH
		questions (category, nature, since, vitale) AS (VALUES `+questions+`),
		sample AS (SELECT id, category, vitale_key, personalised_at, created_at FROM members
			WHERE identifier_key >= ?1 AND identifier_key < ?2 AND (closes_on IS NULL OR closes_on > ?3) AND status IS NOT 'closed' ORDER BY identifier_key LIMIT ?4)
		SELECT id, category, `+contact(Email, proved)+`, `+contact(Mobile, proved)+`, `+contact(Email, resting)+`, `+contact(Mobile, resting)+`,
			EXISTS (SELECT 1 FROM questions q WHERE q.category = sample.category AND (q.vitale AND vitale_key IS NOT NULL OR EXISTS
				(SELECT 1 FROM payments p WHERE p.member_id = sample.id AND p.nature = q.nature AND p.paid_on >= q.since))),
			personalised_at IS NOT NULL
		FROM sample`, args...)
	if err != nil {
		return nil, fmt.Errorf("count the members for decoys: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	found := map[int64]counted{}
	for rows.Next() {
		var (
			id int64
			c  counted
			f  = &c.facts
		)
		if err := rows.Scan(&id, &f.Category, &f.Email, &f.Mobile, &c.rest.Email, &c.rest.Mobile, &f.Answer, &f.Connected); err != nil {
			return nil, fmt.Errorf("count the members for decoys: %w", err)
		}
		found[id] = c
	}
	return found, rows.Err()
}

// happening is a change of a member from some facts to others, or the arrival of a new member (came). odds is the share of
// the members with the former facts who changed so; for an arrival, the share of all members.
type happening struct {
	came     bool
	from, to account.Facts
	rest     account.Rest
	odds     float64
}

// compared returns the changes of the members of a kind between two censuses, with their odds. In a sample, a member who
// appears for the first time is new only where the row ID is above all earlier ones: another member may just have entered the
// sample.
func compared(before, after map[int64]counted) (all []happening) {
	had, newest := map[account.Facts]int{}, int64(0)
	for id, b := range before {
		had[b.facts]++
		if len(after) >= sampled {
			newest = max(newest, id)
		}
	}
	happened, came := map[happening]int{}, 0
	for id, a := range after {
		b, there := before[id]
		rest := account.Rest{Email: a.rest.Email && !b.rest.Email, Mobile: a.rest.Mobile && !b.rest.Mobile}
		switch {
		case !there && id > newest:
			happened[happening{came: true, to: a.facts}]++
			came++
		case there && (a.facts != b.facts || rest != account.Rest{}):
			happened[happening{from: b.facts, to: a.facts, rest: rest}]++
		}
	}
	for c, n := range happened {
		among := had[c.from]
		if c.came {
			among = len(before) + came
		}
		c.odds = float64(n) / float64(among)
		all = append(all, c)
	}
	return all
}
