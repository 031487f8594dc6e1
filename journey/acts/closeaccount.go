package acts

import (
	"context"
	"errors"
	"time"

	"sesame/db"
	"sesame/journey/events"
	"sesame/texts"
)

// Closing is the reason for closing an account.
type Closing struct {
	Cause    db.ClosingCause
	Survivor int64 // row of the account that is kept, for Duplicate
}

// CloseAccount closes an account. An agent who may not do that alone asks a colleague: asked is then true and nothing else has
// happened. Refused: MemberChanged, MandateUnasked, ClosedAlready, NoSurvivor, ApprovalWaits, AskerTooNew.
func (a *Acts) CloseAccount(ctx context.Context, t *db.Tx, who Actor, d Deed, c Closing) (asked bool, err error) {
	m, err := a.onAskedMember(ctx, t, who, MayCloseAccounts, d)
	if err != nil {
		return false, err
	}
	if t.Closed(m, a.Now()) {
		return false, refuse(ClosedAlready)
	}
	if err := a.survives(ctx, t.Reader, m, c); err != nil {
		return false, err
	}
	return a.closeOrAsk(ctx, t, who, m, c, d.Grounds)
}

// CloseListed closes one of several accounts that an agent has selected together on a list; asked is as in
// CloseAccount. It does not close a duplicate, because the agent must compare both accounts to choose the one to keep,
// nor the account of a member for whom somebody acts. Refused: NotListed, NoSurvivor, AccountClosed, MandateUnasked,
// ApprovalWaits, AskerTooNew.
func (a *Acts) CloseListed(ctx context.Context, t *db.Tx, who Actor, e Entry, cause db.ClosingCause, grounds events.Grounds) (asked bool, err error) {
	found, err := a.listed(ctx, t, who, MayCloseAccounts, e)
	if err != nil {
		return false, err
	}
	if cause == db.Duplicate {
		return false, refuse(NoSurvivor)
	}
	if t.Closed(found.Member, a.Now()) {
		return false, refuse(AccountClosed)
	}
	if err := a.unrepresented(ctx, t.Reader, found.Member); err != nil {
		return false, err
	}
	return a.closeOrAsk(ctx, t, who, found.Member, Closing{Cause: cause}, grounds)
}

// closeOrAsk closes an account if the agent may do that alone, and otherwise requests a colleague's approval.
func (a *Acts) closeOrAsk(ctx context.Context, t *db.Tx, who Actor, m *db.Member, c Closing, grounds events.Grounds) (asked bool, err error) {
	switch err := a.allow(ctx, t, who, MayCloseAccountsAlone); {
	case errors.Is(err, ErrForbidden):
		return true, a.askEnding(ctx, t, who, m, db.Approval{Act: db.ApprovedClose, Cause: c.Cause, Survivor: c.Survivor}, grounds)
	case err != nil:
		return false, err
	}
	return false, a.closeAccount(ctx, t, who, m, c, events.Details{Grounds: grounds})
}

// survives checks, for a duplicate, that the account to keep is a different one and not closed. Refused: NoSurvivor.
func (a *Acts) survives(ctx context.Context, r db.Reader, m *db.Member, c Closing) error {
	if c.Cause != db.Duplicate {
		return nil
	}
	kept, err := r.Member(ctx, c.Survivor)
	if err != nil && !notFound(err) {
		return err
	}
	if err != nil || kept.ID == m.ID || r.Closed(kept, a.Now()) {
		return refuse(NoSurvivor)
	}
	return nil
}

// askEnding stores a request for the end of an account. Refused: ApprovalWaits, AskerTooNew.
func (a *Acts) askEnding(ctx context.Context, t *db.Tx, who Actor, m *db.Member, w db.Approval, why events.Grounds) error {
	if err := a.storeApproval(ctx, t, who, m, w, why); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.EndingAsked.OK(m.IdentifierKey, ending(w, why)))
}

// ending returns the audit details of a request for the end of an account.
func ending(w db.Approval, why events.Grounds) events.Details {
	return events.Details{Object: events.Object(w.Act), Cause: events.Cause(w.Cause), Grounds: why}
}

// closeAccount closes the account: sessions and temporary passwords end, and messages that have not left are withdrawn. The
// member is notified, unless the cause is death, at verified contacts only; members who close their own account are notified at
// unverified ones too.
func (a *Acts) closeAccount(ctx context.Context, t *db.Tx, who Actor, m *db.Member, c Closing, told events.Details) error {
	now, died := a.Now(), c.Cause == db.Death
	if err := a.setStatus(ctx, t, m, db.Status{State: db.StateClosed, Cause: c.Cause, At: now, By: who.String(), Survivor: c.Survivor}); err != nil {
		return err
	}
	if err := t.EndAccess(ctx, m, died, now); err != nil {
		return err
	}
	if err := t.ForgetAccess(ctx, m, now); err != nil {
		return err
	}
	if err := t.OvertakeApprovals(ctx, m.ID, who.login(), now); err != nil {
		return err
	}
	told.Cause = events.Cause(c.Cause)
	if err := a.audit(ctx, t, who, events.MemberClosed.OK(m.IdentifierKey, told)); err != nil {
		return err
	}
	because, own := texts.ClosedBecause[string(c.Cause)], who.Kind == Member
	if own {
		because = texts.ClosedInSpace
	}
	if died || !own && !verifiedSomewhere(m) {
		return nil
	}
	return a.tellOf(ctx, t, m, db.Message{Kind: db.KindAccountClosed, Until: a.ReopensUntil(now), Detail: because})
}

// verifiedSomewhere says whether a contact of the member is verified.
func verifiedSomewhere(m *db.Member) bool {
	return !m.Contacts[db.Email].VerifiedAt.IsZero() || !m.Contacts[db.Mobile].VerifiedAt.IsZero()
}

// ReopensUntil returns until when an account that is closed at this instant can be reopened.
func (a *Acts) ReopensUntil(closed time.Time) time.Time { return closed.Add(a.Limits.ClosedKeep) }
