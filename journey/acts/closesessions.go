package acts

import (
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// CloseSessions ends all sessions of a member. Refused: MemberChanged.
func (a *Acts) CloseSessions(ctx context.Context, t *db.Tx, who Actor, d Deed) error {
	m, err := a.onMember(ctx, t, who, MayCloseSessions, d)
	if err != nil {
		return err
	}
	if err := t.CloseLogins(ctx, m.ID, 0, a.Now()); err != nil {
		return err
	}
	by, err := a.decidedBy(ctx, t.Reader, m, d)
	if err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.SessionsClosed.OK(m.IdentifierKey, events.Details{Cause: by, Grounds: d.Grounds}))
}
