package acts

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"sesame/db"
	"sesame/journey/events"
)

// passkeyLife is how long the challenge for a passkey is valid.
const passkeyLife = 5 * time.Minute

// AskPasskey stores the challenge that a passkey must sign in this browser: to log in, with m nil, or to be added to
// the account of m.
func (a *Acts) AskPasskey(ctx context.Context, t *db.Tx, who Actor, browser []byte, m *db.Member, asked json.RawMessage) error {
	return t.AskPasskey(ctx, db.PasskeyChallenge{Browser: browser, MemberID: accountOf(m).Member, Origin: who.Origin, Payload: asked, ExpiresAt: a.Now().Add(passkeyLife)})
}

// EnterByPasskey opens a session for a member whose passkey p has signed the challenge; credential is its new state.
// ErrReplaced when the passkey was removed or used meanwhile. Refused: AccountSuspended.
func (a *Acts) EnterByPasskey(ctx context.Context, who Actor, m *db.Member, p db.MemberPasskey, credential json.RawMessage, former []byte) (Entered, error) {
	settle := func(t *db.Tx) error {
		kept, err := t.UseMemberPasskey(ctx, m, p, credential, a.Now())
		if err == nil && !kept {
			err = ErrReplaced
		}
		if err != nil {
			return err
		}
		return a.dismiss(ctx, t, who, m.IdentifierKey)
	}
	if m.Status.State == db.StateSuspended {
		return Entered{}, a.refuseSuspended(ctx, who, m, events.ByPasskey, settle)
	}
	return a.enter(ctx, who, m, events.ByPasskey, former, settle)
}

// RefusePasskey records that a passkey did not open a session; m is nil for an unknown passkey.
func (a *Acts) RefusePasskey(ctx context.Context, who Actor, m *db.Member, why events.Cause) error {
	var key []byte
	if m != nil {
		key = m.IdentifierKey
	}
	return a.auditRefusalAlone(ctx, who, events.Login.Refused(key, events.Details{Way: events.ByPasskey, Cause: why}))
}

// AddMemberPasskey adds a passkey to the account of a member who has proved their identity, and notifies them. Refused:
// TooManyPasskeys.
func (a *Acts) AddMemberPasskey(ctx context.Context, t *db.Tx, who Actor, m *db.Member, p db.MemberPasskey) error {
	p.Device = who.Device
	if err := t.AddMemberPasskey(ctx, m, p, a.Now()); errors.Is(err, db.ErrManyPasskeys) {
		return refuse(TooManyPasskeys)
	} else if err != nil {
		return err
	}
	if err := a.audit(ctx, t, who, events.MemberPasskeyAdded.OK(m.IdentifierKey, events.Details{})); err != nil {
		return err
	}
	return a.tell(ctx, t, m, db.KindPasskeyAdded)
}

// DropMemberPasskey removes one of the member's passkeys, and notifies them. It does nothing when the member no longer
// has it.
func (a *Acts) DropMemberPasskey(ctx context.Context, t *db.Tx, who Actor, m *db.Member, id []byte) error {
	if done, err := t.DropMemberPasskey(ctx, m, id); err != nil || !done {
		return err
	}
	if err := a.audit(ctx, t, who, events.MemberPasskeyRemoved.OK(m.IdentifierKey, events.Details{})); err != nil {
		return err
	}
	return a.tell(ctx, t, m, db.KindPasskeyRemoved)
}

// DeclinePasskey records that the member wants no passkey (« Non merci »).
func (a *Acts) DeclinePasskey(ctx context.Context, t *db.Tx, _ Actor, m *db.Member) error {
	return t.DeclinePasskey(ctx, m, a.Now())
}
