package acts

import (
	"context"
	"time"

	"sesame/db"
)

// tally is a counter of attempts: of a subject and, when a known browser has a count of its own, of that browser
// (object).
type tally struct {
	kind            db.LimitKind
	subject, object []byte // object may be nil
}

func (y tally) events(ctx context.Context, r db.Reader, since time.Time) ([]time.Time, error) {
	if y.object == nil {
		return r.Events(ctx, y.kind, y.subject, since)
	}
	return r.EventsOf(ctx, y.kind, y.subject, y.object, since)
}

func (y tally) count(ctx context.Context, t *db.Tx, now time.Time) error {
	if y.object == nil {
		return t.Count(ctx, y.kind, y.subject, now)
	}
	return t.CountObject(ctx, y.kind, y.subject, y.object, now)
}

// uncount takes back the newest attempt.
func (y tally) uncount(ctx context.Context, t *db.Tx) error {
	if y.object == nil {
		return t.Uncount(ctx, y.kind, y.subject)
	}
	return t.UncountObject(ctx, y.kind, y.subject, y.object)
}

func (y tally) forget(ctx context.Context, t *db.Tx) error {
	if y.object == nil {
		return t.Forget(ctx, y.kind, y.subject)
	}
	return t.ForgetObject(ctx, y.kind, y.subject, y.object)
}

// known says whether the actor's browser is one in which the holder of the account has logged in.
func (a *Acts) known(ctx context.Context, r db.Reader, who Actor, of db.Account) (bool, error) {
	return r.KnowsBrowser(ctx, of, who.Browser, a.Now())
}

// remember makes the actor's browser a known one of the account.
func (a *Acts) remember(ctx context.Context, t *db.Tx, who Actor, of db.Account) error {
	if who.Browser == nil { // the command line, and tests without a browser
		return nil
	}
	now := a.Now()
	return t.RememberBrowser(ctx, of, who.Browser, who.Device, now, now.Add(a.Limits.KnownBrowserTTL))
}

// accountOf returns the account of a member; the zero Account for nil.
func accountOf(m *db.Member) db.Account {
	if m == nil {
		return db.Account{}
	}
	return db.Account{Member: m.ID}
}
