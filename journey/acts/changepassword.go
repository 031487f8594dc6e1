package acts

import (
	"context"

	"sesame/db"
	"sesame/journey"
	"sesame/journey/events"
)

// BeginChange starts the change of a password for a member who has authenticated with the current one or with
// FranceConnect, which is then recorded.
func (a *Acts) BeginChange(ctx context.Context, t *db.Tx, who Actor, m *db.Member, byFranceConnect bool, former []byte) (*db.Flow, error) {
	f := &db.Flow{MemberID: m.ID, SubjectKey: m.IdentifierKey, ProvedAt: a.Now()}
	if err := a.BeginFlow(ctx, t, f, journey.Change.Name, former); err != nil {
		return nil, err
	}
	if byFranceConnect {
		return f, a.audit(ctx, t, who, events.PasswordProved.OK(m.IdentifierKey, events.Details{Way: events.ByFranceConnect}))
	}
	return f, nil
}

// ChangePassword replaces the member's password and ends all other sessions.
func (a *Acts) ChangePassword(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member, hash string) error {
	now := a.Now()
	done, err := t.ChangePassword(ctx, m.ID, m.PasswordHash, hash, now)
	if err != nil {
		return err
	}
	if !done {
		return ErrStale
	}
	if err := a.passwordReplaced(ctx, t, who, f, m); err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.PasswordChanged.OK(m.IdentifierKey, events.Details{})); err != nil {
		return err
	}
	finish(f, outcomeDone, now)
	return save(ctx, t, f)
}
