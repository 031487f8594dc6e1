package acts

import (
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// ExportContacts saves what members' contacts have become since the last export, or ever, and notes it. save is given a
// function that hands over the lines. What is not noted, because save has failed or the program was killed, comes again
// with the next export.
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
