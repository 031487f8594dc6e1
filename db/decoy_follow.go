package db

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sesame/account"
)

// FollowMembers makes decoys imitate the members' changes since its last call: each decoy changes at a moment of its own
// within the following week. An import calls follow itself, and decoys change with it at once. While an import is in
// progress, even an interrupted one, FollowMembers does nothing: FinishImports calls it later.
func (d *DB) FollowMembers(ctx context.Context, now time.Time) error {
	if w, err := d.work(ctx); err != nil || w.hides() {
		return err
	}
	_, err := d.follow(ctx, now)
	return err
}

// follow is FollowMembers without the check for imports. It returns the present census.
func (d *DB) follow(ctx context.Context, now time.Time) (census, error) {
	before, after, err := d.noteMembers(ctx, now)
	if err != nil {
		return nil, err
	}
	return after, d.addTurn(ctx, before, after, now, 0)
}

// following runs an import and makes decoys imitate its changes at once.
func (d *DB) following(ctx context.Context, now time.Time, load func() (number int64, err error)) error {
	before, err := d.follow(ctx, now)
	if err != nil {
		return err
	}
	number, err := load()
	if err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	_, after, err := d.noteMembers(ctx, now)
	if err != nil {
		return err
	}
	return d.addTurn(ctx, before, after, now, number)
}

// noteMembers takes a census and stores it. It returns the census stored before and the present one; the caller adds the turn
// of decoys between the two.
func (d *DB) noteMembers(ctx context.Context, now time.Time) (before, after census, err error) {
	if after, err = d.census(ctx, now); err != nil {
		return nil, nil, err
	}
	known, err := d.followed(ctx)
	if err != nil {
		return nil, nil, err
	}
	before = census{}
	for kind, of := range after {
		before[kind] = map[int64]counted{}
		for id, c := range of {
			if f, there := known[id]; there {
				before[kind][id] = counted{facts: f, rest: c.rest} // a cooling-off period alone is no change: only an import begins one
			}
		}
	}
	return before, after, d.noteFollowed(ctx, after, known)
}

// followed reads the facts of members as last stored for decoys, by row ID.
func (r Reader) followed(ctx context.Context) (map[int64]account.Facts, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT member_id, facts FROM decoy_members`)
	if err != nil {
		return nil, fmt.Errorf("read whom decoys have followed: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	known := map[int64]account.Facts{}
	for rows.Next() {
		var (
			id   int64
			said string
		)
		if err := rows.Scan(&id, &said); err != nil {
			return nil, fmt.Errorf("read whom decoys have followed: %w", err)
		}
		if known[id], err = account.ParseFacts(said); err != nil {
			return nil, fmt.Errorf("read whom decoys have followed: %w", err)
		}
	}
	return known, rows.Err()
}

// noteFollowed stores the facts of a census, in slices, so that other writers need not wait.
func (d *DB) noteFollowed(ctx context.Context, found census, known map[int64]account.Facts) error {
	var write []func(*Tx) error
	gone := known
	for _, of := range found {
		for id, c := range of {
			f, there := known[id]
			delete(gone, id)
			if there && f == c.facts {
				continue
			}
			write = append(write, func(t *Tx) error {
				_, err := t.exec(ctx, "note whom decoys have followed", `INSERT INTO decoy_members (member_id, facts) SELECT id, ?2 FROM members WHERE id = ?1
					ON CONFLICT DO UPDATE SET facts = ?2`, id, c.facts.String())
				return err
			})
		}
	}
	for id := range gone {
		write = append(write, func(t *Tx) error {
			_, err := t.exec(ctx, "forget whom decoys have followed", `DELETE FROM decoy_members WHERE member_id = ?`, id)
			return err
		})
	}
	for part := range slices.Chunk(write, 1000) {
		err := d.InTx(ctx, func(t *Tx) error {
			for _, w := range part {
				if err := w(t); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
