// Package webhook notifies other programs: the clients of the OpenID provider, when a login has ended (OpenID Connect
// Back-Channel Logout 1.0), and one configured address, of events about members (Standard Webhooks).
//
// An act queues a delivery in its own transaction (package db), as it queues messages. [Sender.Run], woken after the commit,
// retries it until it is accepted or expires. Logs and errors of this package contain no address and no secret.
package webhook

import (
	"context"
	"crypto/x509"
	"log/slog"
	"maps"
	"net/http"
	"sync"
	"time"

	"sesame/courier/transport"
	"sesame/db"
)

// Queue is the part of the database that a sender uses; *db.DB implements it.
type Queue interface {
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

// Options configures a sender.
type Options struct {
	Issuer string // of the logout tokens, the same as in the discovery document
	// Sign signs claims as a JSON Web Token of a type.
	Sign        func(ctx context.Context, algorithm, kind string, claims any) (string, error)
	Events      *EventAddress  // where events are sent; nil for nowhere
	Authorities *x509.CertPool // verify certificates; nil for the system's
	Clock       func() time.Time
	Log         *slog.Logger
}

const (
	attemptTime = 10 * time.Second // one attempt, from the connection to the end of the answer
	carriers    = 4                // concurrent attempts at one destination
	longestGap  = time.Minute      // longest wait between two attempts at a destination that fails, unless it asks for more
	answerBytes = 4 << 10          // bytes of an answer that are read, so that the connection can be reused
	longest     = time.Minute      // maximum sleep, to end expired deliveries and notice a clock that was set back
	expireGap   = 10 * time.Second // minimum time between two looks for expired deliveries while the sender is busy
)

// Sender delivers logout tokens to the clients of the OpenID provider, and events to their address. Each destination has its
// own attempts, so that a slow or failing one delays no other.
//
// A delivery is recorded after it was accepted. If the program is killed in between, it is sent a second time with the same
// number, by which the receiver recognises it.
type Sender struct {
	queue  Queue
	o      Options
	client *http.Client
	wake   chan struct{}

	mu      sync.Mutex
	tallies map[Tally]int
}

// Result is the result of a delivery or of an attempt.
type Result string

// A delivery is sent, refused permanently, or expired; after any other failed attempt it remains queued.
const (
	Sent    Result = "sent"
	Refused Result = "refused"
	Expired Result = "expired"
	Kept    Result = "kept"
)

// Tally is a kind of delivery with a result, as a key for counting.
type Tally struct {
	Kind   string
	Result Result
}

// New creates a sender.
func New(queue Queue, o Options) *Sender {
	return &Sender{queue: queue, o: o, client: transport.Client(o.Authorities, attemptTime), wake: make(chan struct{}, 1), tallies: map[Tally]int{}}
}

// Wake signals that a delivery may be waiting. It never blocks; call it after the commit that queued the delivery.
func (s *Sender) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Tallies returns, since the start, how many deliveries have ended with each result, and how many attempts have failed
// (Kept).
func (s *Sender) Tallies() map[Tally]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.tallies)
}

func (s *Sender) count(kind string, result Result, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tallies[Tally{kind, result}] += n
}

// Run sends due deliveries until ctx ends, then waits for the attempts in progress (ten seconds at most). It sleeps until
// it is woken or a delivery is due. It logs database errors and retries.
func (s *Sender) Run(ctx context.Context) {
	r := round{Sender: s, destinations: map[int64]*destination{}, held: map[int64]bool{}}
	back := make(chan attempted)
	var onWay sync.WaitGroup
	defer onWay.Wait()
	for {
		sleep := r.start(ctx, func(d db.Delivery) {
			onWay.Go(func() {
				a := s.attempt(ctx, d)
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
		case <-s.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}
