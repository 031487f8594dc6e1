package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// Kinds of delivery.
const (
	DeliveryLogout = "logout"
	DeliveryEvent  = "event"
)

// How long delivery is attempted. A client's own session rarely lasts longer than a working day.
const (
	logoutLife = 24 * time.Hour
	eventLife  = 3 * 24 * time.Hour
)

// DeliveryPayload is the content of a delivery: for a logout the subject identifier and the session ID, otherwise the event.
type DeliveryPayload struct {
	Subject string    `json:"sub,omitempty"`
	SID     string    `json:"sid,omitempty"`
	Event   *EventOut `json:"event,omitempty"`
}

// Delivery is a logout token or an event that is to be sent to another program.
type Delivery struct {
	ID        int64
	Reference string
	Kind      string
	ClientID  int64 // 0 for an event
	Tries     int
	CreatedAt time.Time
	DeliveryPayload
}

// newDelivery is a delivery to be queued.
type newDelivery struct {
	kind     string
	clientID int64 // 0 for an event
	memberID int64 // the member that it is about; 0 for none
	payload  DeliveryPayload
	life     time.Duration // how long delivery is attempted
}

// deliver queues a delivery, which is due at once.
func (t *Tx) deliver(ctx context.Context, d newDelivery, now time.Time) error {
	plain, err := json.Marshal(d.payload)
	if err != nil {
		return fmt.Errorf("queue a delivery: %w", err)
	}
	reference := rand.Text()
	t.queued = true
	_, err = t.exec(ctx, "queue a delivery",
		`INSERT INTO deliveries (reference, kind, client_id, member_id, payload, state, next_try_at, expires_at, created_at) VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?, ?)`,
		reference, d.kind, row(d.clientID), row(d.memberID), t.keys.Seal("deliveries.payload", []byte(reference), plain), seconds(now), seconds(now.Add(d.life)), seconds(now))
	return err
}

// DueDestinations lists the destinations that have due deliveries: row IDs of clients, and 0 for the address of events.
func (r Reader) DueDestinations(ctx context.Context, now time.Time) ([]int64, error) {
	all, err := list[int64](ctx, r.q, `SELECT DISTINCT COALESCE(client_id, 0) FROM deliveries WHERE state = 'waiting' AND next_try_at <= ?1 AND expires_at > ?1`, seconds(now))
	if err != nil {
		return nil, fmt.Errorf("list destinations: %w", err)
	}
	return all, nil
}

