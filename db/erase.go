package db

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"sesame/account"
	"sesame/account/search"
)

// Erase deletes a member and everything stored about them, except the audit log. Call it between imports, after CloseLogins,
// which notifies the clients. Where another account has the same address or number, its counters stay, and so do the contact
// messages of unknown senders from it: they may belong to the other account.
func (t *Tx) Erase(ctx context.Context, m *Member, now time.Time) error {
	if err := t.index(ctx, m.ID, searchable(m.Profile, m.Contacts), search.Searchable{}); err != nil {
		return err
	}
	own, err := t.ownDestinations(ctx, m)
	if err != nil {
		return err
	}
	if err := t.eraseThreads(ctx, m, own); err != nil {
		return err
	}
	if err := t.eraseTraces(ctx, m, own); err != nil {
		return err
	}
	if err := t.forgetSurvivor(ctx, m.ID, now); err != nil {
		return err
	}
	_, err = t.exec(ctx, "erase a member", `DELETE FROM members WHERE id = ?`, m.ID)
	return err
}

// DropEvents deletes the waiting and past events about a member that are meant for other programs.
func (t *Tx) DropEvents(ctx context.Context, memberID int64) error {
	_, err := t.exec(ctx, "drop the events about a member", `DELETE FROM deliveries WHERE member_id = ? AND kind = 'event'`, memberID)
	return err
}

// ownDestinations lists the present, pending and former addresses and numbers of a member, except those that another account
// has too.
func (t *Tx) ownDestinations(ctx context.Context, m *Member) (own []string, err error) {
	replaced, err := t.ReplacedContacts(ctx, m, time.Unix(0, 0))
	if err != nil {
		return nil, err
	}
	shared, err := list[Likeness](ctx, t.q, `SELECT DISTINCT sort FROM likenesses WHERE member_id = ?`, m.ID)
	if err != nil {
		return nil, fmt.Errorf("look for shared contacts: %w", err)
	}
	values := []string{m.PendingEmail, m.PendingMobile}
	for _, c := range replaced {
		values = append(values, c.Value)
	}
	for sort, kind := range map[Likeness]ContactKind{SameEmail: Email, SameMobile: Mobile} {
		if !slices.Contains(shared, sort) {
			values = append(values, m.Contacts[kind].Value)
		}
	}
	for _, value := range values {
		if value != "" {
			own = append(own, value)
		}
	}
	return own, nil
}

// eraseThreads deletes the contact messages of a member: those linked to their account, those with their identifier, and
// those of unknown senders that came from an address of their own.
func (t *Tx) eraseThreads(ctx context.Context, m *Member, own []string) error {
	threads, err := t.listContactMessages(ctx, `WHERE member_id = ? OR member_id IS NULL`, m.ID)
	if err != nil {
		return err
	}
	for _, c := range threads {
		theirs := c.MemberID == m.ID
		if id, err := account.ParseIdentifier(c.Identifier); err == nil {
			theirs = theirs || bytes.Equal(t.keys.IdentifierKey(id), m.IdentifierKey)
		}
		for _, value := range own {
			theirs = theirs || bytes.Equal(c.senderKey, t.senderKey(value))
		}
		if !theirs {
			continue
		}
		for _, statement := range []string{
			`DELETE FROM outbox WHERE reference IN (SELECT reference FROM contact_entries WHERE message_id = ?)`,
			`DELETE FROM outbox WHERE kind IN ('` + KindContact + `', ` + kindsToWriters + `) AND request = (SELECT number FROM contact_messages WHERE id = ?)`,
			`DELETE FROM contact_messages WHERE id = ?`,
		} {
			if _, err := t.exec(ctx, "erase a contact message", statement, c.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// eraseTraces deletes the rows that refer to the member by a keyed hash, and the messages that would otherwise outlive the
// member's row.
func (t *Tx) eraseTraces(ctx context.Context, m *Member, own []string) error {
	const erasing = "erase the traces of a member"
	for _, statement := range []string{
		`DELETE FROM outbox WHERE member_id = ?1`,
		`DELETE FROM flows WHERE member_id = ?1 OR subject_key = ?2`,
		`DELETE FROM letter_requests WHERE member_id = ?1 OR subject_key = ?2`,
		`DELETE FROM limit_events WHERE subject_key = ?2 OR object_key = ?2`,
	} {
		if _, err := t.exec(ctx, erasing, statement, m.ID, m.IdentifierKey); err != nil {
			return err
		}
	}
	for _, value := range own {
		key := t.keys.DestinationKey(value)
		if _, err := t.exec(ctx, erasing, `DELETE FROM outbox WHERE member_id IS NULL AND to_key = ?`, key); err != nil {
			return err
		}
		if _, err := t.exec(ctx, erasing, `DELETE FROM limit_events WHERE subject_key = ?1 OR object_key = ?1`, key); err != nil {
			return err
		}
	}
	return nil
}

// forgetSurvivor removes the member as the kept account of accounts that were closed in its favour, and of requests for such
// a closing.
func (t *Tx) forgetSurvivor(ctx context.Context, memberID int64, now time.Time) error {
	closed, err := list[int64](ctx, t.q, `SELECT id FROM members WHERE survivor_id = ?`, memberID)
	if err != nil {
		return fmt.Errorf("list the accounts closed for another: %w", err)
	}
	const forgetting = "forget the account that was kept"
	for _, id := range closed {
		if _, err := t.updateSealed(ctx, id, forgetting, `UPDATE members SET survivor_id = NULL, updated_at = ? WHERE id = ?`, seconds(now), id); err != nil {
			return err
		}
	}
	return approvalSeal.updateAll(ctx, t, forgetting, `survivor_id = NULL`, `survivor_id = ?`, memberID)
}
