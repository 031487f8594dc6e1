package acts

import (
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// EmptyClosed erases password, contacts and passkeys of the accounts that have been closed for too long to be opened again
// (account.Limits.ClosedKeep). It does nothing during an import, which may concern them.
func (a *Acts) EmptyClosed(ctx context.Context) error {
	for {
		due, err := a.DB.ToEmpty(ctx, a.Now().Add(-a.Limits.ClosedKeep))
		if err != nil || len(due) == 0 {
			return err
		}
		for _, id := range due {
			m, err := a.DB.Member(ctx, id)
			if err != nil {
				return err
			}
			stood, err := a.standing(ctx, m)
			if err != nil {
				return err
			}
			if err := a.DB.InTx(ctx, func(t *db.Tx) error { return a.empty(ctx, t, m, stood.Reachable) }); err != nil {
				return err
			}
		}
	}
}

func (a *Acts) empty(ctx context.Context, t *db.Tx, m *db.Member, reachable bool) error {
	done, err := t.Empty(ctx, m, reachable, a.Now())
	if err != nil || !done {
		return err
	}
	return a.audit(ctx, t, Command, events.MemberEmptied.OK(m.IdentifierKey, events.Details{}))
}
