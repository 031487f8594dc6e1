package courier

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
)

// round is what Run keeps between two looks at the outbox: the messages taken and not yet on their way. Each channel
// has its queue and its carriers, and the outbox is asked again while one of them is idle: a relay that hangs does
// not keep SMS from leaving.
type round struct {
	*Courier
	queues  map[account.Channel][]db.Waiting // by channel
	more    bool                             // the outbox may hold messages that were not taken
	expired time.Time                        // last wiping
}

// fill tops up the queues and says how long to sleep when nothing happens before.
func (r *round) fill(ctx context.Context) time.Duration {
	now := r.o.Clock()
	if gap := now.Sub(r.expired); gap < 0 || gap >= expireGap {
		if _, err := r.outbox.ExpireOutbox(ctx, now); err != nil {
			return r.fault(ctx, err)
		}
		r.expired = now
	}
	for r.more && (len(r.queues[account.Email]) == 0 || len(r.queues[account.SMS]) == 0) {
		limit := min(r.holding()+batch, taken)
		due, err := r.outbox.Due(ctx, now, limit)
		if err != nil {
			return r.fault(ctx, err)
		}
		fresh := r.hold(due)
		for _, w := range fresh {
			r.queues[w.Channel] = append(r.queues[w.Channel], w)
		}
		if r.more = len(due) == limit; len(fresh) == 0 {
			break
		}
	}
	if r.holding() > 0 {
		return longest // a carrier that comes back ends it
	}
	next, err := r.outbox.NextDue(ctx)
	if err != nil {
		return r.fault(ctx, err)
	}
	if next.IsZero() {
		return longest
	}
	return min(max(next.Sub(now), shortest), longest)
}

// fault logs an error of the database and says when to look again.
func (r *round) fault(ctx context.Context, err error) time.Duration {
	if ctx.Err() == nil {
		r.o.Log.Error("outbox", "error", err)
	}
	return 5 * time.Second
}

// hold marks messages as taken and returns those that were not.
func (c *Courier) hold(due []db.Waiting) []db.Waiting {
	c.mu.Lock()
	defer c.mu.Unlock()
	var fresh []db.Waiting
	for _, w := range due {
		if !c.held[w.ID] {
			c.held[w.ID] = true
			fresh = append(fresh, w)
		}
	}
	return fresh
}

func (c *Courier) holding() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.held)
}

func (c *Courier) release(id int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, id)
}
