package acts

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// IdentifierLetter returns the newest letter with the member's identifier while it may still arrive; until then no
// other one is sent. db.ErrNotFound for none.
func (a *Acts) IdentifierLetter(ctx context.Context, r db.Reader, m *db.Member) (db.LetterRow, error) {
	l, err := r.NewestLetter(ctx, m.ID, db.IdentifierLetter)
	if err != nil {
		return l, err
	}
	switch l.State {
	case db.LetterWaiting, db.LetterPrinted:
		return l, nil
	case db.LetterPosted:
		if a.Now().Before(a.afterWorkingDays(l.PostedAt, postDays)) {
			return l, nil
		}
	}
	return l, db.ErrNotFound
}

// SendIdentifier queues a letter with the member's identifier to their postal address, for somebody who has lost it. No
// mail and no SMS carries an identifier, because it may be a social security number. One letter is under way at a time,
// and it counts towards the agent's pace, as a reset does. Refused: MemberChanged, AccountClosed, AccountSuspended,
// MandateUnasked, LetterLately, TooManyResets.
func (a *Acts) SendIdentifier(ctx context.Context, t *db.Tx, who Actor, d Deed) error {
	m, err := a.onAskedAccount(ctx, t, who, MayReset, d)
	if err != nil {
		return err
	}
	switch _, err := a.IdentifierLetter(ctx, t.Reader, m); {
	case err == nil:
		return refuse(LetterLately)
	case !notFound(err):
		return err
	}
	if err := a.countReset(ctx, t, who); err != nil {
		return err
	}
	now, request := a.Now(), account.NewRequestNumber()
	p := db.LetterPayload{Request: request, At: now, Until: now.Add(a.Limits.LetterTTL)}
	if err := t.QueueIdentifier(ctx, m.ID, p); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.IdentifierSent.OK(m.IdentifierKey, events.Details{Request: request, Grounds: d.Grounds}))
}
