package acts

import (
	"context"
	"time"

	"sesame/db"
	"sesame/journey/events"
)

// refusalsNoted is the number per hour and network address up to which refusals that cost a stranger nothing are
// written to the audit log. Further ones are refused in the same way but leave no row, so that strangers cannot fill
// the disk.
const refusalsNoted = 30

// auditRefusal appends the event of such a refusal, unless the actor's networks have used up their number.
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
