package db

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"sesame/account"
)

const (
	// sampled is how many members of a kind are looked at. Keyed hashes are in no order of their own: the first ones are a
	// fair sample, and the same one each time.
	sampled = 20_000
	// span is the length of each of the three latest spans of days in which growth is measured.
	span = 10
	// everyone is above the row of any member.
	everyone = math.MaxInt64
)

// counted are the members of a kind and category.
type counted struct {
	all, email, mobile           int    // mobile: and no e-mail address
	reachable, answer, connected int    // the last two are among the reachable
	latest                       [3]int // how many of them have connected in each span of days
}

// shares are the proportions; members is the number of those of the kind.
func (c counted) shares(members int) map[string]float64 {
	return map[string]float64{
		shareMembers: proportion(c.all, members), shareEmail: proportion(c.email, c.all), shareMobile: proportion(c.mobile, c.all),
		shareAnswer: proportion(c.answer, c.reachable), shareConnected: proportion(c.connected, c.reachable),
	}
}

// daily is the growth of the connected in a day: of the quietest span, because a rush, as after a letter to everybody,
// says nothing about the days to come.
func (c counted) daily() float64 { return proportion(slices.Min(c.latest[:]), c.reachable) / span }

func proportion(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

type categories map[account.Category]counted

func (c categories) members() (n int) {
	for _, one := range c {
		n += one.all
	}
	return n
}

func (c categories) connected() bool {
	for _, one := range c {
		if one.connected > 0 {
			return true
		}
	}
	return false
}

// census are the open accounts, by kind and category.
type census map[account.Kind]categories

// share is one proportion; 0 where there is nobody.
func (c census) share(kind account.Kind, category account.Category, name string) float64 {
	return c[kind][category].shares(c[kind].members())[name]
}

// census counts the open accounts up to a row, or a sample of them.
func (r Reader) census(ctx context.Context, now time.Time, upTo int64) (census, error) {
	found := census{}
	for _, kind := range []account.Kind{account.NIR, account.SIRET, account.Tiers} {
		of, err := r.censusOf(ctx, kind, now, upTo)
		if err != nil {
			return nil, err
		}
		if len(of) > 0 {
			found[kind] = of
		}
	}
	return found, nil
}

// proved is an SQL condition on contacts c: « oubli » may go there. One that a file has changed in the last two days is not
// left out: that is over before decoys have followed.
const proved = `(c.source <> 'agent' OR c.verified_at IS NOT NULL)`

func (r Reader) censusOf(ctx context.Context, kind account.Kind, now time.Time, upTo int64) (categories, error) {
	questions, args := `(NULL, NULL, NULL, NULL)`, []any{[]byte{kind[0]}, []byte{kind[0] + 1}, r.today(now), upTo, sampled, now.Unix(), span * 24 * 3600}
	for _, c := range account.Categories {
		q, _ := account.QuestionFor(c)
		for _, nature := range q.Natures {
			n := len(args)
			questions += fmt.Sprintf(`, (?%d, ?%d, ?%d, ?%d)`, n+1, n+2, n+3, n+4)
			args = append(args, c, nature, day(now.In(r.zone).AddDate(0, -q.Months, 0)), q.Vitale)
		}
	}
	rows, err := r.q.QueryContext(ctx, `WITH
		questions (category, nature, since, vitale) AS (VALUES `+questions+`),
		sample AS (SELECT id, category, vitale_key, personalised_at FROM members
			WHERE identifier_key >= ?1 AND identifier_key < ?2 AND (closes_on IS NULL OR closes_on > ?3) AND id <= ?4 ORDER BY identifier_key LIMIT ?5),
		facts AS (SELECT category, personalised_at,
			(?6 - personalised_at) / ?7 AS spans,
			EXISTS (SELECT 1 FROM contacts c WHERE member_id = sample.id AND kind = 'email' AND `+proved+`) AS email,
			EXISTS (SELECT 1 FROM contacts c WHERE member_id = sample.id AND kind = 'mobile' AND `+proved+`) AS mobile,
			EXISTS (SELECT 1 FROM questions q WHERE q.category = sample.category AND (q.vitale AND vitale_key IS NOT NULL OR EXISTS
				(SELECT 1 FROM payments p WHERE p.member_id = sample.id AND p.nature = q.nature AND p.paid_on >= q.since))) AS answer
			FROM sample)
		SELECT category, count(*), sum(email), sum(mobile AND NOT email), sum(email OR mobile), sum((email OR mobile) AND answer),
			sum((email OR mobile) AND personalised_at IS NOT NULL), sum((email OR mobile) AND spans IS 0), sum((email OR mobile) AND spans IS 1), sum((email OR mobile) AND spans IS 2)
		FROM facts GROUP BY category`, args...)
	if err != nil {
		return nil, fmt.Errorf("count the members for decoys: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	found := categories{}
	for rows.Next() {
		var (
			category account.Category
			c        counted
		)
		if err := rows.Scan(&category, &c.all, &c.email, &c.mobile, &c.reachable, &c.answer, &c.connected, &c.latest[0], &c.latest[1], &c.latest[2]); err != nil {
			return nil, fmt.Errorf("count the members for decoys: %w", err)
		}
		found[category] = c
	}
	return found, rows.Err()
}
