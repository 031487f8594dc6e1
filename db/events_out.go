package db

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"sesame/account"
	"sesame/journey/events"
)

// EventOut is an event as sent to another program.
type EventOut struct {
	Type       string          `json:"type"`
	Subjects   []ClientSubject `json:"subjects"` // the member's subject identifier for each client that they have opened
	Channel    account.Channel `json:"channel,omitempty"`
	Cause      events.Cause    `json:"cause,omitempty"`
	Identifier string          `json:"identifier"` // sent only where the configuration says so
}

// ClientSubject is the subject identifier of a member for one client.
type ClientSubject struct {
	ClientID string `json:"client_id"`
	Subject  string `json:"sub"`
}

// SendEvents stores whether events are sent out. The service calls it at its start, so that commands, which do not read the
// whole configuration, queue events as the service does.
func (d *DB) SendEvents(ctx context.Context, on bool) error {
	return d.InTx(ctx, func(t *Tx) error {
		_, err := t.exec(ctx, "note whether events go out", `UPDATE meta SET events = ?1 WHERE events <> ?1`, on)
		return err
	})
}

// statusOf is the last word of a cause: for « smtp-refus 550 5.1.1 » the status of RFC 3463.
func statusOf(cause events.Cause) events.Cause {
	return cause[strings.LastIndexByte(string(cause), ' ')+1:]
}

// sendOut queues an event about a member for the address of events, if there is one.
func (t *Tx) sendOut(ctx context.Context, e events.Event, now time.Time) error {
	var on bool
	if err := t.q.QueryRowContext(ctx, `SELECT events FROM meta`).Scan(&on); err != nil {
		return fmt.Errorf("look whether events go out: %w", err)
	}
	if !on {
		return nil
	}
	m, err := t.MemberByKey(ctx, e.Target)
	if errors.Is(err, ErrNotFound) {
		return nil // an identifier that no member has
	}
	if err != nil {
		return err
	}
	known, err := t.subjects(ctx, m.ID)
	if err != nil {
		return err
	}
	out := &EventOut{Type: e.Kind.Out(), Subjects: []ClientSubject{}, Channel: e.Channel, Cause: statusOf(e.Cause), Identifier: m.Profile.Identifier}
	for _, id := range slices.Sorted(maps.Keys(known)) {
		out.Subjects = append(out.Subjects, ClientSubject{id, known[id]})
	}
	return t.deliver(ctx, newDelivery{kind: DeliveryEvent, memberID: m.ID, payload: DeliveryPayload{Event: out}, life: eventLife}, now)
}
