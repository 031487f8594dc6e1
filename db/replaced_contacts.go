package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"sesame/account"
)

// ReplacedContact is a former e-mail address or mobile number of a member. As the change may not be the member's own, notices
// are sent there, too, during the cooling-off period.
type ReplacedContact struct {
	Kind       ContactKind
	Value      string
	VerifiedAt time.Time // zero for one that was never verified
	ChangedAt  time.Time // when it had become the contact
	ReplacedAt time.Time
}

// replacedBinding is the binding of a replaced contact: the columns that decide whether a code sent there proves anything.
var replacedBinding = binding{[]string{"kind", "verified_at", "changed_at", "replaced_at"}, []string{memberKey}}

// ReplacedContacts lists the contacts of a member that were replaced less than account.CoolingOff ago, oldest first.
func (r Reader) ReplacedContacts(ctx context.Context, m *Member, now time.Time) (found []ReplacedContact, err error) {
	rows, err := r.q.QueryContext(ctx, `SELECT kind, value, verified_at, changed_at, replaced_at FROM replaced_contacts WHERE member_id = ? AND replaced_at > ? ORDER BY id`,
		m.ID, seconds(now.Add(-account.CoolingOff)))
	if err != nil {
		return nil, fmt.Errorf("read replaced contacts: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			c                           ReplacedContact
			sealed                      []byte
			verified, changed, replaced sql.NullInt64
		)
		if err := rows.Scan(&c.Kind, &sealed, &verified, &changed, &replaced); err != nil {
			return nil, fmt.Errorf("read replaced contacts: %w", err)
		}
		c.VerifiedAt, c.ChangedAt, c.ReplacedAt = instant(verified), instant(changed), instant(replaced)
		plain, err := r.keys.Open("replaced_contacts.value", c.bound(m.IdentifierKey), sealed)
		if err != nil {
			return nil, fmt.Errorf("open a replaced contact: %w", err)
		}
		c.Value = string(plain)
		found = append(found, c)
	}
	return found, rows.Err()
}

func (c ReplacedContact) bound(identifierKey []byte) []byte {
	return boundTo(string(c.Kind), seconds(c.VerifiedAt), seconds(c.ChangedAt), seconds(c.ReplacedAt), identifierKey)
}

// keepReplaced stores the former value of an e-mail address or a mobile number. Other contacts are not stored, because no
// message is ever sent there.
func (t *Tx) keepReplaced(ctx context.Context, m *Member, kind ContactKind, former Contact, now time.Time) error {
	if former.Value == "" || !slices.Contains([]ContactKind{Email, Mobile}, kind) {
		return nil
	}
	c := ReplacedContact{kind, former.Value, former.VerifiedAt, former.ChangedAt, now}
	_, err := t.exec(ctx, "keep a replaced contact", `INSERT INTO replaced_contacts (member_id, kind, value, verified_at, changed_at, replaced_at) VALUES (?, ?, ?, ?, ?, ?)`,
		m.ID, kind, t.keys.Seal("replaced_contacts.value", c.bound(m.IdentifierKey), []byte(c.Value)), seconds(c.VerifiedAt), seconds(c.ChangedAt), seconds(c.ReplacedAt))
	return err
}
