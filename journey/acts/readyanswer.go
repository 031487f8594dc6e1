package acts

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
)

// maxReadyTitle is the maximum length of a ready answer's title, in characters.
const maxReadyTitle = 80

// ReadyFault is why a ready answer is not stored; the field without a fault is nil.
type ReadyFault struct{ Title, Words error }

func (f *ReadyFault) Error() string { return "a ready answer is not kept" }

// KeepReadyAnswer adds a ready answer, or changes the one with the ID and revision of r. Refused: ReadyChanged; a
// *ReadyFault when it is not valid.
func (a *Acts) KeepReadyAnswer(ctx context.Context, t *db.Tx, who Actor, r db.ReadyAnswer) error {
	if err := a.allow(ctx, t, who, MayKeepReadyAnswers); err != nil {
		return err
	}
	var fault ReadyFault
	switch {
	case strings.TrimSpace(r.Title) == "":
		fault.Title = account.ErrEmpty
	case utf8.RuneCountInString(r.Title) > maxReadyTitle:
		fault.Title = &account.FieldError{Message: texts.ReadyLong}
	}
	fault.Words = account.CheckReadyAnswer(r.Words)
	if fault.Title != nil || fault.Words != nil {
		return &fault
	}
	r.Actor = who.String()
	var err error
	ok := true
	if r.ID == 0 {
		err = t.AddReadyAnswer(ctx, r, a.Now())
	} else {
		ok, err = t.ChangeReadyAnswer(ctx, r, a.Now())
	}
	switch {
	case errors.Is(err, db.ErrTitleTaken):
		return &ReadyFault{Title: &account.FieldError{Message: texts.ReadyTaken}}
	case err != nil:
		return err
	case !ok:
		return refuse(ReadyChanged)
	}
	return a.audit(ctx, t, who, events.ReadyKept.OK(nil, events.Details{Object: events.Object(r.Title)}))
}

// RemoveReadyAnswer removes a ready answer at the revision shown. Refused: ReadyChanged.
func (a *Acts) RemoveReadyAnswer(ctx context.Context, t *db.Tx, who Actor, id, revision int64) error {
	if err := a.allow(ctx, t, who, MayKeepReadyAnswers); err != nil {
		return err
	}
	r, err := t.ReadyAnswer(ctx, id)
	if err != nil {
		return err
	}
	ok, err := t.RemoveReadyAnswer(ctx, id, revision)
	if err != nil {
		return err
	}
	if !ok {
		return refuse(ReadyChanged)
	}
	return a.audit(ctx, t, who, events.ReadyRemoved.OK(nil, events.Details{Object: events.Object(r.Title)}))
}
