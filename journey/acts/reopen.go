package acts

import (
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// Reopen reopens an account that was closed here, while its password and contacts are kept. A closing by the file still
// applies. Refused: MemberChanged, MandateUnasked, OpenAlready, NotClosedHere, ClosedForGood.
func (a *Acts) Reopen(ctx context.Context, t *db.Tx, who Actor, d Deed) error {
	m, err := a.onAskedMember(ctx, t, who, MayCloseAccounts, d)
	switch {
	case err != nil:
		return err
	case !t.Closed(m, a.Now()):
		return refuse(OpenAlready)
	case m.Status.State != db.StateClosed:
		return refuse(NotClosedHere)
	case !a.Reopens(m):
		return refuse(ClosedForGood)
	}
	if err := a.setStatus(ctx, t, m, db.Status{}); err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.MemberReopened.OK(m.IdentifierKey, events.Details{Grounds: d.Grounds})); err != nil {
		return err
	}
	if !verifiedSomewhere(m) {
		return nil
	}
	return a.tell(ctx, t, m, db.KindAccountReopened)
}

// Reopens says whether an account that was closed here can still be reopened.
func (a *Acts) Reopens(m *db.Member) bool {
	return m.Status.State == db.StateClosed && m.Status.EmptiedAt.IsZero() && a.Now().Before(a.ReopensUntil(m.Status.At))
}
