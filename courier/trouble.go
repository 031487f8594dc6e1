package courier

import (
	"context"
	"slices"
	"time"

	"sesame/account"
	"sesame/db"
)

// wasTaken records an accepted message. If that ends a trouble, the waiting messages are sent.
func (c *Courier) wasTaken(ctx context.Context, w db.Waiting, now time.Time) {
	c.mu.Lock()
	mended, freed := c.ledger.taken(w)
	delete(c.silent, w.ID)
	if mended || len(freed) > 0 {
		c.breakSilence(w.Channel, now)
	}
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

// recall resumes the stored troubles of the last run. It drops that of a disabled channel.
func (c *Courier) recall(ctx context.Context) {
	lasting, err := c.outbox.Troubles(ctx)
	if err != nil {
		c.o.Log.Error("troubles", "error", err)
		return
	}
	c.mu.Lock()
	for _, t := range lasting {
		if t.Channel == account.Email || c.ways.Load().texter != nil {
			c.ledger.restore(t)
			c.o.Log.Error("messages did not leave before the restart either", "channel", t.Channel, "class", t.Class, "cause", cause(t.Class))
		}
	}
	c.mu.Unlock()
	c.noteTroubles(ctx)
}

// noteTroubles stores the current troubles in the database.
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

// mended makes the messages that waited for a channel due immediately.
func (c *Courier) mended(ctx context.Context, channel account.Channel, now time.Time) {
	c.o.Log.Info("a channel works again", "channel", channel)
	c.hasten(func() error { return c.outbox.Hasten(ctx, channel, now) })
}

// hasten makes waiting messages due immediately; if the database fails, they are sent at their stored time.
func (c *Courier) hasten(write func() error) {
	c.mendings.Add(1)
	if err := write(); err != nil {
		c.o.Log.Error("outbox", "error", err)
	}
	c.Wake()
}

// wasRefused records a refusal and returns what to do.
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
	if what.provider != "" {
		c.o.Log.Error("a provider of boxes refuses messages", "class", f.Class, "cause", cause(f.Class))
	}
	return what
}

// endedWrongly says whether a message was ended because of its destination although all others are refused too.
func (c *Courier) endedWrongly(w db.Waiting) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ledger.ended(w)
}

// heldUntil returns until when a message must wait because of a trouble; zero means that it may be sent.
func (c *Courier) heldUntil(w db.Waiting, now time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.silent[w.ID]; now.Before(s.until) {
		return s.until
	}
	return c.ledger.hold(w, now)
}

// postpone returns messages to the outbox, keyed by the instant from which they may be sent. mendings is the count from
// before these instants were computed: if a trouble has ended since, the messages are due at once.
func (c *Courier) postpone(ctx context.Context, back map[time.Time][]int64, mendings int64) error {
	for until, ids := range back {
		err := c.outbox.Reschedule(ctx, ids, until)
		if err == nil && c.mendings.Load() != mendings {
			err = c.outbox.Reschedule(ctx, ids, c.o.Clock())
		}
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

// nextTry returns whether a channel is in trouble, and when it may be tried again.
func (c *Courier) nextTry(channel account.Channel) (at time.Time, troubled bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ledger.nextTry(channel)
}

// wakeAt wakes the courier at an instant, rounded up to a whole second as in the outbox.
func (c *Courier) wakeAt(at time.Time) {
	time.AfterFunc(max(at.Sub(c.o.Clock()), 0)+shortest, c.Wake)
}

// mailChecker and textChecker are carriers that can test whether they may send. prober sends a whole mail that nobody waits for.
type (
	mailChecker interface {
		Check(ctx context.Context, to string) error
	}
	prober interface {
		Probe(ctx context.Context, stops <-chan struct{}) error
	}
	textChecker interface {
		Check(ctx context.Context) error
	}
)

// check tests a channel in trouble for which no message waits.
func (c *Courier) check(service context.Context, channel account.Channel) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(service), sendTime)
	defer cancel()
	c.mu.Lock()
	silent := c.ledger.silent(channel, c.isSilent(channel, c.o.Clock()))
	c.mu.Unlock()
	err := error(&Failure{Class: "inconnue"}) // for a carrier without a check
	ways := c.ways.Load()
	if mailer, ok := ways.mailer.(mailChecker); ok && channel == account.Email {
		err = mailer.Check(ctx, c.o.Caisse.ContactEmail)
	}
	if mailer, ok := ways.mailer.(prober); ok && channel == account.Email && err == nil && silent {
		switch failed := mailer.Probe(ctx, service.Done()); {
		case failed == nil:
			silent = false
		case unheard(failureOf(failed).Class):
			err = failed // any other failure, such as an unknown address, says nothing about the messages that wait
		}
	}
	if texter, ok := ways.texter.(textChecker); ok && channel == account.SMS {
		err = texter.Check(ctx)
	}
	var f *Failure
	if err != nil {
		f = failureOf(err)
	}
	now := c.o.Clock()
	c.mu.Lock()
	mended := c.ledger.checked(channel, f, silent, now)
	if mended {
		c.breakSilence(channel, now)
	}
	c.mu.Unlock()
	if mended {
		c.mended(ctx, channel, c.o.Clock())
	}
	c.noteTroubles(ctx)
}
