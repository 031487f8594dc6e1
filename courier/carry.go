package courier

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"sesame/account"
	"sesame/db"
)

// backoff is how long to wait after the nth temporary failure.
var backoff = [...]time.Duration{10 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute}

// carry makes one attempt to send a message and records the result. Once the attempt has begun, cancelling ctx does not
// stop it: an interrupted attempt would be repeated after the restart.
func (c *Courier) carry(ctx context.Context, w db.Waiting) {
	now := c.o.Clock()
	if ctx.Err() != nil {
		return // not begun: the message waits for the next start
	}
	working := context.WithoutCancel(ctx)
	if !w.ExpiresAt.After(now) {
		c.settle(ctx, w, func() error {
			ended, err := c.outbox.ExpireOutbox(working, now)
			for channel, n := range ended {
				c.count(channel, Expired, n)
			}
			return err
		})
		c.o.Departures.forget(w)
		return
	}
	before := c.o.Departures.of(w)
	if before.enough() {
		c.o.Log.Warn("message handed over and no answer noted", "reference", w.Reference, "kind", w.Kind, "times", before.begun)
		c.settle(ctx, w, func() error { return c.outbox.Sent(working, w.ID, now) })
		c.o.Departures.forget(w)
		return
	}
	handed, withdrawn := false, false
	var left atomic.Bool // an HTTP client says so in a goroutine of its own
	failure := c.send(ctx, w, func() error {
		err := c.outbox.HandOver(working, w.ID, w.HandedOver+1)
		if err != nil {
			withdrawn = errors.Is(err, db.ErrWithdrawn)
			return &Failure{Class: "base"}
		}
		handed = true
		c.departed(w, departures{before.begun + 1, before.left})
		return nil
	}, func() {
		left.Store(true)
		c.departed(w, departures{before.begun + 1, before.left + 1})
	})
	if withdrawn {
		return
	}
	began := now
	now = c.o.Clock()
	switch {
	case failure == nil && w.Decoy():
		c.settle(ctx, w, func() error { return c.outbox.Dropped(working, w.ID, now) })
		c.o.Departures.forget(w)
	case failure == nil:
		c.settle(ctx, w, func() error { return c.outbox.Sent(working, w.ID, now) })
		c.o.Departures.forget(w)
		c.count(w.Channel, Sent, 1)
		c.wasTaken(working, w, now)
	default:
		if handed { // the attempt has an answer, so it does not count as interrupted
			c.departed(w, before)
		}
		var soonest time.Time
		if left.Load() && failure.cause != nil {
			soonest = c.wasSilent(w, began, now)
		}
		c.failed(ctx, w, failure, handed, soonest, now)
	}
}

// failed records the failure of an attempt that was not interrupted: the message ends, or is tried again later. handed says
// that the outbox counts the attempt as handed over; soonest is the earliest time of the next attempt, zero for any.
func (c *Courier) failed(ctx context.Context, w db.Waiting, failure *Failure, handed bool, soonest, now time.Time) {
	working := context.WithoutCancel(ctx)
	what := c.wasRefused(working, w, failure, now)
	if what.retry.Before(soonest) {
		what.retry = soonest
	}
	c.o.Log.Warn("message not sent", "reference", w.Reference, "kind", w.Kind, "channel", w.Channel,
		"class", failure.Class, "ends", what.ends, "tries", w.Tries+1)
	if what.ends {
		c.settle(ctx, w, func() error { return c.outbox.Refused(working, w, now, failure.Class) })
		c.count(w.Channel, Refused, 1)
		if c.endedWrongly(w) {
			c.reopen(ctx, working, now, w)
		}
		return
	}
	c.count(w.Channel, Kept, 1)
	if handed {
		c.settle(ctx, w, func() error {
			if err := c.outbox.HandOver(working, w.ID, w.HandedOver); !errors.Is(err, db.ErrWithdrawn) {
				return err
			}
			return nil
		})
	}
	c.settle(ctx, w, func() error { return c.outbox.Retry(working, w.ID, what.retry, failure.Class) })
	c.wakeAt(what.retry)
	c.reopen(ctx, working, what.retry, what.reopen...)
}

// departed records how often a message has left without an answer.
func (c *Courier) departed(w db.Waiting, times departures) {
	if err := c.o.Departures.note(w, times); err != nil {
		c.o.Log.Warn("departure not noted; the message may leave once more where the program is killed now", "reference", w.Reference, "error", err)
	}
}

// reopen queues wrongly refused messages again.
func (c *Courier) reopen(ctx, working context.Context, next time.Time, ended ...db.Waiting) {
	for _, w := range ended {
		c.settle(ctx, w, func() error { return c.outbox.Reopen(working, w, next) })
	}
}

// patience is the minimum wait after a failure that concerned this message alone.
func patience(w db.Waiting, now time.Time) time.Duration {
	switch age := now.Sub(w.CreatedAt); {
	case w.Tries < len(backoff):
		return backoff[w.Tries]
	case age < time.Hour:
		return backoff[len(backoff)-1]
	case age < 6*time.Hour:
		return 15 * time.Minute
	}
	return time.Hour
}

// send renders a message and gives it to its Mailer or Texter. A decoy is rendered, and recorded as handed over in the outbox,
// like any other message, but is not sent, so that the time this takes does not reveal which messages are decoys. leaving and
// departed are called as Mail.Leaving and Mail.Departed say.
func (c *Courier) send(service context.Context, w db.Waiting, leaving Leaving, departed Departed) *Failure {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(service), sendTime)
	defer cancel()
	var err error
	ways := c.ways.Load()
	switch {
	case w.Channel == account.Email:
		var m Mail
		if m, err = renderMail(c.o.Caisse, w.Message, c.o.Location); err != nil {
			return &Failure{Permanent: true, Class: "texte"}
		}
		if w.Decoy() {
			err = leaving()
			break
		}
		m.Reference, m.Date, m.Leaving, m.Departed, m.Stops = w.Reference, c.o.Clock(), leaving, departed, service.Done()
		err = ways.mailer.SendMail(ctx, m)
	case ways.texter == nil:
		return &Failure{Permanent: true, Class: "sms-non-configure"}
	default:
		var t Text
		if t, err = renderSMS(c.o.Caisse, w.Message, c.o.Location); err != nil {
			return &Failure{Permanent: true, Class: "texte"}
		}
		if w.Decoy() {
			err = leaving()
			break
		}
		t.Reference, t.Leaving, t.Departed = w.Reference, leaving, departed
		err = ways.texter.SendText(ctx, t)
	}
	if err != nil {
		return failureOf(err)
	}
	return nil
}

// settle records the result of an attempt and returns only when it is stored. While the database fails, the message
// stays marked as taken, so that it is not sent twice. When ctx ends, it tries once more and gives up.
func (c *Courier) settle(ctx context.Context, w db.Waiting, write func() error) {
	for wait := time.Second; ; wait = min(2*wait, longest) {
		ending := ctx.Err() != nil
		err := write()
		if err == nil {
			return
		}
		c.o.Log.Error("message not settled", "reference", w.Reference, "error", err)
		if ending {
			return
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}
