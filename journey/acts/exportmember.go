package acts

import (
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// ExportMember gathers everything that is held about a member, except secrets. Refused: MemberChanged, MandateUnasked.
func (a *Acts) ExportMember(ctx context.Context, t *db.Tx, who Actor, d Deed) (db.HeldData, error) {
	m, err := a.onAskedMember(ctx, t, who, MayExport, d)
	if err != nil {
		return db.HeldData{}, err
	}
	if err := a.audit(ctx, t, who, events.MemberExported.OK(m.IdentifierKey, events.Details{Grounds: d.Grounds})); err != nil {
		return db.HeldData{}, err
	}
	return t.HeldAbout(ctx, m, a.Now())
}
