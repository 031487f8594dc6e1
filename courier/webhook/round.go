package webhook

import (
	"context"
	"time"

	"sesame/db"
)

// round is the state of Sender.Run: the attempts in progress, and which destinations fail.
type round struct {
	*Sender
	destinations map[int64]*destination // by row of the client; 0 is the address of events
	held         map[int64]bool         // deliveries in progress
	expired      time.Time              // when expired deliveries were last looked for
}

// destination is a client's logout address, or the address of events.
type destination struct {
	busy     int       // attempts in progress
	failures int       // in a row
	until    time.Time // no attempt begins before this instant
}

// attempted is an attempt that has ended.
type attempted struct {
	db.Delivery
	at      time.Time
	failure *failure // nil when the delivery was taken
	unnoted bool     // the database has not stored the result
}

// start begins attempts at all destinations that may be tried, and returns how long to sleep unless woken earlier.
func (r *round) start(ctx context.Context, begin func(db.Delivery)) time.Duration {
	now := r.o.Clock()
	if now.Before(r.expired) { // the clock went back: the waits would last as much longer
		for _, to := range r.destinations {
			to.until = time.Time{}
		}
	}
	if err := r.expire(ctx, now); err != nil {
		return r.fault(ctx, err)
	}
	due, err := r.queue.DueDestinations(ctx, now)
	if err != nil {
		return r.fault(ctx, err)
	}
	sleep := longest
	for _, id := range due {
		if id == 0 && r.o.Events == nil {
			continue // the address was removed from the configuration; its deliveries expire
		}
		to := r.destination(id)
		if now.Before(to.until) {
			sleep = min(sleep, to.until.Sub(now))
			continue
		}
		// Deliveries in progress are still listed as due, so a full list leaves room for as many others.
		waiting, err := r.queue.DueDeliveries(ctx, id, now, carriers)
		if err != nil {
			return r.fault(ctx, err)
		}
		for _, d := range waiting {
			if !r.held[d.ID] && to.busy < carriers {
				r.held[d.ID] = true
				to.busy++
				begin(d)
			}
		}
	}
	next, err := r.queue.NextDelivery(ctx, now)
	if err != nil {
		return r.fault(ctx, err)
	}
	if !next.IsZero() {
		sleep = min(sleep, next.Sub(now))
	}
	return sleep
}

// expire ends deliveries that were not accepted in time.
func (r *round) expire(ctx context.Context, now time.Time) error {
	if gap := now.Sub(r.expired); gap >= 0 && gap < expireGap {
		return nil
	}
	ended, err := r.queue.ExpireDeliveries(ctx, now)
	if err != nil {
		return err
	}
	for kind, n := range ended {
		r.count(kind, Expired, n)
		r.o.Log.Warn("deliveries expired", "kind", kind, "count", n)
	}
	r.expired = now
	return nil
}

func (r *round) destination(id int64) *destination {
	if r.destinations[id] == nil {
		r.destinations[id] = new(destination)
	}
	return r.destinations[id]
}

// end records the end of an attempt at a destination. A destination that fails is tried less and less often, however
// many deliveries wait for it.
func (r *round) end(a attempted) {
	to := r.destination(a.ClientID)
	to.busy--
	delete(r.held, a.ID)
	switch {
	case a.unnoted:
		to.until = a.at.Add(databasePause)
	case a.failure == nil || a.failure.permanent:
		to.failures, to.until = 0, time.Time{}
	case !a.at.Before(to.until): // of attempts that failed together, one counts
		pause := min(patienceAt(to.failures), longestGap)
		to.failures++
		to.until = a.at.Add(max(pause, a.failure.after))
	}
}

// fault logs a database error and returns when to try again.
func (r *round) fault(ctx context.Context, err error) time.Duration {
	if ctx.Err() == nil {
		r.o.Log.Error("deliveries", "error", err)
	}
	return databasePause
}
