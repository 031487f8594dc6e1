package db

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"strings"
	"time"

	"sesame/account"
	"sesame/account/keys"
)

// contactQuery holds two queries for the same contacts: stored reads the table, seen reads seenContacts, in which the changes
// of an import in progress are hidden.
type contactQuery struct{ stored, seen string }

func contactWhere(condition string) contactQuery {
	from := func(table string) string {
		return `SELECT member_id, kind, value, source, verified_at, changed_at, ` + anyAtWork + ` FROM ` + table + ` WHERE ` + condition
	}
	return contactQuery{from(`contacts`), from(seenContacts)}
}

var (
	contactsOfOne  = contactWhere(`member_id = ?`)
	contactsOfMany = contactWhere(`member_id IN (SELECT value FROM json_each(?))`)
)

// contacts reads a member's contacts as they are seen (seenContacts).
func (r Reader) contacts(ctx context.Context, memberID int64, identifierKey []byte) (map[ContactKind]Contact, error) {
	found, hides, err := r.contactsIn(ctx, contactsOfOne.stored, memberID, identifierKey)
	if err == nil && (hides || len(found) == 0) { // an empty result does not tell whether an import is in progress
		found, _, err = r.contactsIn(ctx, contactsOfOne.seen, memberID, identifierKey)
	}
	return found, err
}

// contactsIn reads a member's contacts by one of the two queries. hides says whether an import is in progress.
func (r Reader) contactsIn(ctx context.Context, query string, memberID int64, identifierKey []byte) (found map[ContactKind]Contact, hides bool, err error) {
	found = map[ContactKind]Contact{}
	hides, err = r.eachContact(ctx, query, memberID, func(_ int64) ([]byte, map[ContactKind]Contact) { return identifierKey, found })
	return found, hides, err
}

// addContacts reads the contacts of these members, as they are seen, into Member.Contacts. ids are the members' row IDs.
func (r Reader) addContacts(ctx context.Context, members map[int64]*Member, ids []int64) error {
	read := func(query string) (found int, hides bool, err error) {
		for _, m := range members {
			m.Contacts = map[ContactKind]Contact{}
		}
		hides, err = r.eachContact(ctx, query, idList(ids), func(memberID int64) ([]byte, map[ContactKind]Contact) {
			found++
			if m := members[memberID]; m != nil {
				return m.IdentifierKey, m.Contacts
			}
			return nil, nil
		})
		return found, hides, err
	}
	found, hides, err := read(contactsOfMany.stored)
	if err == nil && (hides || found == 0) {
		_, _, err = read(contactsOfMany.seen)
	}
	return err
}

// eachContact reads contacts by a query. For a member's row ID, of returns the identifier's key and the map to put the
// contact into; a nil map skips it. hides says whether an import is in progress.
func (r Reader) eachContact(ctx context.Context, query string, whose any, of func(memberID int64) (identifierKey []byte, to map[ContactKind]Contact)) (hides bool, err error) {
	rows, err := r.q.QueryContext(ctx, query, whose)
	if err != nil {
		return false, fmt.Errorf("read contacts: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			memberID int64
			kind     ContactKind
			sealed   []byte
			c        Contact
			verified sql.NullInt64
			changed  int64
		)
		if err := rows.Scan(&memberID, &kind, &sealed, &c.Source, &verified, &changed, &hides); err != nil {
			return false, fmt.Errorf("read contacts: %w", err)
		}
		identifierKey, to := of(memberID)
		if to == nil {
			continue
		}
		c.VerifiedAt, c.ChangedAt = instant(verified), time.Unix(changed, 0).UTC()
		if c.Value, err = openContact(r.keys, kind, identifierKey, sealed, c); err != nil {
			return false, fmt.Errorf("open a contact of member %d: %w", memberID, err)
		}
		to[kind] = c
	}
	return hides, rows.Err()
}

// contactColumn is the column name under which a contact is sealed. It includes the kind, so that a value cannot be moved to
// a row of another kind.
func contactColumn(kind ContactKind) string { return "contacts." + string(kind) }

// A contact is bound to the columns that decide whether a secret may be sent there. A former contact, which an import in
// progress has replaced, is always one of the file and unverified.
var (
	contactBinding       = binding{[]string{"source", "verified_at", "changed_at"}, []string{memberKey}}
	formerContactBinding = binding{[]string{"'file'", "NULL", "changed_at"}, []string{memberKey}}
)

// bound is contactBinding for this contact of the member with this key.
func (c Contact) bound(identifierKey []byte) []byte {
	return boundTo(string(c.Source), seconds(c.VerifiedAt), c.ChangedAt.Unix(), identifierKey)
}

func (c Contact) sealed(k *keys.Keyring, kind ContactKind, identifierKey []byte) []byte {
	return sealedContact(k, kind, c.bound(identifierKey), c.Value)
}

func sealedContact(k *keys.Keyring, kind ContactKind, bound []byte, value string) []byte {
	return k.Seal(contactColumn(kind), bound, []byte(value))
}

