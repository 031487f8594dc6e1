package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/journey/events"
)

// Subject is the result of looking up an identifier.
type Subject struct {
	Member   *db.Member // nil for an unknown identifier
	Key      []byte
	Typed    string           // the identifier as typed, to be shown back; empty for none
	Standing account.Standing // the facts that decide the path
}

// LookUp finds the member with an identifier. An unknown identifier gets the standing of a decoy, which depends on the
// identifier and on statistics over all members, never on a single one. A closed or suspended account keeps its own
// standing, so that strangers see no change when it ends. Every identifier costs the computation of a decoy's standing
// and of a member's, so that the time does not reveal it.
func (a *Acts) LookUp(ctx context.Context, id account.Identifier) (Subject, error) {
	s := Subject{Key: a.DB.Keys().IdentifierKey(id)}
	turns, err := a.DB.DecoyTurns(ctx, id.Kind)
	if err != nil {
		return s, err
	}
	s.Standing = account.Decoy(turns, a.DB.Keys().Draws(id), a.SMS, a.Now())
	m, theirs, err := a.DB.MemberOrAnother(ctx, s.Key)
	if notFound(err) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	own, err := a.standing(ctx, m)
	if err != nil {
		return s, err
	}
	if theirs {
		s.Standing = own
		if !a.DB.Barred(m, a.Now()) {
			s.Member = m
		}
	}
	return s, nil
}

// standing returns the facts that decide a member's path.
func (a *Acts) standing(ctx context.Context, m *db.Member) (account.Standing, error) {
	held, err := a.holdsFact(ctx, m)
	_, reachable := a.destination(m, account.Email)
	if !m.Status.EmptiedAt.IsZero() {
		reachable = m.Status.Reachable
	}
	return account.Standing{Category: m.Category, Reachable: reachable, Answer: held, Connected: !m.PersonalisedAt.IsZero()}, err
}

// holdsFact says whether the caisse holds an answer to the member's identity question.
func (a *Acts) holdsFact(ctx context.Context, m *db.Member) (bool, error) {
	q, asked := account.QuestionFor(m.Category)
	if !asked {
		return false, nil
	}
	if q.Vitale && m.VitaleKey != nil {
		return true, nil
	}
	for _, nature := range q.Natures {
		held, err := a.DB.HasPayment(ctx, m.ID, nature, a.monthsAgo(q.Months), nil)
		if held || err != nil {
			return held, err
		}
	}
	return false, nil
}

func (a *Acts) monthsAgo(months int) time.Time { return a.Now().In(a.Location).AddDate(0, -months, 0) }

// BeginForgotten starts « oubli » or « inscription » for an identifier, in the browser with the given key. Journeys
// that were begun there earlier continue. Refused: TooManyAddresses; NoRoom, except in a known browser.
func (a *Acts) BeginForgotten(ctx context.Context, t *db.Tx, who Actor, j journey.Journey, s Subject, browser []byte) (*db.Flow, error) {
	f := &db.Flow{SubjectKey: s.Key, Path: s.Standing.Forgotten(), Category: s.Standing.Category, BrowserKey: browser, Secrets: db.FlowSecrets{Typed: s.Typed, SMSAlone: s.Standing.SMSAlone}}
	if j.Name == journey.Registration.Name {
		f.Path = s.Standing.Registration()
	}
	if s.Member != nil {
		f.MemberID = s.Member.ID
	}
	closed, err := a.questionClosed(ctx, t.Reader, f)
	if err != nil {
		return nil, err
	}
	if closed {
		f.Path, f.ThenQuestion = account.ByCode, true
	}
	if err := a.BeginFlow(ctx, t, f, j.Name, nil); err != nil {
		return nil, err
	}
	known, err := a.known(ctx, t.Reader, who, accountOf(s.Member))
	if err != nil {
		return nil, err
	}
	if !known {
		if err := a.roomForStrangers(); err != nil {
			return nil, err
		}
	}
	until, err := a.admitJourney(ctx, t, who, known, s.Key)
	if err != nil {
		return nil, err
	}
	if !until.IsZero() {
		return nil, refuseUntil(TooManyAddresses, until)
	}
	if err := a.LetRequestWait(ctx, t, browser, f.ExpiresAt); err != nil {
		return nil, err
	}
	return f, a.audit(ctx, t, who, events.JourneyBegun.OK(s.Key, events.Details{Journey: j.Name}))
}
