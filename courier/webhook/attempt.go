package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"sesame/courier/transport"
	"sesame/db"
)

// databasePause is how long to wait after the database has failed.
const databasePause = 5 * time.Second

// deliveryWaits holds the wait after the nth attempt; after further ones it is an hour.
var deliveryWaits = [...]time.Duration{time.Second, 5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute}

// patienceAt returns how long to wait after an attempt that n others have preceded.
func patienceAt(n int) time.Duration {
	if n < len(deliveryWaits) {
		return deliveryWaits[n]
	}
	return time.Hour
}

// failure is why a delivery was not accepted. Only its class is stored or logged.
type failure struct {
	class     string        // « http 503 », « connexion »
	permanent bool          // the delivery is not retried
	after     time.Duration // minimum wait requested by the other side; zero if none
}

func (f *failure) Error() string { return f.class }

// attempt makes one attempt at a delivery and records the result. Once it has begun, cancelling ctx does not stop it.
func (s *Sender) attempt(ctx context.Context, d db.Delivery) attempted {
	working := context.WithoutCancel(ctx)
	failed := s.deliver(working, d)
	a := attempted{Delivery: d, at: s.o.Clock(), failure: failed}
	var err error
	switch {
	case failed == nil:
		s.count(d.Kind, Sent, 1)
		err = s.taken(working, d, a.at)
	case failed.permanent:
		s.count(d.Kind, Refused, 1)
		err = s.queue.DeliveryRefused(working, d.ID, failed.class, a.at)
	default:
		s.count(d.Kind, Kept, 1)
		err = s.queue.RetryDelivery(working, d.ID, failed.class, whole(a.at.Add(max(patienceAt(d.Tries), failed.after))))
	}
	if failed != nil {
		s.o.Log.Warn("delivery not taken", "reference", d.Reference, "kind", d.Kind, "client", d.ClientID, "class", failed.class, "ends", failed.permanent, "tries", d.Tries+1)
	}
	if err != nil {
		s.o.Log.Error("delivery not noted", "reference", d.Reference, "error", err)
		a.unnoted = true
	}
	return a
}

// taken records that a delivery was accepted. If an earlier attempt had failed, the other deliveries that wait for this
// destination become due at once.
func (s *Sender) taken(ctx context.Context, d db.Delivery, now time.Time) error {
	err := s.queue.Delivered(ctx, d.ID, now)
	if err != nil || d.Tries == 0 {
		return err
	}
	return s.queue.HastenDeliveries(ctx, d.ClientID, now)
}

// deliver sends a delivery to its destination and judges the answer.
func (s *Sender) deliver(ctx context.Context, d db.Delivery) *failure {
	request, err := s.request(ctx, d)
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	if err != nil {
		s.o.Log.Error("delivery not prepared", "reference", d.Reference, "error", err)
		return &failure{class: "preparation"}
	}
	response, err := s.client.Do(request) //nolint:gosec // G704: the address is the configuration's, or a client's, which a supervisor has entered
	if err != nil {
		return &failure{class: transport.Fault(err)}
	}
	defer response.Body.Close() //nolint:errcheck // nothing more is read
	if _, err := io.Copy(io.Discard, io.LimitReader(response.Body, answerBytes)); err != nil {
		return &failure{class: transport.Fault(err)}
	}
	return judgeDelivery(d.Kind, response)
}

func (s *Sender) request(ctx context.Context, d db.Delivery) (*http.Request, error) {
	if d.Kind == db.DeliveryEvent {
		return s.o.Events.request(ctx, d, s.o.Clock())
	}
	return s.logoutRequest(ctx, d)
}

// judgeDelivery classifies an answer; nil when the delivery was accepted. A client answers 400, or 501 in its stead, to
// a logout that it can never carry out (OpenID Connect Back-Channel Logout 1.0, section 2.8). Any other refusal may be
// due to a configuration mistake that somebody corrects, so the delivery is kept.
func judgeDelivery(kind string, r *http.Response) *failure {
	status := r.StatusCode
	if status >= 200 && status < 300 {
		return nil
	}
	final := kind == db.DeliveryLogout && (status == http.StatusBadRequest || status == http.StatusNotImplemented)
	return &failure{class: fmt.Sprintf("http %d", status), permanent: final, after: transport.RetryAfter(r.Header)}
}

// whole rounds t up to a whole second, as the database stores instants.
func whole(t time.Time) time.Time {
	if second := t.Truncate(time.Second); second.Before(t) {
		return second.Add(time.Second)
	}
	return t
}
