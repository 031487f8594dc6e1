package acts

import (
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// DismissValue removes a value that an import could not read from the list of those to review. Refused: MemberChanged,
// also when the value is already dismissed.
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
	return a.audit(ctx, t, who, events.LeftOutDismissed.OK(m.IdentifierKey, events.Details{Object: events.Object(column), Grounds: d.Grounds}))
}
