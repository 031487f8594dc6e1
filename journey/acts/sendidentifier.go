package acts

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// IdentifierLetter is the letter that told the member their identifier last, while it may still come: then no other one leaves.
// db.ErrNotFound for none.
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

// SendIdentifier has the identifier sent to the member's postal address, for who has lost it. No mail and no SMS carries one: it may be a
// social security number. One letter is on its way at a time, and it counts like a reset for the agent's pace. Refused:
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
