package acts

import (
	"context"
	"time"

	"sesame/db"
	"sesame/journey/events"
)

// refusalsNoted is how many refusals that cost a stranger nothing are written to the audit log per hour and network address.
// Further ones are refused alike, and leave no row: strangers do not fill the disk.
const refusalsNoted = 30

// auditRefusal appends such an event, if the actor's address has not used up its number.
func (a *Acts) auditRefusal(ctx context.Context, t *db.Tx, who Actor, e events.Event) error {
	now := a.Now()
	for _, n := range who.networks() {
		noted, err := t.CountSince(ctx, db.RefusalsNoted, n.key, now.Add(-time.Hour), refusalsNoted*n.times)
		if err != nil || noted >= refusalsNoted*n.times {
			return err
		}
	}
	if err := countNetworks(ctx, t, db.RefusalsNoted, who.networks(), now); err != nil {
		return err
	}
	return a.audit(ctx, t, who, e)
}

// auditRefusalAlone is auditRefusal in a transaction of its own.
func (a *Acts) auditRefusalAlone(ctx context.Context, who Actor, e events.Event) error {
	return a.DB.InTx(ctx, func(t *db.Tx) error { return a.auditRefusal(ctx, t, who, e) })
}
