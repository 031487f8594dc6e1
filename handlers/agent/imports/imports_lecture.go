package imports

import (
	"context"
	"errors"
	"time"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/handlers/web"
	"sesame/journey/acts"
	"sesame/texts"
)

// readImport starts a dry run or a load of the file, with the same code as the command. It outlives the request.
func (a *Pages) readImport(j *importJob, dry bool) {
	ctx, cancel := context.WithCancelCause(context.Background())
	a.jobs.mu.Lock()
	j.cancel, j.done = cancel, make(chan struct{})
	row, done := j.row, j.done
	a.jobs.mu.Unlock()
	a.Background(func(life context.Context) {
		defer close(done)
		defer cancel(nil)
		defer context.AfterFunc(life, func() { cancel(db.ErrStopping) })()
		a.endReading(j, a.reading(ctx, j, row, dry))
	})
}

// reading reads the whole file and returns the new state of the import.
func (a *Pages) reading(ctx context.Context, j *importJob, row db.FileImport, dry bool) db.FileImport {
	rejects, err := web.NewPrivateFile(a.importDir())
	if err != nil {
		return a.failedImport(ctx, row, err)
	}
	kind, _ := acts.FileNamed(row.Kind)
	table, err := backoffice.OpenTable(j.file.Reader(), kind.Columns)
	if err != nil {
		_ = rejects.Close()
		return a.failedImport(ctx, row, err)
	}
	met := met{out: db.NewRejects(rejects, table)}
	o := db.ImportOptions{
		// A dry run counts the effect of the valid lines; whether only those are loaded is decided afterwards.
		DryRun: dry, KeepGoing: dry || row.KeepGoing, Confirmed: row.Confirmed,
		Progress: func(read, size int64) { j.read.Store(read); j.size.Store(size) },
		Import:   &row,
		Loaded: func(i *db.FileImport) {
			i.EndedAt = a.Now()
			met.tell(i)
		},
	}
	met.follow(&o)
	report, err := a.Acts.Import(ctx, j.who, kind, table, o)
	unwritten := met.out.Flush()
	if err := errors.Join(err, unwritten); err != nil && !report.Applied {
		_ = rejects.Close()
		return a.failedImport(ctx, row, err)
	}
	row.Report = report
	met.tell(&row)
	if report.Refused > 0 && unwritten == nil {
		a.jobs.keepRejects(row.ID, rejects)
	} else {
		_ = rejects.Close()
	}
	switch {
	case dry && !report.Nothing():
		row.Phase = db.ImportChecked
	case report.Applied:
		row.Phase = db.ImportLoaded
	default:
		row.Phase = db.ImportHeld
	}
	return row
}

// failedImport explains why nothing was loaded: in a sentence when the file is at fault, otherwise in the log.
func (a *Pages) failedImport(ctx context.Context, row db.FileImport, err error) db.FileImport {
	var told *backoffice.FileError
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errImportCancelled):
		row.Phase = db.ImportCancelled
	case errors.Is(cause, db.ErrStopping):
		row.Phase = db.ImportInterrupted
	case errors.As(err, &told):
		row.Phase, row.Failure = db.ImportFailed, told.Message
	default:
		row.Phase, row.Failure = db.ImportFailed, texts.ImportUnreadable
		a.Log.Error("an import failed", "import", row.ID, "error", err)
	}
	return row
}

// endReading records the result of a reading. A checked file waits for a decision; any other is deleted.
func (a *Pages) endReading(j *importJob, row db.FileImport) {
	ctx, now := context.Background(), a.Now()
	from := j.row.Phase
	if !row.Phase.UnderWay() {
		row.EndedAt = now
	}
	if row.Phase != db.ImportLoaded { // recorded in the loading transaction
		if err := a.DB.InTx(ctx, func(t *db.Tx) error { _, err := t.MoveImport(ctx, from, row); return err }); err != nil {
			a.Log.Error("an import could not be noted", "import", row.ID, "phase", row.Phase, "error", err)
		}
	}
	if row.Phase != db.ImportChecked {
		a.jobs.release(j)
		return
	}
	a.jobs.mu.Lock()
	j.row, j.until = row, now.Add(checkedLife)
	a.jobs.mu.Unlock()
	time.AfterFunc(checkedLife, func() { a.dropImport(context.Background()) }) // deletes the file even if nobody opens the page
}

// dropImport deletes a file on which no agent has decided in time.
func (a *Pages) dropImport(ctx context.Context) {
	a.jobs.mu.Lock()
	j := a.jobs.current
	if j == nil || j.row.Phase != db.ImportChecked || a.Now().Before(j.until) {
		a.jobs.mu.Unlock()
		return
	}
	row := j.row
	a.jobs.mu.Unlock()
	row.Phase, row.EndedAt = db.ImportDropped, a.Now()
	moved := false
	err := a.DB.InTx(ctx, func(t *db.Tx) (err error) {
		moved, err = t.MoveImport(ctx, db.ImportChecked, row)
		return err
	})
	if err != nil {
		a.Log.Error("an import could not be dropped", "import", row.ID, "error", err)
		return
	}
	if moved { // otherwise an agent has just decided
		a.jobs.release(j)
	}
}
