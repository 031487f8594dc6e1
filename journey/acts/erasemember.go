package acts

import (
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// EraseMember deletes a member, also one whose account is closed, with everything that is held about them except the
// audit log. An agent's call only requests a colleague's approval: asked is then true and nothing else has happened. It
// must run between imports (db.BetweenImports). Refused: MemberChanged, MandateUnasked, ApprovalWaits, AskerTooNew.
func (a *Acts) EraseMember(ctx context.Context, t *db.Tx, who Actor, d Deed) (asked bool, err error) {
	m, err := a.onAskedMember(ctx, t, who, MayErase, d)
	if err != nil {
		return false, err
	}
	if who.Kind != System {
		return true, a.askEnding(ctx, t, who, m, db.Approval{Act: db.ApprovedErase}, d.Grounds)
	}
	return false, a.eraseMember(ctx, t, who, m, events.Details{Grounds: d.Grounds})
}

// eraseMember deletes the member. The clients that their logins had opened are notified.
func (a *Acts) eraseMember(ctx context.Context, t *db.Tx, who Actor, m *db.Member, told events.Details) error {
	if err := t.CloseLogins(ctx, m.ID, 0, a.Now()); err != nil {
		return err
	}
	if err := t.DropEvents(ctx, m.ID); err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.MemberErased.OK(m.IdentifierKey, told)); err != nil {
		return err
	}
	return t.Erase(ctx, m, a.Now())
}
