package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// contactBound is the binding of contacts from the file, for the member with this key.
func (w *memberImport) contactBound(key []byte) []byte {
	return Contact{Source: FromFile, ChangedAt: w.now}.bound(key)
}

// contact seals a value of the file; nil for an empty one, which removes the contact.
func (w *memberImport) contact(kind ContactKind, bound []byte, value string) any {
	if value == "" {
		return nil
	}
	return sealedContact(w.db.keys, kind, bound, value)
}

// difference lists a value of the file that differs from a contact that has precedence, and removes a difference that no
// longer exists. An empty value in the file is no difference.
func (w *memberImport) difference(c *comparison, i int, value string, staged *stagedMembers) {
	listed := c.differences[i]
	if c.vouched[i] && value != "" && !strings.EqualFold(c.contacts[i], value) {
		staged.standing++
		if listed != value {
			column := "contact_differences." + string(contactKinds[i])
			staged.differences = append(staged.differences, []any{c.id, string(contactKinds[i]), w.db.keys.Seal(column, c.key, []byte(value))})
		}
		return
	}
	if listed != "" {
		staged.differences = append(staged.differences, []any{c.id, string(contactKinds[i]), nil})
	}
}

// loadContacts reads the contacts and differences of the members of these lines.
func (w *memberImport) loadContacts(ctx context.Context, lines []*comparison) error {
	byID := make(map[int64]*comparison, len(lines))
	ids := make([]any, len(lines))
	for i, c := range lines {
		byID[c.id], ids[i] = c, c.id
	}
	rows, err := w.db.read.QueryContext(ctx,
		`SELECT member_id, kind, value, source, verified_at, changed_at FROM contacts WHERE member_id IN `+placeholders(len(ids))+`
		 UNION ALL SELECT member_id, kind, file_value, '', NULL, 0 FROM contact_differences WHERE member_id IN `+placeholders(len(ids)),
		append(ids, ids...)...)
	if err != nil {
		return fmt.Errorf("read contacts: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			id       int64
			kind     ContactKind
			sealed   []byte
			stored   Contact
			verified sql.NullInt64
			changed  int64
		)
		if err := rows.Scan(&id, &kind, &sealed, &stored.Source, &verified, &changed); err != nil {
			return fmt.Errorf("read contacts: %w", err)
		}
		stored.VerifiedAt, stored.ChangedAt = instant(verified), time.Unix(changed, 0)
		c, column, bound := byID[id], contactColumn(kind), stored.bound(byID[id].key)
		if stored.Source == "" {
			column, bound = "contact_differences."+string(kind), c.key
		}
		plain, err := w.db.keys.Open(column, bound, sealed)
		if err != nil {
			return fmt.Errorf("open a contact of member %d: %w", id, err)
		}
		for i, k := range contactKinds {
			switch {
			case k != kind:
			case stored.Source == "":
				c.differences[i] = string(plain)
			default:
				c.contacts[i], c.vouched[i] = string(plain), verified.Valid || stored.Source != FromFile
			}
		}
	}
	return rows.Err()
}
