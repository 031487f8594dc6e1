package acts

import (
	"context"
	"slices"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// ownExportsPerDay is how many copies of their data a member can take in 24 hours. Each one notifies them, and costs as
// much as many pages.
const ownExportsPerDay = 3

// ownAccount reads, in the transaction of an act, the account of a member who has just given the current password. Refused:
// AccountClosed, AccountSuspended, AccessMoved.
func (a *Acts) ownAccount(ctx context.Context, t *db.Tx, who Actor, m *db.Member) (*db.Member, error) {
	fresh, err := t.Member(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	if err := a.barred(t.Reader, fresh); err != nil {
		return nil, err
	}
	login, err := t.Login(ctx, who.Session)
	if err != nil {
		return nil, err
	}
	if !login.EndedAt.IsZero() || login.MemberID != m.ID || fresh.PasswordHash != m.PasswordHash {
		return nil, refuse(AccessMoved)
	}
	return fresh, nil
}

// ExportOwn gathers what is held about a member who has just given the current password, and notifies them. Refused:
// TooManyExports and what ownAccount refuses.
func (a *Acts) ExportOwn(ctx context.Context, t *db.Tx, who Actor, m *db.Member) (db.HeldData, error) {
	m, err := a.ownAccount(ctx, t, who, m)
	if err != nil {
		return db.HeldData{}, err
	}
	now := a.Now()
	until, err := FreeAt(ctx, t.Reader, db.OwnExports, m.IdentifierKey, []account.Cap{{Max: ownExportsPerDay, Window: 24 * time.Hour}}, now)
	if err != nil {
		return db.HeldData{}, err
	}
	if until.After(now) {
		return db.HeldData{}, refuseUntil(TooManyExports, until)
	}
	if err := t.Count(ctx, db.OwnExports, m.IdentifierKey, now); err != nil {
		return db.HeldData{}, err
	}
	if err := a.audit(ctx, t, who, events.MemberExported.OK(m.IdentifierKey, events.Details{})); err != nil {
		return db.HeldData{}, err
	}
	if err := a.tell(ctx, t, m, db.KindDataExported); err != nil {
		return db.HeldData{}, err
	}
	return t.HeldAbout(ctx, m, now)
}

// CloseOwn closes the account of a member who has just given the current password. Refused: GuardianCloses and what ownAccount
// refuses.
func (a *Acts) CloseOwn(ctx context.Context, t *db.Tx, who Actor, m *db.Member) error {
	m, err := a.ownAccount(ctx, t, who, m)
	if err != nil {
		return err
	}
	if guarded, err := a.HasGuardian(ctx, t.Reader, m); err != nil || guarded {
		if err == nil {
			err = refuse(GuardianCloses)
		}
		return err
	}
	return a.closeAccount(ctx, t, who, m, Closing{Cause: db.Wish}, events.Details{})
}

// HasGuardian says whether a guardian acts for the member today. By law only a guardian decides in the member's place; others who
// may act for a member do not.
func (a *Acts) HasGuardian(ctx context.Context, r db.Reader, m *db.Member) (bool, error) {
	running, err := a.RunningMandates(ctx, r, m)
	return slices.ContainsFunc(running, func(x db.Mandate) bool { return x.Kind == db.Guardianship }), err
}
