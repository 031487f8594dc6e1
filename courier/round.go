package courier

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"iter"
	"time"

	"sesame/account"
	"sesame/db"
)

// round is the state of Run: the messages taken from the outbox and not yet being sent. Each channel has its own queue
// and carriers (workers), so that a relay that hangs does not delay SMS.
type round struct {
	*Courier
	queues  map[account.Channel][]db.Waiting // by channel
	busy    map[account.Channel]int          // active carriers
	free    chan back                        // carriers that have finished
	more    map[account.Channel]bool         // the outbox may contain more due messages
	expired time.Time                        // time of the last wiping of expired messages
	tick    time.Time                        // when new messages are looked for; zero when the courier was not woken
	began   time.Time                        // when the first interval of the ticks began
	drawn   time.Duration                    // the tick that was drawn last, counted from began
}

// woken sets the next tick. Each interval has one tick, drawn at random within it and then kept, independently of who
// wakes the courier and when. So a queued message never makes another message leave earlier or later.
func (r *round) woken() {
	if !r.tick.IsZero() {
		return
	}
	for now := time.Since(r.began); r.drawn <= now; {
		interval := max(r.drawn/tickInterval+1, now/tickInterval)
		var part [2]byte
		_, _ = rand.Read(part[:]) // it never fails
		r.drawn = interval*tickInterval + tickInterval*time.Duration(binary.BigEndian.Uint16(part[:]))/(1<<16)
	}
	r.tick = r.began.Add(r.drawn)
}

// untilTick returns how long to sleep until the next tick.
func (r *round) untilTick() time.Duration {
	if r.tick.IsZero() {
		return longest
	}
	return time.Until(r.tick)
}

// back is a finished carrier, with its message if it had one.
type back struct {
	channel account.Channel
	id      int64
}

// back releases a message only between two Due queries: releasing it during a Due query could return it again and send
// it twice.
func (r *round) back(b back) {
	r.busy[b.channel]--
	r.release(b.id)
}

// next takes messages from a channel's queue while it has idle carriers.
func (r *round) next(channel account.Channel) iter.Seq[db.Waiting] {
	return func(yield func(db.Waiting) bool) {
		for len(r.queues[channel]) > 0 && r.busy[channel] < carriers {
			w := r.queues[channel][0]
			r.queues[channel] = r.queues[channel][1:]
			if !yield(w) {
				return
			}
		}
	}
}

// idle checks each channel in trouble that is due for a test and has no message to test it with. It returns the time
// until the next check.
func (r *round) idle(check func(channel account.Channel)) time.Duration {
	sleep, now := longest, r.o.Clock()
	for channel, busy := range r.busy {
		if at, troubled := r.nextTry(channel); !troubled || busy > 0 {
			continue
		} else if now.Before(at) {
			sleep = min(sleep, at.Sub(now))
		} else if !r.more[channel] {
			check(channel)
		}
	}
	return sleep
}

// fill refills the queues and returns how long to sleep unless woken earlier.
func (r *round) fill(ctx context.Context) time.Duration {
	now := r.o.Clock()
	gap := now.Sub(r.expired)
	if gap < 0 {
		r.tryNow(now)
	}
	if r.exchanged.Swap(false) {
		r.tryNow(now)
		for channel := range r.busy {
			r.hasten(func() error { return r.outbox.Hasten(ctx, channel, now) })
		}
	}
	if gap < 0 || gap >= expireGap {
		ended, err := r.outbox.ExpireOutbox(ctx, now)
		if err != nil {
			return r.fault(ctx, err)
		}
		for channel, n := range ended {
			r.count(channel, Expired, n)
		}
		r.expired = now
	}
	for channel := range r.busy {
		if err := r.refill(ctx, channel, now); err != nil {
			return r.fault(ctx, err)
		}
	}
	if r.holding() > 0 {
		return longest // a carrier that finishes ends the sleep
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

// tryNow lets everything be tried now, whatever it waits for.
func (r *round) tryNow(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ledger.tryNow(now)
	for channel := range r.busy {
		r.breakSilence(channel, now)
	}
}

// refill takes due messages of a channel from the outbox once its queue is empty, while there may be more. Messages in progress
// are still due and listed first, so the limit is raised by their number.
func (r *round) refill(ctx context.Context, channel account.Channel, now time.Time) error {
	for r.more[channel] && len(r.queues[channel]) == 0 {
		limit := min(r.holding()+batch, taken)
		due, err := r.outbox.Due(ctx, now, limit, channel)
		if err != nil {
			return err
		}
		r.queues[channel] = r.hold(due)
		if r.more[channel] = len(due) == limit; len(r.queues[channel]) == 0 {
			break
		}
	}
	return nil
}

// lookAgain says that the outbox may contain due messages of each channel.
func (r *round) lookAgain() {
	for channel := range r.busy {
		r.more[channel] = true
	}
}

// fault logs a database error and returns when to try again.
func (r *round) fault(ctx context.Context, err error) time.Duration {
	if ctx.Err() == nil {
		r.o.Log.Error("outbox", "error", err)
	}
	return 5 * time.Second
}

// hold marks messages as taken and returns those that were not marked before.
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
