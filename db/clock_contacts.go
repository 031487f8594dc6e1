package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/account/keys"
)

// aheadContacts is how many contacts are read at once.
const aheadContacts = 1000

// bringContactsBack moves the times of contacts that were changed or verified in the future to now, so that a cooling-off
// period lasts as long as ever and no longer. A contact that does not decrypt, because its row was altered, stays as it is.
func (t *Tx) bringContactsBack(ctx context.Context, now time.Time) error {
	for last := (aheadContact{}); ; {
		found, err := t.contactsAhead(ctx, last, now)
		if err != nil || len(found) == 0 {
			return err
		}
		for _, a := range found {
			c := a.Contact
			c.Value, err = openContact(t.keys, a.kind, a.owner, a.sealed, c)
			if errors.Is(err, keys.ErrSealed) {
				continue
			}
			if err != nil {
				return fmt.Errorf("bring a contact of member %d back: %w", a.member, err)
			}
			c.VerifiedAt, c.ChangedAt = earlier(c.VerifiedAt, now), earlier(c.ChangedAt, now)
			if _, err := t.exec(ctx, "bring a contact back", `UPDATE contacts SET value = ?, verified_at = ?, changed_at = ? WHERE member_id = ? AND kind = ?`,
				c.sealed(t.keys, a.kind, a.owner), seconds(c.VerifiedAt), seconds(c.ChangedAt), a.member, a.kind); err != nil {
				return err
			}
		}
		last = found[len(found)-1]
	}
}

// aheadContact is a contact's row with its sealed value, and the member's key that the value is bound to.
type aheadContact struct {
	Contact // without its value
	member  int64
	kind    ContactKind
	owner   []byte
	sealed  []byte
}

// contactsAhead lists contacts with a time in the future that follow after, in the order of their rows.
func (r Reader) contactsAhead(ctx context.Context, after aheadContact, now time.Time) (found []aheadContact, err error) {
	rows, err := r.q.QueryContext(ctx, `SELECT member_id, kind, value, source, verified_at, changed_at, `+memberKey+` FROM contacts
		WHERE (changed_at > ?1 OR verified_at > ?1) AND (member_id, kind) > (?2, ?3) ORDER BY member_id, kind LIMIT ?4`,
		now.Unix(), after.member, string(after.kind), aheadContacts)
	if err != nil {
		return nil, fmt.Errorf("read contacts of the future: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var a aheadContact
		var verified, changed sql.NullInt64
		if err := rows.Scan(&a.member, &a.kind, &a.sealed, &a.Source, &verified, &changed, &a.owner); err != nil {
			return nil, fmt.Errorf("read contacts of the future: %w", err)
		}
		a.VerifiedAt, a.ChangedAt = instant(verified), instant(changed)
		found = append(found, a)
	}
	return found, rows.Err()
}

// bringReplacedBack moves the times of contacts that were replaced in the future to now, so that notices and codes are sent
// there for as long as ever and no longer. One that does not decrypt, because its row was altered, stays as it is.
func (t *Tx) bringReplacedBack(ctx context.Context, now time.Time) error {
	ids, err := list[int64](ctx, t.tx, `SELECT id FROM replaced_contacts WHERE replaced_at > ?1 OR changed_at > ?1 OR verified_at > ?1`, now.Unix())
	if err != nil {
		return fmt.Errorf("read replaced contacts of the future: %w", err)
	}
	for _, id := range ids {
		var (
			c                           ReplacedContact
			sealed, owner               []byte
			verified, changed, replaced sql.NullInt64
		)
		if err := t.tx.QueryRowContext(ctx, `SELECT kind, value, verified_at, changed_at, replaced_at, `+memberKey+` FROM replaced_contacts WHERE id = ?`, id).
			Scan(&c.Kind, &sealed, &verified, &changed, &replaced, &owner); err != nil {
			return fmt.Errorf("read a replaced contact of the future: %w", err)
		}
		c.VerifiedAt, c.ChangedAt, c.ReplacedAt = instant(verified), instant(changed), instant(replaced)
		plain, err := t.keys.Open("replaced_contacts.value", c.bound(owner), sealed)
		if errors.Is(err, keys.ErrSealed) {
			continue
		}
		if err != nil {
			return fmt.Errorf("open a replaced contact: %w", err)
		}
		c.VerifiedAt, c.ChangedAt, c.ReplacedAt = earlier(c.VerifiedAt, now), earlier(c.ChangedAt, now), earlier(c.ReplacedAt, now)
		if _, err := t.exec(ctx, "bring a replaced contact back", `UPDATE replaced_contacts SET value = ?, verified_at = ?, changed_at = ?, replaced_at = ? WHERE id = ?`,
			t.keys.Seal("replaced_contacts.value", c.bound(owner), plain), seconds(c.VerifiedAt), seconds(c.ChangedAt), seconds(c.ReplacedAt), id); err != nil {
			return err
		}
	}
	return nil
}
