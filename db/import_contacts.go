package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"sesame/account/backoffice"
)

// contactKinds in the order of the key of contacts.
var contactKinds = [4]ContactKind{Email, Fax, Landline, Mobile}

// contactValues are the file's, in the order of contactKinds.
func contactValues(r backoffice.MemberRow) [4]string {
	return [4]string{r.Email, r.Fax, r.Landline, r.Mobile}
}

// comparison is a line about a member who is known already.
type comparison struct {
	knownMember
	row          backoffice.MemberRow
	key, fileKey []byte
	profile      Profile // as it was
	contacts     [4]string
	vouched      [4]bool   // the member, an agent or a code vouches for the contact: it wins over the file's
	differences  [4]string // as listed already
}

// compare works out, for members known already, which contacts follow the file and which stay.
func (w *memberImport) compare(ctx context.Context, lines []*comparison, staged *stagedMembers) error {
	if len(lines) == 0 {
		return nil
	}
	if err := errors.Join(w.loadContacts(ctx, lines), w.loadProfiles(ctx, lines)); err != nil {
		return err
	}
	for _, c := range lines {
		if string(c.knownMember.fileKey) == string(c.fileKey) {
			staged.unchanged++
		} else {
			staged.changed++
			sealed, err := w.sealed(c.row, c.key, c.fileKey)
			if err != nil {
				return err
			}
			m := stagedMember{id: c.id, row: append([]any{c.id}, sealed...)}
			after := c.contacts
			for i, v := range contactValues(c.row) {
				if !c.vouched[i] && c.contacts[i] != v {
					m.contacts = append(m.contacts, w.contact(i, c.key, v))
					after[i] = v
				}
			}
			m.row = append(m.row, w.changedWords(c, after))
			staged.members = append(staged.members, m)
		}
		for i, v := range contactValues(c.row) {
			w.difference(c, i, v, staged)
		}
	}
	return nil
}

// contact is a change to a value of the file; an empty one removes the contact.
func (w *memberImport) contact(i int, key []byte, value string) stagedContact {
	c := stagedContact{kind: contactKinds[i]}
	if value != "" {
		c.value = w.db.keys.Seal(contactColumn(c.kind), key, []byte(value))
	}
	return c
}

// difference lists a value of the file that the member's own one stands against, and drops one that is gone. A file
// that says nothing contradicts nobody.
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

// loadContacts reads the contacts and the differences of the members of these lines.
func (w *memberImport) loadContacts(ctx context.Context, lines []*comparison) error {
	byID := make(map[int64]*comparison, len(lines))
	ids := make([]any, len(lines))
	for i, c := range lines {
		byID[c.id], ids[i] = c, c.id
	}
	rows, err := w.db.read.QueryContext(ctx,
		`SELECT member_id, kind, value, source, verified_at IS NOT NULL FROM contacts WHERE member_id IN `+placeholders(len(ids))+`
		 UNION ALL SELECT member_id, kind, file_value, '', 0 FROM contact_differences WHERE member_id IN `+placeholders(len(ids)),
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
			source   Source
			verified bool
		)
		if err := rows.Scan(&id, &kind, &sealed, &source, &verified); err != nil {
			return fmt.Errorf("read contacts: %w", err)
		}
		c, column := byID[id], contactColumn(kind)
		if source == "" {
			column = "contact_differences." + string(kind)
		}
		plain, err := w.db.keys.Open(column, c.key, sealed)
		if err != nil {
			return fmt.Errorf("open a contact of member %d: %w", id, err)
		}
		for i, k := range contactKinds {
			switch {
			case k != kind:
			case source == "":
				c.differences[i] = string(plain)
			default:
				c.contacts[i], c.vouched[i] = string(plain), verified || source != FromFile
			}
		}
	}
	return rows.Err()
}

// loadProfiles reads the profiles of the members whom these lines change.
func (w *memberImport) loadProfiles(ctx context.Context, lines []*comparison) error {
	changed := map[int64]*comparison{}
	var ids []any
	for _, c := range lines {
		if string(c.knownMember.fileKey) != string(c.fileKey) {
			changed[c.id], ids = c, append(ids, c.id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := w.db.read.QueryContext(ctx, `SELECT id, profile FROM members WHERE id IN `+placeholders(len(ids)), ids...)
	if err != nil {
		return fmt.Errorf("read profiles: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			id     int64
			sealed []byte
		)
		if err := rows.Scan(&id, &sealed); err != nil {
			return fmt.Errorf("read profiles: %w", err)
		}
		plain, err := w.db.keys.Open("members.profile", changed[id].key, sealed)
		if err != nil {
			return fmt.Errorf("open the profile of member %d: %w", id, err)
		}
		if err := json.Unmarshal(plain, &changed[id].profile); err != nil {
			return fmt.Errorf("read the profile of member %d: %w", id, err)
		}
	}
	return rows.Err()
}
