package acts

import (
	"context"
	"errors"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

func notFound(err error) bool { return errors.Is(err, db.ErrNotFound) }

// ignoreNotFound turns db.ErrNotFound into success, where a missing row means the same as an empty one.
func ignoreNotFound(err error) error {
	if notFound(err) {
		return nil
	}
	return err
}

// tryCode checks a code that a logged-in member has typed. If refused is nil, the code was right, and the caller performs
// its effect in the same transaction. Otherwise the transaction must be committed too, because the attempt counts.
func (a *Acts) tryCode(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, code string) (refused *Refused, err error) {
	free := func() (time.Time, error) {
		until, err := FreeAt(ctx, t.Reader, db.OwnWrongCodes, f.SubjectKey, a.Limits.WrongCodeCaps(), a.Now())
		if err != nil || !until.IsZero() {
			return until, err
		}
		return a.originFree(ctx, t.Reader, who, false)
	}
	until, err := free()
	if err != nil {
		return nil, err
	}
	if !until.IsZero() {
		return a.manyCodes(ctx, t, who, f, f.SubjectKey, until)
	}
	count := func() error {
		if err := t.Count(ctx, db.OwnWrongCodes, f.SubjectKey, a.Now()); err != nil {
			return err
		}
		return a.countWrong(ctx, t, who, false)
	}
	again := func() (bool, error) {
		until, err := free()
		if err != nil || !until.IsZero() {
			return false, err
		}
		return true, count()
	}
	newest, err := t.NewestCode(ctx, f.ID)
	if ignoreNotFound(err) != nil {
		return nil, err
	}
	return a.compareCode(ctx, t, who, f, comparison{code: code, newest: newest, count: count, again: again})
}

// tryForgottenCode is tryCode for a code that strangers can ask for. It is compared however many wrong ones were typed, because
// the number of digits bounds the odds of guessing it (mayCompare). Only the network address has a limit, and a known browser
// does not.
func (a *Acts) tryForgottenCode(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, known bool, code string) (refused *Refused, err error) {
	until, err := a.originFree(ctx, t.Reader, who, known)
	if err != nil {
		return nil, err
	}
	if !until.IsZero() {
		return a.manyCodes(ctx, t, who, f, nil, until)
	}
	newest, err := t.NewestCode(ctx, f.ID)
	if ignoreNotFound(err) != nil {
		return nil, err
	}
	compared, err := a.mayCompare(ctx, t.Reader, f.SubjectKey, newest.Digits)
	if err != nil {
		return nil, err
	}
	if !compared {
		return &Refused{Why: CodeClosed}, a.auditRefusal(ctx, t, who, events.CodeTried.Refused(f.SubjectKey, events.Details{Journey: f.Journey, Cause: events.HardenedCode}))
	}
	var inPlace []db.Code
	if newest.Withheld {
		if inPlace, err = a.inPlace(ctx, t.Reader, f, newest.Digits); err != nil {
			return nil, err
		}
	}
	wrong := tally{kind: db.WrongCodes, subject: f.SubjectKey}
	switch {
	case a.Limits.Hardened(newest.Digits):
		wrong.kind = db.HardenedTries
	case known:
		wrong = tally{db.KnownWrongCodes, f.SubjectKey, who.Browser}
	}
	count := func() error {
		for range max(1, len(inPlace)) {
			if err := wrong.count(ctx, t, a.Now()); err != nil {
				return err
			}
		}
		return a.countWrong(ctx, t, who, known)
	}
	again := func() (bool, error) {
		if compared, err := a.mayCompare(ctx, t.Reader, f.SubjectKey, newest.Digits); err != nil || !compared {
			return false, err
		}
		return true, errors.Join(wrong.count(ctx, t, a.Now()), a.countWrong(ctx, t, who, known))
	}
	if a.Limits.Hardened(newest.Digits) { // any message's code may be the right one, so that none is another demand's
		again = nil
	}
	return a.compareCode(ctx, t, who, f, comparison{code, newest, inPlace, count, again})
}

// inPlace lists the codes that are valid for a demand whose own message was withheld: those of the newest message of each
// channel.
func (a *Acts) inPlace(ctx context.Context, r db.Reader, f *db.Flow, digits int) (found []db.Code, err error) {
	for _, channel := range []account.Channel{account.Email, account.SMS} {
		last, err := r.NewestOfSeries(ctx, a.series(f.SubjectKey, channel))
		if err != nil && !notFound(err) {
			return nil, err
		}
		if err == nil && last.Digits == digits {
			found = append(found, last)
		}
	}
	return found, nil
}

// comparison describes what a typed code is compared with, and how the comparison counts.
type comparison struct {
	code    string       // as typed
	newest  db.Code      // of the flow; the zero Code if it has none
	inPlace []db.Code    // compared instead of newest, whose own message was withheld
	count   func() error // counts a wrong code
	// again counts one more comparison, with another demand's code; false when no more are allowed. It is nil when other
	// demands' codes are not looked for.
	again func() (bool, error)
}

// compareCode compares a typed code. If refused is nil, the code was right. Otherwise the refusal was written to the
// audit log, and counted if the code was compared.
func (a *Acts) compareCode(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, c comparison) (refused *Refused, err error) {
	key := func(flowID []byte) []byte { return t.Keys().CodeKey(flowID, c.code) }
	tried, err := t.TryCode(ctx, c.newest, key, a.Limits.CodeTries, c.inPlace, a.Now())
	if err != nil {
		return nil, err
	}
	switch tried {
	case db.TryRight:
		return nil, a.audit(ctx, t, who, events.CodeTried.OK(f.SubjectKey, events.Details{Journey: f.Journey}))
	case db.TryClosed:
		refused, cause := a.closed(c.newest)
		return refused, a.auditRefusal(ctx, t, who, events.CodeTried.Refused(f.SubjectKey, events.Details{Journey: f.Journey, Cause: cause}))
	}
	if err := c.count(); err != nil {
		return nil, err
	}
	refused, cause := &Refused{Why: WrongCode}, events.WrongCode
	if c.again != nil {
		if refused, cause, err = a.whoseCode(ctx, t, f, c.code, c.again); err != nil {
			return nil, err
		}
	}
	refused.Left = a.Limits.CodeTries - c.newest.Tries - 1
	return refused, a.audit(ctx, t, who, events.CodeTried.Refused(f.SubjectKey, events.Details{Journey: f.Journey, Cause: cause}))
}

// closed returns why a flow's newest code was not compared.
func (a *Acts) closed(newest db.Code) (*Refused, events.Cause) {
	life := newest.ExpiresAt.Sub(newest.CreatedAt) // 0 when the clock has gone back
	switch {
	case newest.ID == 0 || !newest.SpentAt.IsZero():
		return &Refused{Why: CodeClosed}, events.Closed
	case newest.Tries >= a.Limits.CodeTries:
		return &Refused{Why: CodeClosed}, events.TriesUsed
	case life > 0:
		return &Refused{Why: CodeLate, Life: life}, events.LateCode
	}
	return &Refused{Why: CodeClosed}, events.Closed
}

// originFree returns until when codes are refused from the network address, unless in a known browser.
func (a *Acts) originFree(ctx context.Context, r db.Reader, who Actor, known bool) (until time.Time, err error) {
	return networksFree(ctx, r, db.OriginWrongCodes, who.limited(known), a.Limits.IPWrongCodeCaps(), a.Now())
}

// manyCodes refuses a code. target is the account that has to wait; nil when it is the network address.
func (a *Acts) manyCodes(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, target []byte, until time.Time) (*Refused, error) {
	return &Refused{Why: TooManyCodes, Until: until}, a.audit(ctx, t, who, events.CodeTried.Blocked(target, events.Details{Journey: f.Journey}))
}
