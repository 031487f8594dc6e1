package courier

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"sesame/account"
	"sesame/db"
)

// Outbox is the part of the database that the courier uses; *db.DB implements it.
type Outbox interface {
	Due(ctx context.Context, now time.Time, limit int, channels ...account.Channel) ([]db.Waiting, error)
	NextDue(ctx context.Context) (time.Time, error)
	HandOver(ctx context.Context, id int64, times int) error
	Sent(ctx context.Context, id int64, now time.Time) error
	Retry(ctx context.Context, id int64, next time.Time, failure string) error
	Refused(ctx context.Context, w db.Waiting, now time.Time, failure string) error
	Dropped(ctx context.Context, id int64, now time.Time) error
	Reschedule(ctx context.Context, ids []int64, at time.Time) error
	Hasten(ctx context.Context, channel account.Channel, now time.Time) error
	Troubles(ctx context.Context) ([]db.Trouble, error)
	NoteTroubles(ctx context.Context, lasting []db.Trouble, now time.Time) error
	Reopen(ctx context.Context, w db.Waiting, next time.Time) error
	ExpireOutbox(ctx context.Context, now time.Time) (map[account.Channel]int, error)
}

const (
	carriers     = 8                     // concurrent sends per channel
	taken        = 1024                  // maximum number of messages in memory
	batch        = 64                    // messages read from the outbox at once
	sendTime     = time.Minute           // one attempt, from the connection on; the answer to a mail that was sent has answerTime
	longest      = time.Minute           // maximum sleep, to wipe expired messages and notice a clock that was set back
	sendings     = 2                     // how often a message is sent at most when the program is killed before an answer is recorded
	shortest     = time.Second           // minimum sleep unless woken: the database stores whole seconds
	expireGap    = 10 * time.Second      // minimum time between two wipings while the courier is busy
	tickInterval = 50 * time.Millisecond // each interval has one tick, at which new messages are sent; they wait for two intervals at most
)

// Options configures a courier.
type Options struct {
	Caisse   account.Caisse
	Location *time.Location   // time zone of the times in messages: Europe/Paris
	Clock    func() time.Time // the clock of the whole service
	Log      *slog.Logger
	// Departures counts the sendings without a recorded answer; nil counts them in memory only.
	Departures *Departures
}

// Courier sends the messages in the outbox. A message is sent once. If the program is killed after the message has left, before
// it has recorded the relay's answer, the message is sent a second time with the same reference, but not a third time. The only
// exception: if the program was killed twice between the message's last byte and its count, the message is sent again, because it
// may never have left.
type Courier struct {
	outbox Outbox
	ways   atomic.Pointer[ways]
	o      Options
	wake   chan struct{}

	mu      sync.Mutex
	held    map[int64]bool // taken from the outbox, result not recorded yet
	ledger  *ledger
	silent  map[int64]silence             // messages that were sent whole without an answer
	broken  map[account.Channel]time.Time // when the last silence of a channel ended
	tallies map[Tally]int

	exchanged atomic.Bool // the ways were replaced, and what waits has not been made due yet

	mendings atomic.Int64 // how often messages were made due because a trouble had ended

	noting sync.Mutex   // serialises noteTroubles, so that an older state does not overwrite a newer one
	noted  []db.Trouble // as last stored in the database; nil before the first time
}

// New creates a courier. texter is nil when SMS are disabled: a waiting SMS is then refused.
func New(outbox Outbox, mailer Mailer, texter Texter, o Options) *Courier {
	if o.Departures == nil {
		o.Departures = &Departures{times: map[string]departures{}}
	}
	c := &Courier{
		outbox: outbox, o: o,
		wake: make(chan struct{}, 1), held: make(map[int64]bool), ledger: newLedger(), silent: make(map[int64]silence), broken: make(map[account.Channel]time.Time), tallies: make(map[Tally]int),
	}
	c.ways.Store(&ways{mailer, texter})
	return c
}

// ways are the mailer and the texter in use.
type ways struct {
	mailer Mailer
	texter Texter // nil when SMS are disabled
}

// Exchange replaces relay and gateway while the courier runs. A message that is being sent finishes with the former
// one; what waits is tried at once.
func (c *Courier) Exchange(mailer Mailer, texter Texter) {
	c.ways.Store(&ways{mailer, texter})
	c.exchanged.Store(true)
	c.Wake()
}

// Wake signals that a message may be waiting. It never blocks; call it after the commit that queued the message. The message is
// sent at the next tick, whose instant does not depend on the request that queued it: measuring how long later requests take
// reveals nothing about the message.
func (c *Courier) Wake() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Run sends due messages until ctx ends, then waits for the attempts in progress (a minute at most). It sleeps until the
// tick after it was woken or until a message is due. It logs database errors and retries.
func (c *Courier) Run(ctx context.Context) {
	var (
		r     = round{Courier: c, began: time.Now(), queues: map[account.Channel][]db.Waiting{}, busy: map[account.Channel]int{account.Email: 0, account.SMS: 0}, free: make(chan back, 2*carriers), more: map[account.Channel]bool{}}
		onWay sync.WaitGroup
	)
	defer onWay.Wait()
	r.lookAgain()
	c.recall(ctx)
	for {
		sleep := r.fill(ctx)
		mendings := c.mendings.Load()
		postponed := map[time.Time][]int64{}
		for channel := range r.queues {
			for w := range r.next(channel) {
				if until := c.heldUntil(w, c.o.Clock()); !until.IsZero() {
					postponed[until] = append(postponed[until], w.ID)
					continue
				}
				r.busy[channel]++
				onWay.Go(func() {
					c.carry(ctx, w)
					r.free <- back{channel, w.ID}
				})
			}
		}
		if len(postponed) > 0 {
			err := c.postpone(ctx, postponed, mendings)
			if err == nil {
				r.lookAgain()
				continue
			}
			sleep = r.fault(ctx, err)
		}
		timer := time.NewTimer(min(sleep, r.untilTick(), r.idle(func(channel account.Channel) {
			r.busy[channel]++
			onWay.Go(func() {
				c.check(ctx, channel)
				r.free <- back{channel: channel}
			})
		})))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case b := <-r.free:
			r.back(b)
			for range len(r.free) {
				r.back(<-r.free)
			}
		case <-c.wake:
			r.woken()
		case <-timer.C:
			r.tick = time.Time{}
			r.lookAgain()
		}
		timer.Stop()
	}
}
