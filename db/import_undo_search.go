package db

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math"
	"time"

	"sesame/account/search"
)

// recallWords adds to the search index the words of members' values before an import. It runs before these values become
// visible again.
func (s *slicer) recallWords(ctx context.Context, number int64, now time.Time) error {
	return s.formerWords(ctx, number, now, func(g *gatherer, id int64, is, was []search.Term) {
		g.put(id, false, without(was, is)...)
	})
}

// sweepWords removes from the search index the words of members' values before an import. It runs once these values are no
// longer visible.
func (s *slicer) sweepWords(ctx context.Context, number int64, now time.Time) error {
	return s.formerWords(ctx, number, now, func(g *gatherer, id int64, is, was []search.Term) {
		g.put(id, true, without(was, is)...)
	})
}

// forgetWords removes from the search index the words that an import being undone has added, including those of its new
// members.
func (s *slicer) forgetWords(ctx context.Context, w importWork, now time.Time) error {
	err := s.formerWords(ctx, w.number, now, func(g *gatherer, id int64, is, was []search.Term) {
		g.put(id, true, without(is, was)...)
	})
	if err != nil {
		return err
	}
	g, r := s.gather(math.MaxInt64, now), s.reader()
	query := fmt.Sprintf(`SELECT m.id, m.identifier_key, m.profile, %s FROM members m WHERE m.id > max(?, %d) AND m.id <= %d AND %s ORDER BY m.id LIMIT ?`,
		memberProfile.sql(), w.first, w.last, unseen)
	err = s.chunks(ctx, query, func(id int64, values [][]byte) error {
		key, sealed, bound := values[0], values[1], values[2]
		p, err := r.profile(id, bound, sealed)
		if err != nil {
			return err
		}
		contacts, _, err := r.contactsIn(ctx, contactsOfOne.stored, id, key)
		if err != nil {
			return err
		}
		var x search.Indexer
		g.put(id, true, x.Terms(nil, searchable(p, contacts))...)
		return nil
	}, g.pass)
	if err != nil {
		return err
	}
	return g.end(ctx)
}

// formerWords calls do for each changed member, with the words of the values after an import (is) and before it (was).
func (s *slicer) formerWords(ctx context.Context, number int64, since time.Time, do func(g *gatherer, id int64, is, was []search.Term)) error {
	g, r := s.gather(math.MaxInt64, since), s.reader()
	query := fmt.Sprintf(`SELECT m.id, m.identifier_key, m.profile, %s, f.profile, %s FROM former_members f CROSS JOIN members m ON m.id = f.member_id
		WHERE f.member_id > ? AND f.import_id = %d ORDER BY f.member_id LIMIT ?`, profileBinding("m.", "m.identifier_key").sql(), profileBinding("f.", "m.identifier_key").sql(), number)
	err := s.chunks(ctx, query, func(id int64, values [][]byte) error {
		key := values[0]
		is, err := r.profile(id, values[2], values[1])
		if err != nil {
			return err
		}
		was, err := r.profile(id, values[4], values[3])
		if err != nil {
			return err
		}
		now, _, err := r.contactsIn(ctx, contactsOfOne.stored, id, key)
		if err != nil {
			return err
		}
		then, err := r.formerContacts(ctx, number, id, key, now)
		if err != nil {
			return err
		}
		var x search.Indexer
		do(g, id, x.Terms(nil, searchable(is, now)), x.Terms(nil, searchable(was, then)))
		return nil
	}, g.pass)
	if err != nil {
		return err
	}
	return g.end(ctx)
}

// formerContacts returns a member's contacts before an import. Contacts that were set or verified since then are returned as
// they are now.
func (r Reader) formerContacts(ctx context.Context, number, id int64, key []byte, now map[ContactKind]Contact) (map[ContactKind]Contact, error) {
	then := maps.Clone(now)
	rows, err := r.q.QueryContext(ctx, `SELECT kind, value, changed_at FROM former_contacts WHERE member_id = ? AND import_id = ?`, id, number)
	if err != nil {
		return nil, fmt.Errorf("read former contacts: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			kind    ContactKind
			sealed  []byte
			changed sql.NullInt64
		)
		if err := rows.Scan(&kind, &sealed, &changed); err != nil {
			return nil, fmt.Errorf("read former contacts: %w", err)
		}
		if c, stands := now[kind]; stands && (c.Source != FromFile || !c.VerifiedAt.IsZero()) {
			continue
		}
		delete(then, kind)
		if sealed == nil {
			continue
		}
		c := Contact{Source: FromFile, ChangedAt: instant(changed)}
		if c.Value, err = openContact(r.keys, kind, key, sealed, c); err != nil {
			return nil, fmt.Errorf("open a former contact of member %d: %w", id, err)
		}
		then[kind] = c
	}
	return then, rows.Err()
}
