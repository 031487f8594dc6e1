package acts

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"sesame/db"
	"sesame/journey/events"
)

// callerProofLife is how long a proof of identity, on the telephone or at the counter, counts for the agent's session.
const callerProofLife = 30 * time.Minute

// Proof is a proof of identity that a caller, or a person at the counter, has given in one session of an agent.
type Proof struct {
	Kind  ProofKind
	At    time.Time
	Asked time.Time // when the code was sent; equal to At for a proof without a message
}

// provedSince returns the instant from which proofs in this agent's session count: half an hour ago, or the beginning of its newest
// call. Earlier proofs do not count, because the next call may come from somebody else.
func (a *Acts) provedSince(ctx context.Context, r db.Reader, who Actor, m *db.Member) (since time.Time, err error) {
	since = a.Now().Add(-callerProofLife)
	call, err := r.CallOf(ctx, m.ID, who.Session)
	switch {
	case notFound(err):
		return since, nil
	case err != nil:
		return since, err
	case call.CreatedAt.After(since):
		since = call.CreatedAt.Add(-time.Second) // an instant is kept to the second
	}
	return since, nil
}

// Proved lists the proofs of this agent's session that count (provedSince), strongest first.
func (a *Acts) Proved(ctx context.Context, r db.Reader, who Actor, m *db.Member) (all []Proof, err error) {
	since, err := a.provedSince(ctx, r, who, m)
	if err != nil {
		return nil, err
	}
	codes, err := r.SpentCallCodes(ctx, m.ID, who.Session, since)
	if err != nil {
		return nil, err
	}
	kinds := map[db.CallProof]ProofKind{db.ProvesIdentity: ByKnownContact, db.ProvesFresh: ByFreshContact, db.ProvesSpelling: BySpelling}
	for _, c := range codes {
		all = append(all, Proof{kinds[c.Proves], c.SpentAt, c.CreatedAt})
	}
	answers, err := r.EventsOf(ctx, db.AgentAnswers, m.IdentifierKey, a.sessionKey(who), since)
	if err != nil {
		return nil, err
	}
	for _, at := range answers {
		all = append(all, Proof{ByQuestion, at, at})
	}
	slices.SortStableFunc(all, func(x, y Proof) int { return int(y.Kind.Strength() - x.Kind.Strength()) })
	return all, nil
}

// sessionKey is the subject of counts per session of an agent.
func (a *Acts) sessionKey(who Actor) []byte {
	return a.DB.Keys().Index("agent session", fmt.Append(nil, who.Session))
}

// proofFor returns a proof of this session that is strong enough for an act; ok is false when there is none. A code
// that was sent before from does not count: the message of a code that vouches for a new contact names that contact, so
// it must have been sent after the contact was set.
func (a *Acts) proofFor(ctx context.Context, r db.Reader, who Actor, m *db.Member, act DeskAct, from time.Time) (p Proof, ok bool, err error) {
	need := act.Need()
	if need.Strength == NoProofNeeded {
		return p, true, nil
	}
	all, err := a.Proved(ctx, r, who, m)
	if err != nil {
		return p, false, err
	}
	for _, p := range all {
		if p.Kind.Strength() >= need.Strength && !p.Asked.Before(from) {
			return p, true, nil
		}
	}
	return p, false, nil
}

// require refuses an act for which too little was proved. A kind of proof in also is accepted on the agent's own word,
// if it is strong enough. Refused: TooWeaklyProved.
func (a *Acts) require(ctx context.Context, r db.Reader, who Actor, m *db.Member, act DeskAct, also ...ProofKind) error {
	if slices.ContainsFunc(also, func(k ProofKind) bool { return k.Strength() >= act.Need().Strength }) {
		return nil
	}
	_, ok, err := a.proofFor(ctx, r, who, m, act, time.Time{})
	if err == nil && !ok {
		err = refuse(TooWeaklyProved)
	}
	return err
}

// trustSpelt marks a contact as verified once two things were proved in this call, in either order: that a code has reached
// the contact, and the member's identity.
func (a *Acts) trustSpelt(ctx context.Context, t *db.Tx, who Actor, m *db.Member) error {
	since, err := a.provedSince(ctx, t.Reader, who, m)
	if err != nil {
		return err
	}
	codes, err := t.SpentCallCodes(ctx, m.ID, who.Session, since)
	if err != nil {
		return err
	}
	var trusted []string
	for _, kind := range []db.ContactKind{db.Email, db.Mobile} {
		contact := m.Contacts[kind]
		spelt := slices.ContainsFunc(codes, func(c db.CallCode) bool {
			return c.Proves == db.ProvesSpelling && bytes.Equal(c.DestinationKey, t.Keys().DestinationKey(contact.Value))
		})
		if !spelt || contact.Value == "" || !contact.VerifiedAt.IsZero() {
			continue
		}
		if _, ok, err := a.proofFor(ctx, t.Reader, who, m, ToTrustContact, contact.ChangedAt); err != nil || !ok {
			if err != nil {
				return err
			}
			continue
		}
		if _, err := t.VerifyContact(ctx, m.ID, kind, a.Now()); err != nil {
			return err
		}
		trusted = append(trusted, string(kind))
	}
	if len(trusted) == 0 {
		return nil
	}
	return a.audit(ctx, t, who, events.ContactTrusted.OK(m.IdentifierKey, events.Details{Contacts: trusted}))
}

// unprovedContacts lists, masked, the contacts that an agent has set and the member has not proved. The message of a
// code that would verify them names them.
func (a *Acts) unprovedContacts(m *db.Member) (masked []string) {
	for _, kind := range []db.ContactKind{db.Email, db.Mobile} {
		if value := m.Contacts[kind].Value; value != "" && unproved(m, kind) {
			masked = append(masked, mask(value))
		}
	}
	return masked
}

// resetAct returns the row of Needs for a password that is sent to this contact.
func (a *Acts) resetAct(m *db.Member, kind db.ContactKind) DeskAct {
	switch {
	case unproved(m, kind):
		return ToResetUnproved
	case changedLately(m, kind, a.Now()):
		return ToResetFresh
	}
	return ToResetKnown
}
