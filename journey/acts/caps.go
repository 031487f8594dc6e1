package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
)

// meter says which counts a code weighs on. A code that a stranger can ask for and one that a member asks for once
// inside are counted apart: a stranger must not keep the owner from confirming an address.
type meter struct {
	sent, destination, wrong db.LimitKind
}

// The meters.
var (
	Strangers = meter{db.CodesSent, db.CodesToAddress, db.WrongCodes}
	Owners    = meter{db.OwnCodesSent, db.OwnCodesToAddress, db.OwnWrongCodes}
)

// FreeAt is when all these caps allow one more event; zero when they do now.
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

// What keeps a code back, as a flow notes it.
const (
	blockedByWrong = "wrong"
	blockedByCodes = "codes"
)

// CodeCaps reads when the account's and the destination's limits on codes are free again; zero when they are.
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
		at, err := FreeAt(ctx, r, c.kind, c.key, c.caps, a.Now())
		if err != nil {
			return "", time.Time{}, err
		}
		if at.After(until) {
			blocked, until = c.blocked, at
		}
	}
	return blocked, until, nil
}

// admit counts an identifier tried from an address and says until when another one is refused; zero when this one may go
// on. One that was tried from there before is no other one.
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
