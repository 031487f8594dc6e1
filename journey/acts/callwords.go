package acts

import (
	"context"
	"time"

	"sesame/account/keys"
	"sesame/db"
	"sesame/journey/events"
)

// callLife is how long the words of a call prove that the caller works for the caisse.
const callLife = 15 * time.Minute

// BeginCall draws two words for a telephone call, by which the member recognises the agent. Words that somebody has
// heard in one call prove nothing in another. Refused: MemberChanged, AccountClosed, AccountSuspended.
func (a *Acts) BeginCall(ctx context.Context, t *db.Tx, who Actor, d Deed) error {
	m, err := a.onOpenAccount(ctx, t, who, MayFind, d)
	if err != nil {
		return err
	}
	if _, err := t.BeginCall(ctx, m.ID, who.Session, keys.NewCallWords, a.Now(), a.Now().Add(callLife)); err != nil {
		return err
	}
	return a.audit(ctx, t, who, events.CallBegun.OK(m.IdentifierKey, events.Details{}))
}

// LiveCall returns the call of this agent's session with the member; ok is false when none is under way.
func (a *Acts) LiveCall(ctx context.Context, r db.Reader, m *db.Member, session int64) (call db.Call, ok bool, err error) {
	call, err = r.CallOf(ctx, m.ID, session)
	if notFound(err) {
		return call, false, nil
	}
	return call, err == nil && call.Live(a.Now()), err
}

// WordsForMember lists the words of the calls that are under way with a member.
func (a *Acts) WordsForMember(ctx context.Context, r db.Reader, m *db.Member) (words []string, err error) {
	all, err := r.Calls(ctx, m.ID)
	for _, c := range all {
		if c.Live(a.Now()) {
			words = append(words, c.Words)
		}
	}
	return words, err
}
