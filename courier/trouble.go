package courier

import (
	"context"
	"slices"
	"time"

	"sesame/account"
	"sesame/db"
)

// wasTaken notes that a message was taken. Where that ends a trouble, what had waited leaves.
func (c *Courier) wasTaken(ctx context.Context, w db.Waiting, now time.Time) {
	c.mu.Lock()
	mended, freed := c.ledger.taken(w)
	c.mu.Unlock()
	if mended {
		c.mended(ctx, w.Channel, now)
	}
	c.noteTroubles(ctx)
	if len(freed) > 0 {
		c.o.Log.Info("a provider takes messages again", "waiting", len(freed))
		c.hasten(func() error { return c.outbox.Reschedule(ctx, freed, now) })
	}
}

// recall takes up the troubles of the last run of the program. That of a channel which is off has ended.
func (c *Courier) recall(ctx context.Context) {
	lasting, err := c.outbox.Troubles(ctx)
	if err != nil {
		c.o.Log.Error("troubles", "error", err)
		return
	}
	c.mu.Lock()
	for _, t := range lasting {
		if t.Channel == account.Email || c.texter != nil {
			c.ledger.restore(t)
			c.o.Log.Error("messages did not leave before the restart either", "channel", t.Channel, "class", t.Class, "cause", cause(t.Class))
		}
	}
	c.mu.Unlock()
	c.noteTroubles(ctx)
}

// noteTroubles keeps the troubles in the database up to date.
func (c *Courier) noteTroubles(ctx context.Context) {
	c.noting.Lock()
	defer c.noting.Unlock()
	lasting := c.Status().Troubles()
	if c.noted != nil && slices.Equal(lasting, c.noted) {
		return
	}
	if err := c.outbox.NoteTroubles(ctx, lasting, c.o.Clock()); err != nil {
		c.o.Log.Error("troubles", "error", err)
		return
	}
	c.noted = append([]db.Trouble{}, lasting...)
}

// mended lets leave what had waited for a channel.
func (c *Courier) mended(ctx context.Context, channel account.Channel, now time.Time) {
	c.o.Log.Info("a channel works again", "channel", channel)
	c.hasten(func() error { return c.outbox.Hasten(ctx, channel, now) })
}

// hasten wakes what waits; where the outbox fails it leaves at the time that is noted.
func (c *Courier) hasten(write func() error) {
	if err := write(); err != nil {
		c.o.Log.Error("outbox", "error", err)
	}
	c.Wake()
}

// wasRefused notes a refusal and says what follows.
func (c *Courier) wasRefused(ctx context.Context, w db.Waiting, f *Failure, now time.Time) outcome {
	c.mu.Lock()
	what := c.ledger.refused(w, f, now)
	c.mu.Unlock()
	c.noteTroubles(ctx)
	if soonest := now.Add(patience(w, now)); !what.troubled && what.retry.Before(soonest) {
		what.retry = soonest
	}
	if what.began {
		c.o.Log.Error("a channel does not work", "channel", w.Channel, "class", f.Class, "cause", cause(f.Class))
	}
	if what.house != "" {
		c.o.Log.Error("a provider of boxes refuses messages", "class", f.Class, "cause", cause(f.Class))
	}
	return what
}

// endedWrongly says that a message ended by the fault of its destination while everybody else is refused too.
func (c *Courier) endedWrongly(w db.Waiting) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ledger.ended(w)
}

// heldUntil says until when a message must wait; zero lets it leave.
func (c *Courier) heldUntil(w db.Waiting, now time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ledger.hold(w, now)
}

// postpone puts messages back that must not leave yet, by the instant from which they may.
func (c *Courier) postpone(ctx context.Context, back map[time.Time][]int64) error {
	for until, ids := range back {
		err := c.outbox.Reschedule(ctx, ids, until)
		for _, id := range ids {
			c.release(id)
		}
		if err != nil {
			return err
		}
		c.wakeAt(until)
	}
	return nil
}

// nextTry is when a channel in trouble may be tried again; zero where it is well.
func (c *Courier) nextTry(channel account.Channel) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ledger.nextTry(channel)
}

// wakeAt wakes the courier when an instant has come. The outbox keeps whole seconds.
func (c *Courier) wakeAt(at time.Time) {
	time.AfterFunc(max(at.Sub(c.o.Clock()), 0)+shortest, c.Wake)
}

// mailChecker and textChecker are carriers that can say whether they would be let to send.
type (
	mailChecker interface {
		Check(ctx context.Context, to string) error
	}
	textChecker interface {
		Check(ctx context.Context) error
	}
)

// check tries a channel in trouble for which no message waits.
func (c *Courier) check(ctx context.Context, channel account.Channel) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTime)
	defer cancel()
	err := error(&Failure{Class: "inconnue"}) // of a carrier that cannot be checked
	if mailer, ok := c.mailer.(mailChecker); ok && channel == account.Email {
		err = mailer.Check(ctx, c.o.Caisse.ContactEmail)
	}
	if texter, ok := c.texter.(textChecker); ok && channel == account.SMS {
		err = texter.Check(ctx)
	}
	var f *Failure
	if err != nil {
		f = failureOf(err)
	}
	c.mu.Lock()
	mended := c.ledger.checked(channel, f, c.o.Clock())
	c.mu.Unlock()
	if mended {
		c.mended(ctx, channel, c.o.Clock())
	}
	c.noteTroubles(ctx)
}
