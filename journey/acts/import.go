package acts

import (
	"context"

	"sesame/account/backoffice"
	"sesame/db"
	"sesame/journey/events"
)

// File is a kind of back-office file, as named in commands and forms.
type File struct {
	Kind    string
	Columns backoffice.Columns
	load    func(*db.DB, context.Context, *backoffice.Table, db.ImportOptions) (db.ImportReport, error)
}

// The files.
var (
	MembersFile  = File{"adherents", backoffice.MemberColumns, (*db.DB).ImportMembers}
	PaymentsFile = File{"paiements", backoffice.PaymentColumns, (*db.DB).ImportPayments}
)

// FileNamed finds a kind of file by name; false if unknown.
func FileNamed(kind string) (File, bool) {
	for _, f := range []File{MembersFile, PaymentsFile} {
		if f.Kind == kind {
			return f, true
		}
	}
	return File{}, false
}

// Import loads a file, or in a dry run reports what it would change. It loads all lines or none, unless the options say
// otherwise. It sets the options' clock and actor.
func (a *Acts) Import(ctx context.Context, who Actor, f File, table *backoffice.Table, o db.ImportOptions) (db.ImportReport, error) {
	o.Now, o.Actor, o.Origin = a.Now().In(a.Location), who.String(), who.Origin
	return f.load(a.DB, ctx, table, o)
}

// TakeImport records a file that an agent has uploaded.
func (a *Acts) TakeImport(ctx context.Context, t *db.Tx, who Actor, i *db.FileImport) error {
	if err := a.allow(ctx, t, who, MayImport); err != nil {
		return err
	}
	i.Actor, i.StartedAt = who.String(), a.Now()
	if err := t.AddImport(ctx, i); err != nil {
		return err
	}
	if err := t.TouchAgentLogin(ctx, who.Session, a.Now()); err != nil { // a slow upload is not idle time
		return err
	}
	return a.audit(ctx, t, who, events.ImportChecked.OK(nil, events.Details{Object: events.Object(i.Kind), Numbers: events.Numbers{events.Import: i.ID, events.Bytes: i.Bytes}}))
}

// BeginImport starts loading a checked file: all lines or none, or the valid lines when KeepGoing is set. moved is
// false when another agent has already decided.
func (a *Acts) BeginImport(ctx context.Context, t *db.Tx, who Actor, i *db.FileImport) (moved bool, err error) {
	if err := a.allow(ctx, t, who, MayImport); err != nil {
		return false, err
	}
	i.Phase = db.ImportLoading
	if moved, err = t.MoveImport(ctx, db.ImportChecked, *i); err != nil || !moved {
		return false, err
	}
	lines := events.AllOrNothing
	if i.KeepGoing {
		lines = events.GoodLines
	}
	return true, a.audit(ctx, t, who, events.ImportBegun.OK(nil, events.Details{Object: events.Object(i.Kind), Numbers: events.Numbers{events.Import: i.ID}, Cause: lines}))
}

// CancelImport discards a checked file, or records who cancelled a running import.
func (a *Acts) CancelImport(ctx context.Context, t *db.Tx, who Actor, i *db.FileImport) error {
	if err := a.allow(ctx, t, who, MayImport); err != nil {
		return err
	}
	if i.Phase == db.ImportChecked {
		i.Phase, i.EndedAt = db.ImportCancelled, a.Now()
		if moved, err := t.MoveImport(ctx, db.ImportChecked, *i); err != nil || !moved {
			return err
		}
	}
	return a.audit(ctx, t, who, events.ImportCancelled.OK(nil, events.Details{Numbers: events.Numbers{events.Import: i.ID}, Cause: events.Cause(i.Phase)}))
}

// UndoImport undoes an import, in many short transactions. A *db.UndoRefusal says why it cannot be undone.
func (a *Acts) UndoImport(ctx context.Context, who Actor, number int64) (db.FileImport, error) {
	if err := a.DB.InTx(ctx, func(t *db.Tx) error { return a.allow(ctx, t, who, MayImport) }); err != nil {
		return db.FileImport{}, err
	}
	return a.DB.UndoImport(ctx, number, db.Act{Actor: who.String(), Origin: who.Origin, At: a.Now()})
}
