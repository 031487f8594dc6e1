package acts

import (
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// ExportContacts exports the contacts that have changed since the last export, or all that ever changed, and records the
// export. save is given a function that yields the lines. If save fails or the program is killed, nothing is recorded, and the
// same lines come again with the next export.
func (a *Acts) ExportContacts(ctx context.Context, who Actor, all bool, save func(lines func(func(db.ContactLine) error) error) error) error {
	var since, until int64
	n := 0
	if !all {
		var err error
		if since, err = a.DB.LastExport(ctx); err != nil {
			return err
		}
	}
	err := save(func(each func(db.ContactLine) error) (err error) {
		until, err = a.DB.ExportContacts(ctx, since, func(l db.ContactLine) error {
			n++
			return each(l)
		})
		return err
	})
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		if err := t.NoteExport(ctx, since, until, n, a.Now()); err != nil {
			return err
		}
		return a.audit(ctx, t, who, events.ContactsExported.OK(nil, events.Details{Numbers: events.Numbers{events.Lines: int64(n)}}))
	})
}
