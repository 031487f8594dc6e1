package acts

import (
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// DismissValue takes a value that an import has left out from the list of those to look after. Refused: MemberChanged, also
// where somebody has looked after it.
func (a *Acts) DismissValue(ctx context.Context, t *db.Tx, who Actor, d Deed, column string) error {
	m, err := a.onMember(ctx, t, who, MayCorrect, d)
	if err != nil {
		return err
	}
	dismissed, err := t.DismissLeftOut(ctx, m.ID, column, a.Now())
	if err != nil {
		return err
	}
	if !dismissed {
		return refuse(MemberChanged)
	}
	return a.audit(ctx, t, who, events.LeftOutDismissed.OK(m.IdentifierKey, events.Details{Object: events.Object(column), Note: d.Note}))
}
