package acts

import (
	"context"
	"errors"
	"slices"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// ShortenName stores short forms of the name lines that are too long for the window of the envelope; typed holds them by line,
// counted from 1. The member's later letters use them too, until the file has another name. wrong holds the lines whose short
// form is not allowed; then nothing is stored. db.ErrMoved when the address has changed since the agent saw it, or the letter no
// longer waits.
func (a *Acts) ShortenName(ctx context.Context, t *db.Tx, who Actor, seen SeenAddress, typed map[int]string, why events.Grounds) (wrong map[int]*account.FieldError, err error) {
	if err := a.allow(ctx, t, who, MayPrint); err != nil {
		return nil, err
	}
	l, err := t.WaitingLetter(ctx, seen.LetterID, a.Now())
	if err != nil {
		return nil, err
	}
	if len(l.Hold.Names) > 0 && !slices.ContainsFunc(l.Hold.Names, func(n account.ShortName) bool { return n.Short == "" || n.Short != account.Cleaned(typed[n.Line]) }) {
		return nil, nil // stored already: the second of two clicks
	}
	if !seen.stands(l) || len(l.Hold.Names) == 0 {
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
	return nil, t.SetEnvelopeName(ctx, seen.LetterID, names, why, a.byHand(who))
}
