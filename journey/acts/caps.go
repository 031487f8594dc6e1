package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
)

// meter selects the counters of a code. Codes that a stranger can request and codes requested by a logged-in member are
// counted separately, so that a stranger cannot prevent the owner from confirming an address.
type meter struct {
	sent, destination, wrong db.LimitKind
}

// The meters.
var (
	Strangers = meter{db.CodesSent, db.CodesToAddress, db.WrongCodes}
	Owners    = meter{db.OwnCodesSent, db.OwnCodesToAddress, db.OwnWrongCodes}
)

// FreeAt returns when all these caps allow one more event; zero means immediately.
func FreeAt(ctx context.Context, r db.Reader, kind db.LimitKind, key []byte, caps []account.Cap, now time.Time) (time.Time, error) {
	var longest time.Duration
	for _, c := range caps {
		longest = max(longest, c.Window)
	}
	events, err := r.Events(ctx, kind, key, now.Add(-longest))
	if err != nil {
		return time.Time{}, err
	}
	return account.FreeAt(caps, events, now), nil
}

// Reasons for which a code is blocked, as stored in a flow.
const (
	blockedByWrong = "wrong"
	blockedByCodes = "codes"
)

// CodeCaps returns when the limits on codes of the account and the destination allow another one; zero means
// immediately.
func (a *Acts) CodeCaps(ctx context.Context, r db.Reader, m meter, subject, destination []byte) (blocked string, until time.Time, err error) {
	for _, c := range []struct {
		blocked string
		kind    db.LimitKind
		key     []byte
		caps    []account.Cap
	}{
		{blockedByWrong, m.wrong, subject, a.Limits.WrongCodeCaps()},
		{blockedByCodes, m.sent, subject, a.Limits.CodeCaps()},
		{blockedByCodes, m.destination, destination, a.Limits.CodeCaps()},
	} {
		at, err := a.freeAt(ctx, r, c.kind, c.key, c.caps, a.Limits.CodeTTL)
		if err != nil {
			return "", time.Time{}, err
		}
		if at.After(until) {
			blocked, until = c.blocked, at
		}
	}
	return blocked, until, nil
}

// admit counts an identifier tried from a network address. It returns until when further identifiers are refused; zero
// when this one is allowed. An identifier tried before from there does not count again.
func (a *Acts) admit(ctx context.Context, t *db.Tx, who Actor, identifierKey []byte) (time.Time, error) {
	origin, now := who.counted(), a.Now()
	if origin == nil {
		return time.Time{}, nil
	}
	others, err := t.OtherObjects(ctx, db.OriginIdentifiers, origin, identifierKey, now.Add(-24*time.Hour))
	if err != nil {
		return time.Time{}, err
	}
	if until := account.FreeAt(a.Limits.IPIdentifierCaps(), others, now); !until.IsZero() {
		return until, nil
	}
	return time.Time{}, t.CountObject(ctx, db.OriginIdentifiers, origin, identifierKey, now)
}
