package acts

import (
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// EraseMember deletes a member with everything that is held about them, but for the audit log. Programs that their logins had opened
// are told. It goes between imports (db.BetweenImports). Refused: MemberChanged.
func (a *Acts) EraseMember(ctx context.Context, t *db.Tx, who Actor, d Deed) error {
	m, err := a.onMember(ctx, t, who, MayEndAlone, d)
	if err != nil {
		return err
	}
	if err := t.CloseLogins(ctx, m.ID, 0, a.Now()); err != nil {
		return err
	}
	if err := t.DropEvents(ctx, m.ID); err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.MemberErased.OK(m.IdentifierKey, events.Details{Grounds: d.Grounds})); err != nil {
		return err
	}
	return t.Erase(ctx, m, a.Now())
}
