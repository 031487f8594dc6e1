// Package acts holds all operations on accounts, for every kind of actor and every interface: send and check a code,
// check the answer to the identity question, deliver a temporary password, personalise, change, reset, invite, approve,
// import, print…
//
// An act takes a context, the current transaction, the Actor and the object. It writes the effect, messages, audit
// event and counts together, and returns the result. An act that hashes a password first, or whose count must be
// committed before a comparison, takes no transaction and opens its own. An act that was not done returns *Refused: as
// an error, so that the transaction is rolled back, or as a value beside the error, when the transaction must be
// committed because an attempt counts.
//
// Acts know nothing of HTTP, pages or wording: handlers, commands, the demonstration and tests call the same functions.
package acts

import (
	"context"
	"log/slog"
	"time"

	"sesame/account"
	"sesame/account/gauge"
	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/events"
)

// Acts holds the dependencies of the acts. Now is their only clock.
type Acts struct {
	DB       *db.DB
	Hasher   *keys.Hasher
	Caisse   account.Caisse
	Limits   account.Limits
	Words    gauge.Local    // words of the place that the gauge knows
	SMS      bool           // an SMS gateway is configured
	Location *time.Location // time zone of the days of members and agents
	Now      func() time.Time
	Log      *slog.Logger
}

// At returns the same acts with a fixed clock, for the demonstration's invented past.
func (a *Acts) At(instant time.Time) *Acts {
	at := *a
	at.Now = func() time.Time { return instant }
	return &at
}

// audit appends an event to the log in the transaction of the act.
func (a *Acts) audit(ctx context.Context, t *db.Tx, who Actor, e events.Event) error {
	return t.Audit(ctx, e.By(who.String(), who.Origin), a.Now())
}

// auditAlone appends an event in a transaction of its own.
func (a *Acts) auditAlone(ctx context.Context, who Actor, e events.Event) error {
	return a.DB.InTx(ctx, func(t *db.Tx) error { return a.audit(ctx, t, who, e) })
}
