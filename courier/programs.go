package courier

import (
	"context"
	"crypto/x509"
	"log/slog"
	"maps"
	"net/http"
	"sync"
	"time"

	"sesame/db"
)

// Deliveries is the part of the database that the courier of programs uses; *db.DB implements it.
type Deliveries interface {
	DueDestinations(ctx context.Context, now time.Time) ([]int64, error)
	DueDeliveries(ctx context.Context, clientID int64, now time.Time, limit int) ([]db.Delivery, error)
	NextDelivery(ctx context.Context, after time.Time) (time.Time, error)
	Client(ctx context.Context, id int64) (*db.Client, error)
	Delivered(ctx context.Context, id int64, now time.Time) error
	DeliveryRefused(ctx context.Context, id int64, failure string, now time.Time) error
	RetryDelivery(ctx context.Context, id int64, failure string, next time.Time) error
	HastenDeliveries(ctx context.Context, clientID int64, now time.Time) error
	ExpireDeliveries(ctx context.Context, now time.Time) (map[string]int, error)
}

// ProgramOptions configures the courier of programs.
type ProgramOptions struct {
	Issuer string // of the logout tokens, the same as in the discovery document
	// Sign signs claims as a JSON Web Token of a type.
	Sign        func(ctx context.Context, algorithm, kind string, claims any) (string, error)
	Events      *EventAddress  // where events go; nil for nowhere
	Authorities *x509.CertPool // that certificates are verified with; nil for the system's
	Clock       func() time.Time
	Log         *slog.Logger
}

const (
	programTime     = 10 * time.Second // one attempt, from the connection to the end of the answer
	programCarriers = 4                // concurrent attempts at one destination
	programPause    = time.Minute      // longest wait between two attempts at a destination that fails, unless it asks for more
	programBody     = 4 << 10          // bytes of an answer that are read, so that the connection may serve again
)

// Programs delivers logout tokens to the clients of the OpenID provider, and events to their address. Each destination has its
// own attempts, so that a slow or failing one delays no other.
//
// A delivery is recorded after it was accepted. If the program is killed in between, it is sent a second time with the same
// number, by which the receiver recognises it.
type Programs struct {
	deliveries Deliveries
	o          ProgramOptions
	client     *http.Client
	wake       chan struct{}

	mu      sync.Mutex
	tallies map[DeliveryTally]int
}

// DeliveryTally is a kind of delivery and what became of it.
type DeliveryTally struct {
	Kind   string
	Result Result
}

// NewPrograms creates the courier of programs.
func NewPrograms(deliveries Deliveries, o ProgramOptions) *Programs {
	return &Programs{deliveries: deliveries, o: o, client: webClient(o.Authorities, programTime), wake: make(chan struct{}, 1), tallies: map[DeliveryTally]int{}}
}

// Wake signals that a delivery may be waiting. It never blocks; call it after the commit that queued the delivery.
func (p *Programs) Wake() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Tallies returns how many deliveries have ended in which way since the start, and how many attempts have failed (Kept).
func (p *Programs) Tallies() map[DeliveryTally]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.tallies)
}

func (p *Programs) count(kind string, result Result, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tallies[DeliveryTally{kind, result}] += n
}

// Run delivers what is due until ctx ends, then waits for the attempts in progress (ten seconds at most). It sleeps until
// it is woken or a delivery is due. It logs database errors and retries.
func (p *Programs) Run(ctx context.Context) {
	r := deliveryRound{Programs: p, destinations: map[int64]*destination{}, held: map[int64]bool{}}
	back := make(chan attempted)
	var onWay sync.WaitGroup
	defer onWay.Wait()
	for {
		sleep := r.start(ctx, func(d db.Delivery) {
			onWay.Go(func() {
				a := p.attempt(ctx, d)
				select {
				case back <- a:
				case <-ctx.Done():
				}
			})
		})
		timer := time.NewTimer(sleep)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case a := <-back:
			r.end(a)
		case <-p.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}
