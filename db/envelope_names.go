package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"sesame/account"
	"sesame/journey/events"
)

// OfficialName is the part of the name that an envelope must show: the family name, or the company's.
func (p Profile) OfficialName() string {
	if p.LastName == "" {
		return p.Company
	}
	return p.LastName
}

// openNames decrypts the short names of a member. If they do not decrypt, it returns none: this letter is then held, and the
// others are printed.
func (r Reader) openNames(owner, sealed []byte) (names []account.ShortName) {
	if sealed == nil {
		return nil
	}
	plain, err := r.keys.Open("envelope_names.payload", owner, sealed)
	if err != nil || json.Unmarshal(plain, &names) != nil {
		return nil
	}
	return names
}

// SetEnvelopeName stores short forms of the member's name for the envelopes of a waiting letter and of later ones, until the
// file brings another name. It returns ErrMoved when the letter has left the queue.
func (t *Tx) SetEnvelopeName(ctx context.Context, letter int64, names []account.ShortName, why events.Grounds, act Act) error {
	l, err := t.Letter(ctx, letter)
	if err != nil || l.State != LetterWaiting {
		return ErrMoved
	}
	m, err := t.Member(ctx, l.MemberID)
	if err != nil {
		return err
	}
	plain, err := json.Marshal(names)
	if err != nil {
		return fmt.Errorf("keep a name on envelopes: %w", err)
	}
	if _, err := t.exec(ctx, "keep a name on envelopes", `INSERT INTO envelope_names (member_id, payload, set_at) VALUES (?1, ?2, ?3)
		ON CONFLICT (member_id) DO UPDATE SET payload = ?2, set_at = ?3`, m.ID, t.keys.Seal("envelope_names.payload", m.IdentifierKey, plain), seconds(act.At)); err != nil {
		return err
	}
	if _, err := t.exec(ctx, "look at letters again", `UPDATE letters SET held = NULL WHERE member_id = ? AND held = 1`, m.ID); err != nil {
		return err
	}
	return t.Audit(ctx, act.event(events.EnvelopeName, m.IdentifierKey, events.Details{Request: l.Request, Grounds: why}), act.At)
}

// EnvelopeNames returns the short names of a member.
func (r Reader) EnvelopeNames(ctx context.Context, m *Member) ([]account.ShortName, error) {
	sealed, err := list[[]byte](ctx, r.q, `SELECT payload FROM envelope_names WHERE member_id = ?`, m.ID)
	if err != nil || len(sealed) == 0 {
		return nil, err
	}
	return r.openNames(m.IdentifierKey, sealed[0]), nil
}

// forgetEnvelopeNames deletes the short names of members whose name in the file has changed. It checks all members outside a
// transaction, and those that it deletes once more within one.
func (d *DB) forgetEnvelopeNames(ctx context.Context) error {
	return inRound(ctx, func(after int64) (int64, int, error) {
		ids, err := list[int64](ctx, d.q, `SELECT member_id FROM envelope_names WHERE member_id > ? ORDER BY member_id LIMIT ?`, after, roundRows)
		if err != nil {
			return after, 0, fmt.Errorf("list names on envelopes: %w", err)
		}
		var over []int64
		for _, id := range ids {
			after = id
			if of, err := d.envelopeNameOver(ctx, id); err != nil {
				return after, 0, err
			} else if of {
				over = append(over, id)
			}
		}
		if over == nil {
			return after, len(ids), nil
		}
		return after, len(ids), d.InTx(ctx, func(t *Tx) error {
			for _, id := range over {
				of, err := t.envelopeNameOver(ctx, id)
				if err != nil {
					return err
				}
				if !of {
					continue
				}
				if _, err := t.exec(ctx, "forget a name on envelopes", `DELETE FROM envelope_names WHERE member_id = ?`, id); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// envelopeNameOver says whether the member's name in the file has changed since it was shortened. It is false for a member
// who does not exist or is not visible yet.
func (r Reader) envelopeNameOver(ctx context.Context, id int64) (bool, error) {
	m, err := r.Member(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	names, err := r.EnvelopeNames(ctx, m)
	if err != nil {
		return false, err
	}
	lines := m.Profile.Postal()
	return !slices.ContainsFunc(names, func(n account.ShortName) bool { return slices.Contains(lines, n.Of) }), nil
}

// longNames returns the name lines of an address that are too long for an envelope, with the short forms that an agent has
// set.
func longNames(p Profile, lines []string, kept []account.ShortName) []account.ShortName {
	long := account.LongNames(lines, p.OfficialName())
	for i, l := range long {
		if at := slices.IndexFunc(kept, func(n account.ShortName) bool { return n.Of == l.Of }); at >= 0 {
			long[i].Short = kept[at].Short
		}
	}
	return long
}
