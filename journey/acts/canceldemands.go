package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// DemandSince returns since when a temporary password has been requested, or has waited to be used; zero for neither.
// Only the member can say whether the demand was theirs. A slip that an agent has handed over does not count, because
// it was given to the member.
func (a *Acts) DemandSince(ctx context.Context, r db.Reader, m *db.Member) (time.Time, error) {
	since, err := r.DemandSince(ctx, m.ID, a.Now())
	if err != nil {
		return since, err
	}
	if t := m.Temporary; cancellable(t, a.Now()) && (since.IsZero() || t.IssuedAt.Before(since)) {
		since = t.IssuedAt
	}
	return since, nil
}

func cancellable(t *db.Temporary, now time.Time) bool {
	return t != nil && t.Channel != account.Counter && now.Before(t.ExpiresAt)
}

// CancelDemands ends the demands that a member denies having made: those in progress, a temporary password that was not
// replaced yet, and what somebody has begun with it.
func (a *Acts) CancelDemands(ctx context.Context, t *db.Tx, who Actor, m *db.Member) error {
	m, err := t.Member(ctx, m.ID)
	if err != nil {
		return err
	}
	since, err := a.DemandSince(ctx, t.Reader, m)
	if err != nil || since.IsZero() { // ended meanwhile, or cancelled by the first of two clicks
		return err
	}
	if err := t.EndDemands(ctx, m.ID, a.Now()); err != nil {
		return err
	}
	if cancellable(m.Temporary, a.Now()) {
		if err := t.CancelTemporary(ctx, m.ID, a.Now()); err != nil {
			return err
		}
	}
	return a.audit(ctx, t, who, events.DemandsCancelled.OK(m.IdentifierKey, events.Details{}))
}
