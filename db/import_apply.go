package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"sesame/journey/events"
)

// application writes a staged file. Its slices stay hidden until publish makes all of them visible at once.
type application struct {
	*staging
	db      *DB
	options ImportOptions
	kind    string
	report  ImportReport
	row     FileImport // row of the import
	added   bool       // the row was added here
	newest  int64      // last member before the import
	touched int64      // rows written
}

// fill is a set of statements that write the rows of one staged table, member by member. ends is the query for the ends of
// the slices (slicer.over).
type fill struct {
	ends       string
	statements []string
}

// apply writes the staged rows: begin, the fills, complete (further slices), publish, sweep. A failure before the publication
// undoes everything. After it the file counts as loaded: the report says so, and the next import or the service finishes the
// sweep.
func (a *application) apply(ctx context.Context, complete, sweep func(context.Context) error, fills ...fill) error {
	if err := a.begin(ctx); err != nil {
		return err
	}
	err := a.write(ctx, fills)
	if err == nil {
		err = complete(ctx)
	}
	if err == nil {
		err = a.publish(ctx)
	}
	if err != nil {
		return a.abandon(ctx, err)
	}
	ctx = context.WithoutCancel(ctx) // the file is loaded: a signal must not stop the rest
	if err := sweep(ctx); err != nil {
		return err
	}
	defer a.truncate(ctx)
	return a.inTx(ctx, func(t *Tx) error { return t.endWork(ctx) })
}

// begin records the import in import_work, which hides its changes until publish.
func (a *application) begin(ctx context.Context) error {
	a.row = FileImport{Actor: cmp.Or(a.options.Actor, "system"), Kind: a.kind, StartedAt: a.options.Now}
	if a.options.Import != nil {
		a.row = *a.options.Import
	}
	return a.inTx(ctx, func(t *Tx) error {
		if err := t.tx.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM members`).Scan(&a.newest); err != nil {
			return fmt.Errorf("apply an import: %w", err)
		}
		if a.added = a.row.ID == 0; a.added {
			a.row.Phase = ImportLoading
			if err := t.AddImport(ctx, &a.row); err != nil {
				return err
			}
		}
		if _, err := t.exec(ctx, "note an import", `UPDATE imports SET newest_before = ? WHERE id = ?`, a.newest, a.row.ID); err != nil {
			return err
		}
		w := importWork{number: a.row.ID, stage: arriving, first: a.newest, last: a.newest}
		if a.kind == importedMembers {
			w.last += int64(a.report.Added)
		}
		return t.beginWork(ctx, w)
	})
}

func (a *application) write(ctx context.Context, fills []fill) error {
	for _, f := range fills {
		if err := a.over(ctx, f.ends, func(t *Tx, after, to int64) error { return a.writeSlice(ctx, t, f, after, to) }); err != nil {
			return err
		}
	}
	return nil
}

func (a *application) writeSlice(ctx context.Context, t *Tx, f fill, after, to int64) error {
	for _, q := range f.statements {
		n, err := t.exec(ctx, "apply an import", q, sql.Named("now", a.options.Now.Unix()), sql.Named("newest", a.newest),
			sql.Named("import", a.row.ID), sql.Named("after", after), sql.Named("to", to))
		if err != nil {
			return err
		}
		a.touched += n
	}
	return nil
}

// publish makes everything that was written visible. It writes an audit event unless the file changed nothing.
func (a *application) publish(ctx context.Context) error {
	report := a.report
	report.Applied = true
	a.row.Phase, a.row.Report, a.row.EndedAt = ImportLoaded, report, a.options.Now
	if a.options.Loaded != nil {
		a.options.Loaded(&a.row)
	}
	err := a.inTx(ctx, func(t *Tx) error {
		moved, err := t.MoveImport(ctx, ImportLoading, a.row)
		if err == nil && !moved {
			err = errors.New("the import is no longer loading")
		}
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, "note an import", `UPDATE imports SET loaded_at = ? WHERE id = ?`, seconds(a.options.Now), a.row.ID); err != nil {
			return err
		}
		if _, err := t.exec(ctx, "publish an import", `UPDATE import_work SET stage = ?`, sweeping); err != nil {
			return err
		}
		if a.touched == 0 {
			return nil
		}
		if err := t.forgetNotes(ctx); err != nil {
			return err
		}
		e := events.Imported.OK(nil, events.Details{Object: events.Object(a.kind), Numbers: events.Numbers{
			events.Added: int64(a.report.Added), events.Altered: int64(a.report.Changed), events.Rejects: int64(a.report.Refused)}})
		return t.Audit(ctx, e.By(cmp.Or(a.options.Actor, "system"), a.options.Origin), a.options.Now)
	})
	a.report.Applied = err == nil
	return err
}

// abandon undoes the writes of a file that cannot be loaded. When the program is stopping, it leaves that to FinishImports.
func (a *application) abandon(ctx context.Context, failed error) error {
	if errors.Is(context.Cause(ctx), ErrStopping) {
		return failed
	}
	ctx = context.WithoutCancel(ctx)
	return errors.Join(failed, a.db.takeBack(ctx, a.options.Now, func(ctx context.Context, t *Tx, _ importWork, _ Undone) error {
		if !a.added {
			return nil
		}
		_, err := t.exec(ctx, "forget an import", `DELETE FROM imports WHERE id = ?`, a.row.ID)
		return err
	}))
}

// ErrStopping is the cause with which a stopping program cancels an import.
var ErrStopping = errors.New("the program ends")
