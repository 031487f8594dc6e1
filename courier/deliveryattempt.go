package courier

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"sesame/db"
)

// databasePause is how long to wait after the database has failed.
const databasePause = 5 * time.Second

// deliveryWaits are how long to wait after the nth attempt; after the last one an hour.
var deliveryWaits = [...]time.Duration{time.Second, 5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute}

// patienceAt is how long to wait after an attempt that n others have preceded.
func patienceAt(n int) time.Duration {
	if n < len(deliveryWaits) {
		return deliveryWaits[n]
	}
	return time.Hour
}

// attempt makes one attempt at a delivery and notes the result. Once it has begun, cancelling ctx does not stop it.
func (p *Programs) attempt(ctx context.Context, d db.Delivery) attempted {
	working := context.WithoutCancel(ctx)
	failure := p.deliver(working, d)
	a := attempted{Delivery: d, at: p.o.Clock(), failure: failure}
	var err error
	switch {
	case failure == nil:
		p.count(d.Kind, Sent, 1)
		err = p.taken(working, d, a.at)
	case failure.Permanent:
		p.count(d.Kind, Refused, 1)
		err = p.deliveries.DeliveryRefused(working, d.ID, failure.Class, a.at)
	default:
		p.count(d.Kind, Kept, 1)
		err = p.deliveries.RetryDelivery(working, d.ID, failure.Class, whole(a.at.Add(max(patienceAt(d.Tries), failure.After))))
	}
	if failure != nil {
		p.o.Log.Warn("delivery not taken", "reference", d.Reference, "kind", d.Kind, "client", d.ClientID, "class", failure.Class, "ends", failure.Permanent, "tries", d.Tries+1)
	}
	if err != nil {
		p.o.Log.Error("delivery not noted", "reference", d.Reference, "error", err)
		a.unnoted = true
	}
	return a
}

// taken notes that a delivery was taken. Where an earlier attempt had failed, what else waits there leaves at once.
func (p *Programs) taken(ctx context.Context, d db.Delivery, now time.Time) error {
	err := p.deliveries.Delivered(ctx, d.ID, now)
	if err != nil || d.Tries == 0 {
		return err
	}
	return p.deliveries.HastenDeliveries(ctx, d.ClientID, now)
}

// deliver sends a delivery to its destination and judges the answer.
func (p *Programs) deliver(ctx context.Context, d db.Delivery) *Failure {
	request, err := p.request(ctx, d)
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	if err != nil {
		p.o.Log.Error("delivery not prepared", "reference", d.Reference, "error", err)
		return &Failure{Class: "preparation"}
	}
	response, err := p.client.Do(request) //nolint:gosec // G704: the address is the configuration's, or a client's, which a supervisor has entered
	if err != nil {
		return &Failure{Class: lineFault(err)}
	}
	defer response.Body.Close() //nolint:errcheck // nothing more is read
	if _, err := io.Copy(io.Discard, io.LimitReader(response.Body, programBody)); err != nil {
		return &Failure{Class: lineFault(err)}
	}
	return judgeDelivery(d.Kind, response)
}

func (p *Programs) request(ctx context.Context, d db.Delivery) (*http.Request, error) {
	if d.Kind == db.DeliveryEvent {
		return p.o.Events.request(ctx, d, p.o.Clock())
	}
	return p.logoutRequest(ctx, d)
}

// judgeDelivery says what an answer means; nil when the delivery was taken. A client answers 400, or 501 in its
// stead, to a logout that it can never carry out (OpenID Connect Back-Channel Logout 1.0, section 2.8). Any
// other refusal may be a mistake in the configuration that somebody mends: the delivery is kept.
func judgeDelivery(kind string, r *http.Response) *Failure {
	status := r.StatusCode
	if status >= 200 && status < 300 {
		return nil
	}
	final := kind == db.DeliveryLogout && (status == http.StatusBadRequest || status == http.StatusNotImplemented)
	return &Failure{Class: fmt.Sprintf("http %d", status), Permanent: final, After: retryAfter(r.Header)}
}
