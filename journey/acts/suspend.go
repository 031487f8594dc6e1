package acts

import (
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// Suspend ends a member's sessions and cancels the messages under way to them. Nobody can log in until the account is
// resumed. Passwords, contacts and passkeys are kept. Refused: MemberChanged, AccountClosed, SuspendedAlready.
func (a *Acts) Suspend(ctx context.Context, t *db.Tx, who Actor, d Deed) error {
	m, err := a.onMember(ctx, t, who, MaySuspend, d)
	if err != nil {
		return err
	}
	now := a.Now()
	switch {
	case t.Closed(m, now):
		return refuse(AccountClosed)
	case m.Status.State == db.StateSuspended:
		return refuse(SuspendedAlready)
	}
	if err := a.setStatus(ctx, t, m, db.Status{State: db.StateSuspended, At: now, By: who.String()}); err != nil {
		return err
	}
	if err := t.EndAccess(ctx, m, false, now); err != nil {
		return err
	}
	if err := t.OvertakeApprovals(ctx, m.ID, who.login(), now); err != nil {
		return err
	}
	by, err := a.decidedBy(ctx, t.Reader, m, d)
	if err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.MemberSuspended.OK(m.IdentifierKey, events.Details{Cause: by, Grounds: d.Grounds}))
}

// Resume ends a suspension. Refused: MemberChanged, MandateUnasked, NotSuspended.
func (a *Acts) Resume(ctx context.Context, t *db.Tx, who Actor, d Deed) error {
	m, err := a.onAskedMember(ctx, t, who, MaySuspend, d)
	if err != nil {
		return err
	}
	if m.Status.State != db.StateSuspended {
		return refuse(NotSuspended)
	}
	if err := a.setStatus(ctx, t, m, db.Status{}); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.MemberResumed.OK(m.IdentifierKey, events.Details{Grounds: d.Grounds}))
}

// setStatus is db.SetStatus, and refuses when the status was changed meanwhile. Refused: MemberChanged.
func (a *Acts) setStatus(ctx context.Context, t *db.Tx, m *db.Member, s db.Status) error {
	changed, err := t.SetStatus(ctx, m, s, a.Now())
	if err == nil && !changed {
		err = refuse(MemberChanged)
	}
	return err
}

// barred refuses acts that make no sense on a closed or a suspended account. Refused: AccountClosed, AccountSuspended.
func (a *Acts) barred(r db.Reader, m *db.Member) error {
	switch {
	case r.Closed(m, a.Now()):
		return refuse(AccountClosed)
	case m.Status.State == db.StateSuspended:
		return refuse(AccountSuspended)
	}
	return nil
}
