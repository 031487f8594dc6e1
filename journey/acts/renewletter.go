package acts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sesame/db"
	"sesame/journey/events"
)

// postDays is how many working days the post may take. Until then a letter that has not arrived counts as on its way.
const postDays = 5

// LetterLost returns the member's newest letter with a password, and from when an agent may renew it because it never
// arrived. It returns db.ErrNotFound when the newest letter was not posted yet or was returned: then a reset sends
// another one.
func (a *Acts) LetterLost(ctx context.Context, r db.Reader, m *db.Member) (l db.LetterRow, from time.Time, err error) {
	l, err = r.NewestLetter(ctx, m.ID, db.PasswordLetter)
	if err == nil && l.State != db.LetterPosted {
		err = db.ErrNotFound
	}
	if err != nil {
		return l, from, err
	}
	return l, a.afterWorkingDays(l.PostedAt, postDays), nil
}

// afterWorkingDays adds working days; public holidays count as such.
func (a *Acts) afterWorkingDays(at time.Time, days int) time.Time {
	for at = at.In(a.Location); days > 0; {
		at = at.AddDate(0, 0, 1)
		if at.Weekday() != time.Saturday && at.Weekday() != time.Sunday {
			days--
		}
	}
	return at
}

// RenewLostLetter queues the member's newest letter again with another password, because it never arrived; the former
// password is revoked. It counts towards no limit of the member, but towards the agent's pace, as a reset does. done
// says whether the letter's password was still valid. Refused: MemberChanged, AccountClosed, AccountSuspended,
// MandateUnasked, NotListed, TooManyResets.
func (a *Acts) RenewLostLetter(ctx context.Context, t *db.Tx, who Actor, d Deed, p Temporary) (done db.Renewed, err error) {
	m, err := a.onAskedAccount(ctx, t, who, MayReset, d)
	if err != nil {
		return done, err
	}
	l, from, err := a.LetterLost(ctx, t.Reader, m)
	switch {
	case notFound(err), err == nil && a.Now().Before(from):
		return done, refuse(NotListed)
	case err != nil:
		return done, err
	}
	if err := a.countReset(ctx, t, who); err != nil {
		return done, err
	}
	done, err = t.Requeue(ctx, []db.Renewal{{LetterID: l.ID, Secret: p.Secret, Hash: p.Hash}}, db.RenewedUnreceived, a.Limits.LetterTTL, a.byHand(who))
	if errors.Is(err, db.ErrMoved) {
		return done, refuse(NotListed)
	}
	if err != nil {
		return done, fmt.Errorf("renew a lost letter: %w", err)
	}
	return done, a.audit(ctx, t, who, events.LetterLost.OK(m.IdentifierKey, events.Details{Request: l.Request, Grounds: d.Grounds}))
}
