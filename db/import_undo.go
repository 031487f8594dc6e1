package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/journey/events"
	"sesame/texts"
)

// UndoLife is how long an import can be undone.
const UndoLife = 24 * time.Hour

// Undone counts the effects of undoing an import.
type Undone struct {
	Restored int `json:"restored,omitempty"` // members with their former values
	Removed  int `json:"removed,omitempty"`  // new members deleted, or payments
	Kept     int `json:"kept,omitempty"`     // new members and contacts that were changed since the import
}

// UndoneSaid describes the result of undoing in one sentence.
func (i FileImport) UndoneSaid() string {
	if i.Kind == importedPayments {
		return texts.ImportUndonePayments(i.Undone.Removed)
	}
	return texts.ImportUndone(i.Undone.Restored, i.Undone.Removed, i.Undone.Kept)
}

// UndoRefusal is the error of an import that cannot be undone; its message is a French sentence.
type UndoRefusal struct{ Message string }

func (e *UndoRefusal) Error() string { return e.Message }

// keepFormer stores the values that the staged file will change, and the time of the import.
func (t *Tx) keepFormer(ctx context.Context, number, newest int64, now time.Time, members bool) error {
	if _, err := t.exec(ctx, "note an import", `UPDATE imports SET loaded_at = ?, newest_before = ? WHERE id = ?`, seconds(now), newest, number); err != nil {
		return err
	}
	if !members {
		return nil
	}
	_, err := t.exec(ctx, "keep what members were", `INSERT INTO former_members (member_id, import_id, category, profile, vitale_key, identity_key, closes_on, updated_at)
		SELECT m.id, ?, m.category, m.profile, m.vitale_key, m.identity_key, m.closes_on, m.updated_at FROM staged.changes c CROSS JOIN members m ON m.id = c.id`, number)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, "keep what contacts were", `INSERT INTO former_contacts (member_id, import_id, kind, value, changed_at)
		SELECT s.member_id, ?, s.kind, c.value, c.changed_at FROM staged.contacts s LEFT JOIN contacts c ON c.member_id = s.member_id AND c.kind = s.kind
		WHERE c.member_id IS NULL OR c.source = 'file' AND c.verified_at IS NULL`, number)
	return err
}

// UndoImport restores the values that an import has changed, and deletes the members and payments that it has added.
// Values that a member or an agent has changed since the import are kept. It returns *UndoRefusal when the import cannot be
// undone.
func (t *Tx) UndoImport(ctx context.Context, number int64, act Act) (i FileImport, err error) {
	if i, err = t.Import(ctx, number); err != nil {
		return i, err
	}
	if err := t.Undoable(ctx, i, act.At); err != nil {
		return i, err
	}
	if i.Kind == importedPayments {
		n, err := t.exec(ctx, "undo an import", `DELETE FROM payments WHERE import_id = ?`, i.ID)
		if err != nil {
			return i, err
		}
		i.Undone.Removed = int(n)
	} else if i.Undone, err = t.restoreMembers(ctx, i); err != nil {
		return i, err
	}
	i.UndoneAt, i.UndoneBy = act.At, act.Actor
	sealed, err := t.sealImport(i)
	if err != nil {
		return i, err
	}
	_, err = t.exec(ctx, "undo an import", `UPDATE imports SET undone_at = ?, undone_by = ?, payload = ? WHERE id = ?`, seconds(act.At), act.Actor, sealed, i.ID)
	if err != nil {
		return i, err
	}
	return i, t.Audit(ctx, act.event(events.ImportUndone, nil, events.Details{Numbers: events.Numbers{events.Import: i.ID,
		events.Restored: int64(i.Undone.Restored), events.Removed: int64(i.Undone.Removed), events.Stayed: int64(i.Undone.Kept)}}), act.At)
}

