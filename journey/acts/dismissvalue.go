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
	return a.dismissValue(ctx, t, who, m, column, MemberChanged, d.Grounds)
}

// dismissValue refuses with gone a value that is not listed.
func (a *Acts) dismissValue(ctx context.Context, t *db.Tx, who Actor, m *db.Member, column string, gone Why, grounds events.Grounds) error {
	dismissed, err := t.DismissLeftOut(ctx, m.ID, column, a.Now())
	if err != nil {
		return err
	}
	if !dismissed {
		return refuse(gone)
	}
	return a.audit(ctx, t, who, events.LeftOutDismissed.OK(m.IdentifierKey, events.Details{Object: events.Object(column), Grounds: grounds}))
}

// LeftOut returns a value of a member that could not be read; db.ErrNotFound when it is not listed.
func LeftOut(ctx context.Context, r db.Reader, m *db.Member, column string) (db.LeftOut, error) {
	all, err := r.LeftOutOf(ctx, m)
	if err != nil {
		return db.LeftOut{}, err
	}
	for _, l := range all {
		if l.Field == column {
			return l, nil
		}
	}
	return db.LeftOut{}, db.ErrNotFound
}
