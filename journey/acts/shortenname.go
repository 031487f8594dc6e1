package acts

import (
	"context"
	"errors"
	"slices"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// ShortenName keeps how a waiting letter writes the name lines that are too long for its window; typed has them by line. Later letters
// of the member write them so, until the file has another name. version is that of the address which the agent has seen.
// wrong says by line which may not be written so; then nothing is kept. db.ErrMoved when the address has changed since, or the
// letter waits no more.
func (a *Acts) ShortenName(ctx context.Context, t *db.Tx, who Actor, id int64, version string, seen func(db.LetterRow) string, typed map[int]string, why events.Grounds) (wrong map[int]*account.FieldError, err error) {
	if err := a.allow(ctx, t, who, MayPrint); err != nil {
		return nil, err
	}
	l, err := t.WaitingLetter(ctx, id, a.Now())
	if err != nil {
		return nil, err
	}
	if len(l.Hold.Names) > 0 && !slices.ContainsFunc(l.Hold.Names, func(n account.ShortName) bool { return n.Short == "" || n.Short != account.Cleaned(typed[n.Line]) }) {
		return nil, nil // as with a double click
	}
	if seen(l) != version || len(l.Hold.Names) == 0 {
		return nil, db.ErrMoved
	}
	m, err := t.Member(ctx, l.MemberID)
	if err != nil {
		return nil, err
	}
	names := l.Hold.Names
	wrong = map[int]*account.FieldError{}
	for i, n := range names {
		names[i].Short = account.Cleaned(typed[n.Line])
		err := account.CheckShortName(names[i].Short, n.Of, m.Profile.OfficialName())
		var field *account.FieldError
		switch {
		case errors.As(err, &field):
			wrong[n.Line] = field
		case err != nil:
			return nil, err
		}
	}
	if len(wrong) > 0 {
		return wrong, nil
	}
	return nil, t.SetEnvelopeName(ctx, id, names, why, a.byHand(who))
}
