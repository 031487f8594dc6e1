package acts

import (
	"context"
	"crypto/rand"
	"time"

	"sesame/account"
	"sesame/db"
)

// BeginFlow stores a new flow of a journey and ends the one that it replaces.
func (a *Acts) BeginFlow(ctx context.Context, t *db.Tx, f *db.Flow, journey string, former []byte) error {
	now := a.Now()
	f.ID = make([]byte, 16)
	rand.Read(f.ID) //nolint:errcheck // never fails (crypto/rand)
	f.Journey, f.CreatedAt, f.ExpiresAt = journey, now, now.Add(a.lifeOf(journey))
	if len(former) > 0 {
		if err := t.EndFlow(ctx, former, now); err != nil {
			return err
		}
	}
	return t.CreateFlow(ctx, f)
}

// LongestFlow returns the latest instant at which a journey can end, however often its owner prolongs it: an agent's
// proof of identity is never prolonged, and the journeys of members take no longer than a session.
func (a *Acts) LongestFlow(f *db.Flow) time.Time {
	if longest := f.CreatedAt.Add(a.Limits.SessionMax); f.AgentID == 0 && longest.After(f.ExpiresAt) {
		return longest
	}
	return f.ExpiresAt
}

// prolongEvery is the least time by which a journey is prolonged, so that pages requested in quick succession do not
// write each time.
const prolongEvery = time.Minute

// ProlongFlow gives the owner of a journey in progress as much time from now on as at its beginning, up to LongestFlow
// (WCAG 2.2, success criterion 2.2.1).
func (a *Acts) ProlongFlow(ctx context.Context, t *db.Tx, f *db.Flow) error {
	now := a.Now()
	until := now.Add(a.lifeOf(f.Journey))
	if longest := a.LongestFlow(f); until.After(longest) {
		until = longest
	}
	if until.Sub(f.ExpiresAt) < prolongEvery {
		return nil
	}
	newest, err := t.Flow(ctx, f.ID)
	if err != nil || !newest.Alive(now) {
		return err
	}
	f.ExpiresAt = until
	return t.ProlongFlow(ctx, newest, until)
}

// save stores a flow's facts, or returns ErrStale.
func save(ctx context.Context, t *db.Tx, f *db.Flow) error {
	ok, err := t.SaveFlow(ctx, f)
	if err == nil && !ok {
		return ErrStale
	}
	return err
}

// outcomeDone is the outcome of a journey that ends without sending a password; otherwise the outcome is the channel.
const outcomeDone = "done"

// finish ends a flow with its outcome.
func finish(f *db.Flow, outcome string, now time.Time) {
	f.Outcome, f.EndedAt = outcome, now
}

// ClearChannel resets the choice of the channel.
func (a *Acts) ClearChannel(ctx context.Context, t *db.Tx, f *db.Flow) error {
	f.Channel = account.Channel("")
	return save(ctx, t, f)
}

// stillOpen checks, in the transaction, that the member's session was not closed since the request began. A newer
// temporary password closes the sessions opened with the older one, and so does the end of the journey in another
// browser.
func stillOpen(ctx context.Context, t *db.Tx, who Actor) error {
	login, err := t.Login(ctx, who.Session)
	if err == nil && !login.EndedAt.IsZero() {
		return ErrStale
	}
	return err
}
