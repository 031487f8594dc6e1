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
	Restored int `json:"restored,omitempty"` // members restored to their former values
	Removed  int `json:"removed,omitempty"`  // new members or payments deleted
	Kept     int `json:"kept,omitempty"`     // new members and contacts that were changed since the import
}

// UndoneSaid is the result of the undo as a sentence for agents.
func (i FileImport) UndoneSaid() string {
	if i.Leaving {
		return texts.ImportLeaving
	}
	if i.Kind == importedPayments {
		return texts.ImportUndonePayments(i.Undone.Removed)
	}
	return texts.ImportUndone(i.Undone.Restored, i.Undone.Removed, i.Undone.Kept)
}

// UndoRefusal is the error for an import that cannot be undone; its message is a French sentence.
type UndoRefusal struct{ Message string }

func (e *UndoRefusal) Error() string { return e.Message }

// UndoImport restores the values that an import has changed, and deletes the members and payments that it has added.
// Values that a member or an agent has changed since the import are kept. It returns *UndoRefusal when the import cannot be
// undone.
func (d *DB) UndoImport(ctx context.Context, number int64, act Act) (i FileImport, err error) {
	lock, err := d.lockImports()
	if errors.Is(err, ErrImportElsewhere) {
		return i, &UndoRefusal{texts.ImportElsewhere}
	}
	if err != nil {
		return i, err
	}
	defer lock.release()
	if err := d.resume(ctx, act.At); err != nil {
		return i, err
	}
	if i, err = d.Import(ctx, number); err != nil {
		return i, err
	}
	if err := d.Undoable(ctx, i, act.At); err != nil {
		return i, err
	}
	if err := d.beginUndo(ctx, i, act); err != nil {
		return i, err
	}
	if _, err := d.follow(ctx, act.At); err != nil {
		return i, err
	}
	if err := d.takeBack(context.WithoutCancel(ctx), act.At, endUndo(act)); err != nil {
		return i, err
	}
	if _, _, err := d.noteMembers(context.WithoutCancel(ctx), act.At); err != nil {
		return i, err
	}
	return d.Import(ctx, number)
}

// beginUndo makes the state before the import visible. It first adds the former words to the search index, so that members
// are found by them.
func (d *DB) beginUndo(ctx context.Context, i FileImport, act Act) error {
	s, err := d.slicer(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close() //nolint:errcheck // what was committed is on the disk
	w := importWork{number: i.ID, stage: leaving}
	if err := s.QueryRowContext(ctx, `SELECT newest_before FROM imports WHERE id = ?`, i.ID).Scan(&w.first); err != nil {
		return fmt.Errorf("undo an import: %w", err)
	}
	if w.last = w.first; i.Kind == importedMembers {
		w.last += int64(i.Report.Added)
		if err := s.recallWords(ctx, i.ID, act.At); err != nil {
			return err
		}
	}
	return s.inTx(ctx, func(t *Tx) error {
		n, err := t.exec(ctx, "undo an import", `UPDATE imports SET undone_at = ?, undone_by = ? WHERE id = ? AND undone_at IS NULL`, seconds(act.At), act.Actor, i.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return &UndoRefusal{texts.ImportUndoneBefore}
		}
		if err := t.forgetNotes(ctx); err != nil {
			return err
		}
		return t.beginWork(ctx, w)
	})
}

// purgeFormer deletes, in slices, the former values saved by imports loaded up to before, which can no longer be undone.
func (d *DB) purgeFormer(ctx context.Context, before time.Time) error {
	expired := fmt.Sprintf(`import_id IN (SELECT id FROM imports WHERE loaded_at <= %d)`, before.Unix())
	s, err := d.slicer(ctx, true)
	if err != nil {
		return err
	}
	defer s.Close() //nolint:errcheck // what was committed is on the disk
	for _, table := range []string{"former_members", "former_contacts", "former_notes"} {
		err := s.over(ctx, ends("member_id", table, expired), func(t *Tx, after, to int64) error {
			_, err := t.exec(ctx, "purge what members were", `DELETE FROM `+table+` WHERE member_id > ? AND member_id <= ? AND `+expired, after, to) //nolint:gosec // G202: names of tables
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// endUndo records the result of an undo. The actor is read from the import's row, where beginUndo has stored it.
func endUndo(act Act) func(context.Context, *Tx, importWork, Undone) error {
	return func(ctx context.Context, t *Tx, w importWork, u Undone) error {
		i, err := t.Import(ctx, w.number)
		if err != nil {
			return err
		}
		i.Undone = u
		sealed, err := t.sealImport(i)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, "undo an import", `UPDATE imports SET payload = ? WHERE id = ?`, sealed, i.ID); err != nil {
			return err
		}
		if err := t.undoTurns(ctx, i.ID, act.At); err != nil {
			return err
		}
		act.Actor = i.UndoneBy
		return t.Audit(ctx, act.event(events.ImportUndone, nil, events.Details{Numbers: events.Numbers{events.Import: i.ID,
			events.Restored: int64(u.Restored), events.Removed: int64(u.Removed), events.Stayed: int64(u.Kept)}}), act.At)
	}
}

// Undoable returns nil, or an *UndoRefusal with the reason why an import cannot be undone. Only the last import that has
// changed something can be undone, because each import saves only the values that it replaced.
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
