package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
)

// admit counts a log-in or a journey for an identifier from the actor's network address, unless the browser is known. It
// returns until when further ones are refused; zero when this one is allowed. Both the number of different identifiers and the
// number of all tries have caps, because each try writes rows.
func (a *Acts) admit(ctx context.Context, t *db.Tx, who Actor, known bool, identifierKey []byte) (until time.Time, err error) {
	networks, now := who.limited(known), a.Now()
	if until, err = networksFree(ctx, t.Reader, db.OriginIdentifiers, networks, a.Limits.IPTryCaps(), now); err != nil {
		return until, err
	}
	for _, n := range networks {
		others, err := t.OtherObjects(ctx, db.OriginIdentifiers, n.key, identifierKey, now.Add(-day))
		if err != nil {
			return time.Time{}, err
		}
		until = later(until, account.FreeAt(n.caps(a.Limits.IPIdentifierCaps()), others, now))
	}
	if !until.IsZero() {
		return until, nil
	}
	return until, countObjects(ctx, t, db.OriginIdentifiers, networks, identifierKey, now)
}

// dismiss removes an identifier from the counts of the actor's network address, because its owner has authenticated
// there. Without it, many members behind one address would block each other.
func (a *Acts) dismiss(ctx context.Context, t *db.Tx, who Actor, identifierKey []byte) error {
	for _, n := range who.networks() {
		if err := t.ForgetObject(ctx, db.OriginIdentifiers, n.key, identifierKey); err != nil {
			return err
		}
	}
	return nil
}

// admitJourney counts a journey that is begun for an identifier: against the caps of the network address, for this identifier
// and for all identifiers, or against the cap of the known browser. The identifier alone has no cap, because strangers
// elsewhere could use it up and shut its owner out. A log-in does not reset these counts.
func (a *Acts) admitJourney(ctx context.Context, t *db.Tx, who Actor, known bool, identifierKey []byte) (until time.Time, err error) {
	if until, err = a.admit(ctx, t, who, known, identifierKey); err != nil || !until.IsZero() {
		return until, err
	}
	networks, now := who.limited(known), a.Now()
	if until, err = networksFree(ctx, t.Reader, db.OriginJourneys, networks, a.Limits.IPJourneyCaps(), now); err != nil {
		return until, err
	}
	if known {
		networks = []network{{who.Browser, 1}}
	}
	for _, n := range networks {
		begun, err := t.EventsOf(ctx, db.OriginJourneys, n.key, identifierKey, now.Add(-day))
		if err != nil {
			return time.Time{}, err
		}
		until = later(until, account.FreeAt(n.caps(a.Limits.IdentifierJourneyCaps()), begun, now))
	}
	if !until.IsZero() {
		return until, nil
	}
	return until, countObjects(ctx, t, db.OriginJourneys, networks, identifierKey, now)
}

func countObjects(ctx context.Context, t *db.Tx, kind db.LimitKind, networks []network, object []byte, now time.Time) error {
	for _, n := range networks {
		if err := t.CountObject(ctx, kind, n.key, object, now); err != nil {
			return err
		}
	}
	return nil
}
