package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
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

// codeCaps returns the limit that prevents another code for a logged-in member; empty for none. Codes that a stranger
// can request are counted separately, so that a stranger cannot keep the owner from confirming an address.
func (a *Acts) codeCaps(ctx context.Context, r db.Reader, subject, destination []byte) (blocked string, err error) {
	var until time.Time
	for _, c := range []struct {
		blocked string
		kind    db.LimitKind
		key     []byte
		caps    []account.Cap
	}{
		{blockedByWrong, db.OwnWrongCodes, subject, a.Limits.WrongCodeCaps()},
		{blockedByCodes, db.OwnCodesSent, subject, a.Limits.CodeCaps()},
		{blockedByCodes, db.OwnCodesToAddress, destination, a.Limits.CodeCaps()},
	} {
		at, err := a.freeAt(ctx, r, c.kind, c.key, c.caps, a.Limits.CodeTTL)
		if err != nil {
			return "", err
		}
		if at.After(until) {
			blocked, until = c.blocked, at
		}
	}
	return blocked, nil
}
