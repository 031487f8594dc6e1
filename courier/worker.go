package courier

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"sesame/account"
	"sesame/db"
)

// Outbox is what the courier asks of the database; *db.DB is one.
type Outbox interface {
	Due(ctx context.Context, now time.Time, limit int) ([]db.Waiting, error)
	NextDue(ctx context.Context) (time.Time, error)
	HandOver(ctx context.Context, id int64, times int) error
	Sent(ctx context.Context, id int64, now time.Time) error
	Retry(ctx context.Context, id int64, next time.Time, failure string) error
	Refused(ctx context.Context, id int64, now time.Time, failure string) error
	Dropped(ctx context.Context, id int64, now time.Time) error
	Reschedule(ctx context.Context, ids []int64, at time.Time) error
	Hasten(ctx context.Context, channel account.Channel, now time.Time) error
	Troubles(ctx context.Context) ([]db.Trouble, error)
	NoteTroubles(ctx context.Context, lasting []db.Trouble, now time.Time) error
	Reopen(ctx context.Context, w db.Waiting, next time.Time) error
	ExpireOutbox(ctx context.Context, now time.Time) (map[account.Channel]int, error)
}

const (
	carriers  = 8                // messages of one channel on their way at once
	taken     = 1024             // messages held in memory at most
	batch     = 64               // messages asked of the outbox at once
	sendTime  = time.Minute      // one try, from the connection to the last answer
	longest   = time.Minute      // sleep at most: what has expired is wiped, and a clock that was set back is noticed
	sendings  = 2                // of a message at most, where the program is killed before an answer is noted
	shortest  = time.Second      // sleep at least, unless woken: instants in the database are whole seconds
	expireGap = 10 * time.Second // between two wipings while the courier is busy
)

// Options is what a courier needs besides its outbox and its carriers.
type Options struct {
	Caisse   account.Caisse
	Location *time.Location   // the hours in messages: Europe/Paris
	Clock    func() time.Time // the one that the rest of the service reads
	Log      *slog.Logger
}

// Courier empties the outbox. A message leaves once; when the program was killed between the relay's answer and the
// database's, a second time with the same reference, and never a third time.
type Courier struct {
	outbox Outbox
	mailer Mailer
	texter Texter
	o      Options
	wake   chan struct{}

	mu      sync.Mutex
	held    map[int64]bool // taken out of the outbox and not settled yet
	ledger  *ledger
	tallies map[Tally]int

	noting sync.Mutex   // one after the other, so that an older state does not overwrite a newer one
	noted  []db.Trouble // as the database has them; nil before the first time
}

// New makes a courier. texter is nil where SMS are off: one that waits all the same is refused.
func New(outbox Outbox, mailer Mailer, texter Texter, o Options) *Courier {
	return &Courier{
		outbox: outbox, mailer: mailer, texter: texter, o: o,
		wake: make(chan struct{}, 1), held: make(map[int64]bool), ledger: newLedger(), tallies: make(map[Tally]int),
	}
}

// Wake says that a message may wait. It never blocks; it is called after the commit that posted one.
func (c *Courier) Wake() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Run sends what is due until ctx ends, then lets what is on its way arrive (a minute at most). It sleeps until it is
// woken or a message is due. Errors of the database are logged and tried again.
func (c *Courier) Run(ctx context.Context) {
	var (
		r     = round{Courier: c, queues: map[account.Channel][]db.Waiting{}, busy: map[account.Channel]int{account.Email: 0, account.SMS: 0}, free: make(chan back, 2*carriers), more: true}
		onWay sync.WaitGroup
	)
	defer onWay.Wait()
	c.recall(ctx)
	for {
		sleep := r.fill(ctx)
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
			err := c.postpone(ctx, postponed)
			if err == nil {
				r.more = true
				continue
			}
			sleep = r.fault(ctx, err)
		}
		timer := time.NewTimer(min(sleep, r.idle(func(channel account.Channel) {
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
			r.more = true
		case <-timer.C:
			r.more = true
		}
		timer.Stop()
	}
}
