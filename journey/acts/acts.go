// Package acts holds what may be done to an account, whoever asks for it and by whichever door: send and try a code, answer
// the identity question, deliver a temporary password, personalise, change, reset, invite, approve, import, print…
//
// An act takes its context, the transaction under way, the Actor and what it is about; it writes effect, messages, audit
// row and counts together, and tells what it came to. An act that hashes a password first, or whose count must stand
// before it compares, opens its own transactions and so takes none. What is not done comes back as *Refused: as an error,
// and the transaction is undone; as a value beside the error, and it must be committed, for a try counts.
//
// Acts know no HTTP, no page and no sentence: handlers, commands, the demonstration and tests call the same ones.
package acts

import (
	"context"
	"log/slog"
	"time"

	"sesame/account"
	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/events"
)

// Acts is what acts need. Now is their only clock.
type Acts struct {
	DB       *db.DB
	Hasher   *keys.Hasher
	Caisse   account.Caisse
	Limits   account.Limits
	SMS      bool           // a gateway is configured
	Location *time.Location // of the days that members and agents live by
	Now      func() time.Time
	Log      *slog.Logger
}

// At is the same acts at some instant: an invented past is written so.
func (a *Acts) At(instant time.Time) *Acts {
	at := *a
	at.Now = func() time.Time { return instant }
	return &at
}

// audit appends an event to the log, in the transaction of the act.
func (a *Acts) audit(ctx context.Context, t *db.Tx, who Actor, e events.Event) error {
	return t.Audit(ctx, e.By(who.String(), who.Origin), a.Now())
}

// auditAlone appends an event that has no other write beside it.
func (a *Acts) auditAlone(ctx context.Context, who Actor, e events.Event) error {
	return a.DB.InTx(ctx, func(t *db.Tx) error { return a.audit(ctx, t, who, e) })
}
