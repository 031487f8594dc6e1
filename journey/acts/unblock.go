package acts

import (
	"context"
	"slices"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// Block is a limit that currently stops a member, or strangers who use the identifier.
type Block struct {
	Of    db.LimitKind // the limit; OwnCodesSent for codes to an address, too
	Until time.Time
	Lifts bool // an agent can reset it
}

// Blocks lists the active limits of a member's own attempts, which an agent can reset, and those of strangers.
func (a *Acts) Blocks(ctx context.Context, r db.Reader, m *db.Member) ([]Block, error) {
	var found []Block
	note := func(kind db.LimitKind, until time.Time, lifts bool) {
		if kind == db.OwnCodesToAddress { // agents need not distinguish the two
			kind = db.OwnCodesSent
		}
		for i, b := range found {
			if b.Of == kind {
				if until.After(b.Until) {
					found[i].Until = until
				}
				return
			}
		}
		if !until.IsZero() {
			found = append(found, Block{kind, until, lifts})
		}
	}
	now := a.Now()
	since := now.Add(-day)
	for _, l := range a.lifted(m) {
		if l.caps == nil {
			failures, err := r.Events(ctx, l.kind, l.subject, since)
			if err != nil {
				return nil, err
			}
			note(l.kind, a.Limits.LoginRetry(failures, now), true)
			continue
		}
		until, err := FreeAt(ctx, r, l.kind, l.subject, l.caps, now)
		if err != nil {
			return nil, err
		}
		note(l.kind, until, true)
	}
	failures, err := r.Events(ctx, db.LoginFailures, m.IdentifierKey, since)
	if err != nil {
		return nil, err
	}
	note(db.LoginFailures, a.Limits.LoginRetry(failures, now), false)
	if failures, err = r.EventsAbout(ctx, db.TemporaryFailures, m.IdentifierKey, since); err != nil {
		return nil, err
	}
	note(db.TemporaryFailures, a.Limits.LoginRetry(failures, now), false)
	return found, nil
}

// capped is a counter of a subject. caps is nil when growing delays limit it instead.
type capped struct {
	kind    db.LimitKind
	subject []byte
	caps    []account.Cap
}

// lifted lists the counters that « Lever un blocage » resets: those of known browsers, and those of a logged-in member.
// The counts of strangers stay: if they fell, the strangers would learn that the identifier is a member's. They block
// nobody who has a known browser or uses « oubli ».
func (a *Acts) lifted(m *db.Member) []capped {
	key := m.IdentifierKey
	all := []capped{
		{kind: db.KnownFailures, subject: key}, {kind: db.PasswordProofs, subject: key},
		{db.OwnWrongCodes, key, a.Limits.WrongCodeCaps()},
		{db.OwnCodesSent, key, a.Limits.CodeCaps()},
	}
	for _, kind := range []db.ContactKind{db.Email, db.Mobile} {
		if to := m.Contacts[kind].Value; to != "" {
			all = append(all, capped{db.OwnCodesToAddress, a.DB.Keys().DestinationKey(to), a.Limits.CodeCaps()})
		}
	}
	return all
}

// Unblock resets the limits of a member's own attempts. Refused: MemberChanged, AccountClosed, AccountSuspended,
// MandateUnasked, TooWeaklyProved, NothingBlocks.
func (a *Acts) Unblock(ctx context.Context, t *db.Tx, who Actor, d Deed) error {
	m, err := a.onAskedAccount(ctx, t, who, MayUnblock, d)
	if err != nil {
		return err
	}
	if err := a.require(ctx, t.Reader, who, m, ToUnblock); err != nil {
		return err
	}
	blocks, err := a.Blocks(ctx, t.Reader, m)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(blocks, func(b Block) bool { return b.Lifts }) {
		return refuse(NothingBlocks)
	}
	for _, l := range a.lifted(m) {
		if err := t.Forget(ctx, l.kind, l.subject); err != nil {
			return err
		}
	}
	return a.audit(ctx, t, who, events.Unblocked.OK(m.IdentifierKey, events.Details{Grounds: d.Grounds}))
}