// DueDeliveries lists the due deliveries to a client, or to the address of events (0), earliest first, at most limit.
func (r Reader) DueDeliveries(ctx context.Context, clientID int64, now time.Time, limit int) ([]Delivery, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT id, reference, kind, COALESCE(client_id, 0), payload, tries, created_at FROM deliveries
		WHERE state = 'waiting' AND client_id IS ?1 AND next_try_at <= ?2 AND expires_at > ?2 ORDER BY next_try_at, id LIMIT ?3`, row(clientID), seconds(now), limit)
	if err != nil {
		return nil, fmt.Errorf("list deliveries: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var due []Delivery
	for rows.Next() {
		var (
			d       Delivery
			sealed  []byte
			created int64
		)
		if err := rows.Scan(&d.ID, &d.Reference, &d.Kind, &d.ClientID, &sealed, &d.Tries, &created); err != nil {
			return nil, fmt.Errorf("list deliveries: %w", err)
		}
		d.CreatedAt = time.Unix(created, 0)
		plain, err := r.keys.Open("deliveries.payload", []byte(d.Reference), sealed)
		if err != nil {
			return nil, fmt.Errorf("list deliveries: %w", err)
		}
		if err := json.Unmarshal(plain, &d.DeliveryPayload); err != nil {
			return nil, fmt.Errorf("list deliveries: %w", err)
		}
		due = append(due, d)
	}
	return due, rows.Err()
}

// NextDelivery is the instant of the first attempt that is due after the given one; zero for none.
func (r Reader) NextDelivery(ctx context.Context, after time.Time) (time.Time, error) {
	var next sql.NullInt64
	if err := r.q.QueryRowContext(ctx, `SELECT min(next_try_at) FROM deliveries WHERE state = 'waiting' AND next_try_at > ?`, seconds(after)).Scan(&next); err != nil {
		return time.Time{}, fmt.Errorf("look for deliveries: %w", err)
	}
	return instant(next), nil
}

// Delivered records that a delivery was accepted.
func (d *DB) Delivered(ctx context.Context, id int64, now time.Time) error {
	return d.endDelivery(ctx, id, "sent", "", now)
}

// DeliveryRefused records that a delivery was refused permanently. failure is a class and a status, never an address.
func (d *DB) DeliveryRefused(ctx context.Context, id int64, failure string, now time.Time) error {
	return d.endDelivery(ctx, id, "refused", failure, now)
}

func (d *DB) endDelivery(ctx context.Context, id int64, state, failure string, now time.Time) error {
	return d.InTx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "end a delivery", `UPDATE deliveries SET state = ?, payload = NULL, tries = tries + 1, failure = ?, done_at = ? WHERE id = ? AND state = 'waiting'`,
			state, text(failure), seconds(now), id)
		return err
	})
}

// RetryDelivery records a failed attempt, and when the next one is due.
func (d *DB) RetryDelivery(ctx context.Context, id int64, failure string, next time.Time) error {
	return d.InTx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "postpone a delivery", `UPDATE deliveries SET tries = tries + 1, failure = ?, next_try_at = ? WHERE id = ? AND state = 'waiting'`,
			text(failure), seconds(next), id)
		return err
	})
}

// HastenDeliveries makes all waiting deliveries to a destination due at once.
func (d *DB) HastenDeliveries(ctx context.Context, clientID int64, now time.Time) error {
	return d.InTx(ctx, func(t *Tx) error {
		n, err := t.exec(ctx, "hasten deliveries", `UPDATE deliveries SET next_try_at = ?1 WHERE state = 'waiting' AND client_id IS ?2 AND next_try_at > ?1`, seconds(now), row(clientID))
		t.queued = n > 0
		return err
	})
}

// ExpireDeliveries gives up on deliveries that were not accepted in time. It returns how many expired, by kind.
func (d *DB) ExpireDeliveries(ctx context.Context, now time.Time) (ended map[string]int, err error) {
	ended = map[string]int{}
	err = d.InTx(ctx, func(t *Tx) error {
		kinds, err := list[string](ctx, t.tx, `UPDATE deliveries SET state = 'expired', payload = NULL, done_at = ?1 WHERE state = 'waiting' AND expires_at <= ?1 RETURNING kind`, seconds(now))
		if err != nil {
			return fmt.Errorf("expire deliveries: %w", err)
		}
		for _, kind := range kinds {
			ended[kind]++
		}
		return nil
	})
	return ended, err
}

// DeliveryFate is the state of a delivery as shown in lists.
type DeliveryFate struct {
	Kind      string
	State     string // waiting, sent, refused, expired
	Tries     int
	Failure   string
	CreatedAt time.Time
	DoneAt    time.Time // zero while it waits
}

// DeliveryFates lists the newest deliveries to a client, or the newest events for clientID 0.
func (r Reader) DeliveryFates(ctx context.Context, clientID int64, limit int) ([]DeliveryFate, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT kind, state, tries, COALESCE(failure, ''), created_at, done_at FROM deliveries
		WHERE client_id IS ? ORDER BY created_at DESC, id DESC LIMIT ?`, row(clientID), limit)
	if err != nil {
		return nil, fmt.Errorf("list fates of deliveries: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var all []DeliveryFate
	for rows.Next() {
		var (
			f             DeliveryFate
			created, done sql.NullInt64
		)
		if err := rows.Scan(&f.Kind, &f.State, &f.Tries, &f.Failure, &created, &done); err != nil {
			return nil, fmt.Errorf("list fates of deliveries: %w", err)
		}
		f.CreatedAt, f.DoneAt = instant(created), instant(done)
		all = append(all, f)
	}
	return all, rows.Err()
}

// WaitingDeliveries counts what waits for one destination.
type WaitingDeliveries struct {
	Kind    string
	Client  string // its name; empty for the address of events
	Count   int
	Since   time.Time // when the oldest was queued
	Failure string    // failure of one of them; empty while no attempt has failed
}

// WaitingDeliveries lists the destinations that have waiting deliveries, ordered by name.
func (r Reader) WaitingDeliveries(ctx context.Context) ([]WaitingDeliveries, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT kind, COALESCE(name, ''), count(*), min(deliveries.created_at), COALESCE(max(failure), '') FROM deliveries
		LEFT JOIN clients ON clients.id = deliveries.client_id WHERE state = 'waiting' GROUP BY kind, deliveries.client_id ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("count waiting deliveries: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var all []WaitingDeliveries
	for rows.Next() {
		var (
			w     WaitingDeliveries
			since int64
		)
		if err := rows.Scan(&w.Kind, &w.Client, &w.Count, &since, &w.Failure); err != nil {
			return nil, fmt.Errorf("count waiting deliveries: %w", err)
		}
		w.Since = time.Unix(since, 0)
		all = append(all, w)
	}
	return all, rows.Err()
}
