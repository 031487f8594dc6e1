package db

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"sesame/account"
	"sesame/account/backoffice"
)

// comparison is a line of the file about an existing member, with the member's stored values.
type comparison struct {
	knownMember
	row          *backoffice.MemberRow
	key, fileKey []byte
	category     account.Category // this and the next four: stored values before the import
	profile      Profile
	vitaleKey    []byte
	closesOn     string
	password     bool
	emptied      bool // the account was closed here and emptied: its contacts are not restored
	contacts     [4]string
	vouched      [4]bool            // the member, an agent or a code has confirmed the contact: it takes precedence over the file
	differences  [4]string          // already listed
	leftOut      map[string]LeftOut // already listed, by column
}

// newRow says whether the row differs from the last one imported, in its values or only in their spelling.
func (c *comparison) newRow() bool { return !bytes.Equal(c.knownMember.fileKey, c.fileKey) }

// compare computes what the file changes for existing members.
func (w *memberImport) compare(ctx context.Context, lines []*comparison, staged *stagedMembers) error {
	if len(lines) == 0 {
		return nil
	}
	if err := errors.Join(w.loadContacts(ctx, lines), w.loadFormer(ctx, lines)); err != nil {
		return err
	}
	for _, c := range lines {
		if c.newRow() {
			if err := w.merge(c, staged); err != nil {
				return err
			}
		} else {
			staged.unchanged++
		}
		for i, column := range contactColumns {
			if c.row.Says.Has(column) {
				w.difference(c, i, c.row.Values[column], staged)
			}
		}
	}
	return nil
}

// merge applies the row to the stored values. A row that differs but changes no value is stored too (by its hash), so that
// the next import recognises it as unchanged.
func (w *memberImport) merge(c *comparison, staged *stagedMembers) error {
	before, after, vitaleKey := w.merged(c)
	w.listLeftOut(c, staged)
	change := backoffice.Compare(&before, &after, w.today)
	if len(change.Columns) == 0 {
		staged.unchanged++
		staged.seen = append(staged.seen, []any{c.id, c.fileKey})
		return nil
	}
	staged.changed++
	change.Line, change.Identifier, change.Password = c.row.Line, c.row.Identifier.Masked(), c.password
	staged.changes = append(staged.changes, change)
	row, err := w.profileRow([]any{c.id}, c.row, &after, c.key, c.fileKey, vitaleKey)
	if err != nil {
		return err
	}
	m := stagedMember{id: c.id, row: row}
	bound := w.contactBound(c.key)
	for i, column := range contactColumns {
		if before[column] != after[column] {
			kind := contactKinds[i]
			m.contacts = append(m.contacts, stagedContact{kind, w.contact(kind, bound, after[column])})
		}
	}
	m.row = append(m.row, w.changedWords(c, &after))
	staged.members = append(staged.members, m)
	return nil
}

// unknownSerial stands for a stored serial number, of which only the keyed hash is known.
const unknownSerial = "•"

// merged returns the member's values before and after a line, and the keyed hash of the serial number after it.
func (w *memberImport) merged(c *comparison) (before, after backoffice.Values, vitaleKey []byte) {
	before = c.profile.values()
	before[backoffice.Category], before[backoffice.End] = string(c.category), c.closesOn
	for i, column := range contactColumns {
		before[column] = c.contacts[i]
	}
	if c.vitaleKey != nil {
		before[backoffice.Vitale] = unknownSerial
	}
	after, vitaleKey = before, c.vitaleKey
	for column := backoffice.Civility; column <= backoffice.End; column++ {
		if c.row.Says.Has(column) {
			after[column] = c.row.Values[column]
		}
	}
	after[backoffice.Category] = string(c.row.Category)
	if c.row.Says.Has(backoffice.Vitale) {
		if vitaleKey = w.vitaleKey(c.row); bytes.Equal(vitaleKey, c.vitaleKey) {
			before[backoffice.Vitale] = after[backoffice.Vitale]
		}
	}
	if before[backoffice.Landline] == "" && !c.row.Says.Has(backoffice.Landline) {
		after[backoffice.Landline] = c.row.Spare
	}
	for i, column := range contactColumns {
		if c.vouched[i] || c.emptied {
			after[column] = before[column]
		}
	}
	return before, after, vitaleKey
}

// loadFormer reads the stored values of the members whose rows have changed.
func (w *memberImport) loadFormer(ctx context.Context, lines []*comparison) error {
	changed := map[int64]*comparison{}
	var ids []any
	for _, c := range lines {
		if c.newRow() {
			changed[c.id], ids = c, append(ids, c.id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return errors.Join(w.loadProfiles(ctx, ids, changed), w.loadLeftOut(ctx, ids, changed))
}

func (w *memberImport) loadProfiles(ctx context.Context, ids []any, changed map[int64]*comparison) error {
	rows, err := w.db.read.QueryContext(ctx, `SELECT id, category, profile, vitale_key, closes_on, password_hash IS NOT NULL, emptied_at IS NOT NULL AND status = 'closed', `+memberProfile.sql()+`
		FROM members WHERE id IN `+placeholders(len(ids)), ids...)
	if err != nil {
		return fmt.Errorf("read profiles: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			id             int64
			category       account.Category
			sealed, vitale []byte
			bound          []byte
			closes         sql.NullString
			password       bool
			emptied        sql.NullBool
		)
		if err := rows.Scan(&id, &category, &sealed, &vitale, &closes, &password, &emptied, &bound); err != nil {
			return fmt.Errorf("read profiles: %w", err)
		}
		c := changed[id]
		if c.profile, err = w.db.profile(id, bound, sealed); err != nil {
			return err
		}
		c.category, c.vitaleKey, c.closesOn, c.password, c.emptied = category, vitale, closes.String, password, emptied.Bool
	}
	return rows.Err()
}