// Undoable returns nil, or an *UndoRefusal with the reason why an import cannot be undone. Only the last import that has
// changed something can be: the values that it found are those of the import before it.
func (r Reader) Undoable(ctx context.Context, i FileImport, now time.Time) error {
	switch {
	case i.LoadedAt.IsZero() || i.Report.Added+i.Report.Changed == 0:
		return &UndoRefusal{texts.ImportUndoNothing}
	case !i.UndoneAt.IsZero():
		return &UndoRefusal{texts.ImportUndoneBefore}
	case !now.Before(i.LoadedAt.Add(UndoLife)):
		return &UndoRefusal{texts.ImportUndoLate}
	}
	var newer int64
	err := r.q.QueryRowContext(ctx, `SELECT id FROM imports WHERE (loaded_at, id) > (?, ?) AND undone_at IS NULL AND added + changed > 0
		ORDER BY loaded_at DESC, id DESC LIMIT 1`, seconds(i.LoadedAt), i.ID).Scan(&newer)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for newer imports: %w", err)
	}
	return &UndoRefusal{texts.ImportUndoNewer(newer)}
}

// removable selects the members added by an import who have no password, session or letter, and whose contacts nobody has
// changed.
const removable = `FROM members m WHERE m.id > ? AND m.id <= ? AND m.updated_at = m.created_at AND m.password_hash IS NULL AND m.temporary_hash IS NULL
	AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c.member_id = m.id AND (c.source <> 'file' OR c.verified_at IS NOT NULL))
	AND NOT EXISTS (SELECT 1 FROM logins l WHERE l.member_id = m.id) AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.member_id = m.id)`

func (t *Tx) restoreMembers(ctx context.Context, i FileImport) (u Undone, err error) {
	var first int64
	if err := t.q.QueryRowContext(ctx, `SELECT newest_before FROM imports WHERE id = ?`, i.ID).Scan(&first); err != nil {
		return u, fmt.Errorf("undo an import: %w", err)
	}
	last, loaded := first+int64(i.Report.Added), seconds(i.LoadedAt)
	if err := t.restoreWords(ctx, i.ID, first, last); err != nil {
		return u, err
	}
	for _, s := range []struct {
		n     *int
		query string
		args  []any
	}{
		{nil, `DELETE FROM contacts WHERE source = 'file' AND verified_at IS NULL
			AND (member_id, kind) IN (SELECT member_id, kind FROM former_contacts WHERE import_id = ?)`, []any{i.ID}},
		{&u.Kept, `UPDATE former_contacts SET value = NULL WHERE import_id = ? AND (member_id, kind) IN (SELECT member_id, kind FROM contacts)`, []any{i.ID}},
		{nil, `INSERT INTO contacts (member_id, kind, value, source, changed_at)
			SELECT member_id, kind, value, 'file', changed_at FROM former_contacts WHERE import_id = ? AND value IS NOT NULL`, []any{i.ID}},
		// The next import must compare these members' rows even when the file is the one that was undone.
		{nil, `UPDATE members SET file_key = NULL WHERE id IN (SELECT member_id FROM values_left_out WHERE seen_at = ?)`, []any{loaded}},
		{&u.Restored, `UPDATE members SET category = f.category, profile = f.profile, vitale_key = f.vitale_key, identity_key = f.identity_key,
			closes_on = f.closes_on, file_key = NULL, updated_at = f.updated_at FROM former_members f WHERE f.member_id = members.id AND f.import_id = ?`, []any{i.ID}},
		{nil, `DELETE FROM contact_differences WHERE seen_at = ?`, []any{loaded}},
		{nil, `DELETE FROM values_left_out WHERE seen_at = ?`, []any{loaded}},
		{&u.Removed, `DELETE FROM members WHERE id IN (SELECT m.id ` + removable + `)`, []any{first, last}},
		{nil, `DELETE FROM former_members WHERE import_id = ?`, []any{i.ID}},
		{nil, `DELETE FROM former_contacts WHERE import_id = ?`, []any{i.ID}},
	} {
		n, err := t.exec(ctx, "undo an import", s.query, s.args...)
		if err != nil {
			return u, err
		}
		if s.n != nil {
			*s.n = int(n)
		}
	}
	u.Kept += i.Report.Added - u.Removed
	return u, nil
}