// openContact decrypts the value of a contact whose other columns are in c.
func openContact(k *keys.Keyring, kind ContactKind, identifierKey, sealed []byte, c Contact) (string, error) {
	plain, err := k.Open(contactColumn(kind), c.bound(identifierKey), sealed)
	return string(plain), err
}

// SetContact stores a contact. ChangedAt is now, but stays when the value changes at most between capitals and small letters.
// An empty value records that the contact was removed, so that the next file does not restore it.
func (t *Tx) SetContact(ctx context.Context, m *Member, kind ContactKind, c Contact, now time.Time) error {
	if err := t.settleContact(ctx, m.ID, kind); err != nil {
		return err
	}
	before, err := t.contacts(ctx, m.ID, m.IdentifierKey)
	if err != nil {
		return err
	}
	after := maps.Clone(before)
	after[kind] = c
	if err := t.index(ctx, m.ID, searchable(m.Profile, before), searchable(m.Profile, after)); err != nil {
		return err
	}
	if former, stood := before[kind]; stood && strings.EqualFold(former.Value, c.Value) {
		now = former.ChangedAt
	} else if err := t.keepReplaced(ctx, m, kind, former, now); err != nil {
		return err
	}
	c.ChangedAt = now
	_, err = t.exec(ctx, "set a contact",
		`INSERT INTO contacts (member_id, kind, value, source, verified_at, changed_at) VALUES (?, ?, ?, ?, ?, ?)
		 ON CONFLICT DO UPDATE SET value = excluded.value, source = excluded.source, verified_at = excluded.verified_at, changed_at = excluded.changed_at`,
		m.ID, kind, c.sealed(t.keys, kind, m.IdentifierKey), c.Source, seconds(c.VerifiedAt), seconds(c.ChangedAt))
	if err != nil {
		return err
	}
	if err := t.forgetRefusals(ctx, m.ID, channelTo[kind]); err != nil {
		return err
	}
	return t.dropLeftOut(ctx, m.ID, fileColumn(kind))
}

// VerifyContact records that the member confirmed this contact with a code. first is false when it was verified before.
func (t *Tx) VerifyContact(ctx context.Context, memberID int64, kind ContactKind, now time.Time) (first bool, err error) {
	if err := t.settleContact(ctx, memberID, kind); err != nil {
		return false, err
	}
	var identifierKey []byte
	if err := t.tx.QueryRowContext(ctx, `SELECT identifier_key FROM members WHERE id = ?`, memberID).Scan(&identifierKey); err != nil {
		return false, fmt.Errorf("verify a contact: %w", err)
	}
	found, _, err := t.contactsIn(ctx, contactsOfOne.stored, memberID, identifierKey)
	if err != nil {
		return false, err
	}
	if c, stands := found[kind]; stands && c.VerifiedAt.IsZero() {
		c.VerifiedAt, first = now, true
		if _, err := t.exec(ctx, "verify a contact", `UPDATE contacts SET verified_at = ?, value = ? WHERE member_id = ? AND kind = ?`,
			seconds(now), c.sealed(t.keys, kind, identifierKey), memberID, kind); err != nil {
			return false, err
		}
		if err := t.forgetRefusals(ctx, memberID, channelTo[kind]); err != nil {
			return false, err
		}
	}
	return first, t.dropLeftOut(ctx, memberID, fileColumn(kind))
}

// settleContact restores a contact that an import in progress has changed, so that the caller sets or verifies the value that
// is seen. The import does not change it again.
func (t *Tx) settleContact(ctx context.Context, memberID int64, kind ContactKind) error {
	w, err := t.work(ctx)
	if err != nil || !w.hides() {
		return err
	}
	for _, query := range []string{
		`DELETE FROM contacts AS c WHERE member_id = ?2 AND kind = ?3 AND ` + filesOwn + `
			AND EXISTS (SELECT 1 FROM former_contacts WHERE member_id = ?2 AND import_id = ?1 AND kind = ?3)`,
		`INSERT INTO contacts (member_id, kind, value, source, changed_at) SELECT member_id, kind, value, 'file', changed_at
			FROM former_contacts WHERE member_id = ?2 AND import_id = ?1 AND kind = ?3 AND value IS NOT NULL ON CONFLICT DO NOTHING`,
		`DELETE FROM former_contacts WHERE member_id = ?2 AND import_id = ?1 AND kind = ?3`,
	} {
		if _, err := t.exec(ctx, "settle a contact", query, w.number, memberID, kind); err != nil {
			return err
		}
	}
	return nil
}

// channelTo maps a kind of contact to the channel that reaches it; a landline or fax has none.
var channelTo = map[ContactKind]account.Channel{Email: account.Email, Mobile: account.SMS}

// ContactOf is the kind of contact that a channel reaches: the mobile for SMS, otherwise the e-mail address.
func ContactOf(channel account.Channel) ContactKind {
	if channel == account.SMS {
		return Mobile
	}
	return Email
}
