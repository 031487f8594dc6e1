package db

import (
	"context"
	"fmt"
	"time"

	"sesame/account"
)

// The shares of a category, as decoy_shares keeps them.
const (
	shareMembers   = "members"
	shareEmail     = "email"
	shareMobile    = "mobile"
	shareAnswer    = "answer"
	shareConnected = "connected"
)

// DecoyShares returns the shares by which decoys of a kind are drawn, one row a category that members of it have had.
func (r Reader) DecoyShares(ctx context.Context, kind account.Kind) ([]account.Shares, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT category, share, before, found, daily, taken_at FROM decoy_shares WHERE kind = ? ORDER BY category`, kind)
	if err != nil {
		return nil, fmt.Errorf("read the shares of decoys: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []account.Shares
	for rows.Next() {
		var (
			category account.Category
			name     string
			s        account.Share
			taken    int64
		)
		if err := rows.Scan(&category, &name, &s.Before, &s.Found, &s.Daily, &taken); err != nil {
			return nil, fmt.Errorf("read the shares of decoys: %w", err)
		}
		s.TakenAt = time.Unix(taken, 0).In(r.zone)
		if n := len(found); n == 0 || found[n-1].Category != category {
			found = append(found, account.Shares{Category: category})
		}
		*shareNamed(&found[len(found)-1], name) = s
	}
	return found, rows.Err()
}

// shareNamed is where a share of a category stands.
func shareNamed(of *account.Shares, name string) *account.Share {
	switch name {
	case shareMembers:
		return &of.Members
	case shareEmail:
		return &of.Email
	case shareMobile:
		return &of.Mobile
	case shareAnswer:
		return &of.Answer
	}
	return &of.Connected
}

// TakeShares counts the members and sets the shares of decoys to follow. It is called at a start; an import does so itself.
// While an import that was cut short is at work the shares in place go on: FinishImports takes them.
func (d *DB) TakeShares(ctx context.Context, now time.Time) error {
	if w, err := d.work(ctx); err != nil || w.hides() {
		return err
	}
	found, err := d.census(ctx, now, everyone)
	if err != nil {
		return err
	}
	return d.InTx(ctx, func(t *Tx) error { return t.followShares(ctx, found, nil, nil, now) })
}

// importing runs an import and takes the shares anew. What the import has changed in members who were there before, such
// as contacts or amounts that many of them had lacked, is measured on them alone: decoys follow it at once, as these
// members do. Newcomers move no decoy.
func (d *DB) importing(ctx context.Context, now time.Time, load func() error) error {
	var newest int64
	if err := d.read.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM members`).Scan(&newest); err != nil {
		return fmt.Errorf("look for members: %w", err)
	}
	before, err := d.census(ctx, now, newest)
	if err != nil {
		return err
	}
	if err := load(); err != nil {
		return err
	}
	after, err := d.census(ctx, now, newest)
	if err != nil {
		return err
	}
	found, err := d.census(ctx, now, everyone)
	if err != nil {
		return err
	}
	return d.InTx(ctx, func(t *Tx) error { return t.followShares(ctx, found, before, after, now) })
}

// followShares stores the shares that were found, and the number of members. before and after are those of the same members around an import; nil
// for none.
func (t *Tx) followShares(ctx context.Context, found, before, after census, now time.Time) error {
	if err := t.countMembers(ctx); err != nil {
		return err
	}
	for kind, categories := range found {
		former, err := t.DecoyShares(ctx, kind)
		if err != nil {
			return err
		}
		inForce := map[account.Category]account.Shares{}
		for _, s := range former {
			inForce[s.Category] = s
			if _, still := categories[s.Category]; !still {
				categories[s.Category] = counted{}
			}
		}
		whole := !categories.connected() // nobody of this kind has used the service: there is nothing to compare decoys with
		for category, c := range categories {
			of, known := inForce[category]
			for name, share := range c.shares(categories.members()) {
				s, value := shareNamed(&of, name), 0.0
				switch {
				case whole || len(former) == 0 || !known && name != shareMembers:
					value = share
				case name == shareConnected:
					value = s.Grown(now)
				default:
					value = s.At(now)
				}
				changed := 0.0
				if name != shareConnected && name != shareMembers {
					changed = after.share(kind, category, name) - before.share(kind, category, name)
				}
				daily := 0.0
				if name == shareConnected {
					daily = c.daily()
				}
				taken := account.Taken(now, value, share, changed, daily)
				_, err := t.exec(ctx, "store a share of decoys", `INSERT INTO decoy_shares (kind, category, share, before, found, daily, taken_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
					ON CONFLICT DO UPDATE SET before = ?4, found = ?5, daily = ?6, taken_at = ?7`,
					kind, category, name, taken.Before, taken.Found, taken.Daily, seconds(now))
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}
