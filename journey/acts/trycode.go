package acts

import (
	"context"
	"errors"
	"time"

	"sesame/db"
	"sesame/journey/events"
)

func notFound(err error) bool { return errors.Is(err, db.ErrNotFound) }

// tryCode checks a typed code. If refused is nil, the code was right, and the caller performs its effect in the same
// transaction. Otherwise the transaction must be committed too, because the attempt counts.
func (a *Acts) tryCode(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, code string, limits meter) (refused *Refused, err error) {
	until, err := a.noTryBefore(ctx, t, who, f, limits)
	if err != nil {
		return nil, err
	}
	if !until.IsZero() {
		return &Refused{Why: TooManyCodes, Until: until}, a.audit(ctx, t, who, events.CodeTried.Blocked(f.SubjectKey, events.Details{Journey: f.Journey}))
	}
	tried, err := t.TryCode(ctx, f.ID, t.Keys().CodeKey(f.ID, code), a.Limits.CodeTries, a.Now())
	if err != nil {
		return nil, err
	}
	switch tried {
	case db.TryRight:
		return nil, a.audit(ctx, t, who, events.CodeTried.OK(f.SubjectKey, events.Details{Journey: f.Journey}))
	case db.TryClosed:
		if refused, err = a.closed(ctx, t, f); err != nil {
			return nil, err
		}
		return refused, a.audit(ctx, t, who, events.CodeTried.Refused(f.SubjectKey, events.Details{Journey: f.Journey, Cause: events.Closed}))
	}
	if err := a.countWrong(ctx, t, who, f, limits); err != nil {
		return nil, err
	}
	refused, cause, err := a.whoseCode(ctx, t, who, f, code, limits)
	if err != nil {
		return nil, err
	}
	newest, err := t.NewestCode(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	refused.Left = a.Limits.CodeTries - newest.Tries
	return refused, a.audit(ctx, t, who, events.CodeTried.Refused(f.SubjectKey, events.Details{Journey: f.Journey, Cause: cause}))
}

// closed says why a flow's newest code was not compared.
func (a *Acts) closed(ctx context.Context, t *db.Tx, f *db.Flow) (*Refused, error) {
	newest, err := t.NewestCode(ctx, f.ID)
	if err != nil && !notFound(err) {
		return nil, err
	}
	life := newest.ExpiresAt.Sub(newest.CreatedAt) // 0 when the clock has gone back
	if err == nil && newest.SpentAt.IsZero() && newest.Tries < a.Limits.CodeTries && life > 0 {
		return &Refused{Why: CodeLate, Life: life}, nil
	}
	return &Refused{Why: CodeClosed}, nil
}

// noTryBefore returns until when codes are refused by the limits on wrong codes of the account and the network address.
func (a *Acts) noTryBefore(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, limits meter) (until time.Time, err error) {
	until, err = FreeAt(ctx, t.Reader, limits.wrong, f.SubjectKey, a.Limits.WrongCodeCaps(), a.Now())
	if origin := who.counted(); err == nil && origin != nil && until.IsZero() {
		until, err = FreeAt(ctx, t.Reader, db.OriginWrongCodes, origin, a.Limits.IPWrongCodeCaps(), a.Now())
	}
	return until, err
}
