package db

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"

	"sesame/account/search"
)

// restoreWords updates the search index. It must run before the values are restored, because it removes the terms of the
// current ones.
func (t *Tx) restoreWords(ctx context.Context, number, first, last int64) (err error) {
	s, err := t.slots(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	g := &gatherer{slots: s, newest: math.MaxInt64}
	err = t.eachFormer(ctx, `SELECT m.id, m.identifier_key, m.profile, f.profile FROM former_members f CROSS JOIN members m ON m.id = f.member_id
		WHERE f.import_id = ? ORDER BY m.id`, []any{number}, func(id int64, key []byte, is, was Profile) error {
		now, err := t.contacts(ctx, id, key)
		if err != nil {
			return err
		}
		then, err := t.formerContacts(ctx, number, id, key, now)
		if err != nil {
			return err
		}
		return g.move(ctx, id, searchable(is, now), searchable(was, then))
	})
	if err != nil {
		return err
	}
	err = t.eachFormer(ctx, `SELECT m.id, m.identifier_key, m.profile, m.profile `+removable+` ORDER BY m.id`, []any{first, last},
		func(id int64, key []byte, is, _ Profile) error {
			now, err := t.contacts(ctx, id, key)
			if err != nil {
				return err
			}
			return g.move(ctx, id, searchable(is, now), search.Searchable{})
		})
	if err != nil {
		return err
	}
	return g.flush(ctx)
}

// move replaces the terms of a member in the search index.
func (g *gatherer) move(ctx context.Context, id int64, from, to search.Searchable) error {
	var x search.Indexer
	was, is := x.Terms(nil, from), x.Terms(nil, to)
	for _, term := range without(was, is) {
		if err := g.put(ctx, id, term, true); err != nil {
			return err
		}
	}
	for _, term := range without(is, was) {
		if err := g.put(ctx, id, term, false); err != nil {
			return err
		}
	}
	return nil
}

// eachFormer opens the current and the former profile of each member of a query.
func (t *Tx) eachFormer(ctx context.Context, query string, args []any, do func(id int64, key []byte, is, was Profile) error) error {
	rows, err := t.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("undo an import: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			id                  int64
			key, sealed, former []byte
		)
		if err := rows.Scan(&id, &key, &sealed, &former); err != nil {
			return fmt.Errorf("undo an import: %w", err)
		}
		is, err := t.profile(id, key, sealed)
		if err != nil {
			return err
		}
		was, err := t.profile(id, key, former)
		if err != nil {
			return err
		}
		if err := do(id, key, is, was); err != nil {
			return err
		}
	}
	return rows.Err()
}

// formerContacts returns the contacts that a member has after the restoration: those that were set or verified since the
// import are kept.
func (t *Tx) formerContacts(ctx context.Context, number, id int64, key []byte, now map[ContactKind]Contact) (map[ContactKind]Contact, error) {
	then := maps.Clone(now)
	rows, err := t.tx.QueryContext(ctx, `SELECT kind, value FROM former_contacts WHERE member_id = ? AND import_id = ?`, id, number)
	if err != nil {
		return nil, fmt.Errorf("undo an import: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			kind   ContactKind
			sealed []byte
		)
		if err := rows.Scan(&kind, &sealed); err != nil {
			return nil, fmt.Errorf("undo an import: %w", err)
		}
		if c, stands := now[kind]; stands && (c.Source != FromFile || !c.VerifiedAt.IsZero()) {
			continue
		}
		delete(then, kind)
		if sealed == nil {
			continue
		}
		plain, err := t.keys.Open(contactColumn(kind), key, sealed)
		if err != nil {
			return nil, fmt.Errorf("open a former contact of member %d: %w", id, err)
		}
		then[kind] = Contact{Value: string(plain), Source: FromFile}
	}
	return then, rows.Err()
}
