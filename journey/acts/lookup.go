package acts

import (
	"context"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/journey/events"
)

// Subject is the result of looking up an identifier: a member or nil, and the path of « oubli ».
type Subject struct {
	Member   *db.Member // nil for an unknown identifier
	Key      []byte
	Typed    string // the identifier as typed, to be shown back; empty for none
	path     account.Path
	category account.Category
	question bool // the caisse holds an answer to the category's question
}

// LookUp finds the member with an identifier. An unknown identifier borrows the path of the next real member, so that
// both look alike.
func (a *Acts) LookUp(ctx context.Context, id account.Identifier) (Subject, error) {
	s := Subject{Key: a.DB.Keys().IdentifierKey(id)}
	m, known, err := a.DB.MemberOrNeighbour(ctx, s.Key, a.Now())
	if notFound(err) { // no member of this kind yet: the path by letter needs no member data
		s.path, s.category = account.ByLetter, account.TiersCategory
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.category = m.Category
	if s.path, err = a.ForgottenPath(ctx, m); err != nil {
		return s, err
	}
	if s.question, err = a.holdsFact(ctx, m); err != nil {
		return s, err
	}
	if known {
		s.Member = m
	}
	return s, nil
}

// ForgottenPath is a member's path in « oubli »: by code after a completed personalisation, by the identity question
// when the caisse holds an answer, otherwise by letter. It is also by letter for a member without a usable contact.
func (a *Acts) ForgottenPath(ctx context.Context, m *db.Member) (account.Path, error) {
	if _, ok := a.Destination(m, account.Email); !ok {
		return account.ByLetter, nil
	}
	if !m.PersonalisedAt.IsZero() {
		return account.ByCode, nil
	}
	held, err := a.holdsFact(ctx, m)
	if err != nil || !held {
		return account.ByLetter, err
	}
	return account.ByQuestion, nil
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

// BeginForgotten starts « oubli » or « inscription » for an identifier in a browser, given by its key. Others that were
// begun there go on. Refused: TooManyAddresses.
func (a *Acts) BeginForgotten(ctx context.Context, t *db.Tx, who Actor, j journey.Journey, s Subject, browser []byte) (*db.Flow, error) {
	f := &db.Flow{SubjectKey: s.Key, Path: s.path, Category: s.category, BrowserKey: browser, Secrets: db.FlowSecrets{Typed: s.Typed}}
	if j.Name == journey.Registration.Name {
		f.Path = s.registrationPath()
	}
	if s.Member != nil {
		f.MemberID = s.Member.ID
	}
	if err := a.BeginFlow(ctx, t, f, j.Name, nil); err != nil {
		return nil, err
	}
	until, err := a.admit(ctx, t, who, s.Key)
	if err != nil {
		return nil, err
	}
	if !until.IsZero() {
		return nil, refuseUntil(TooManyAddresses, until)
	}
	return f, a.audit(ctx, t, who, events.JourneyBegun.OK(s.Key, events.Details{Journey: j.Name}))
}

// registrationPath is the path of « inscription »: never by code; by the question when the caisse holds an answer.
func (s Subject) registrationPath() account.Path {
	if s.question && s.path != account.ByLetter {
		return account.ByQuestion
	}
	return account.ByLetter
}
