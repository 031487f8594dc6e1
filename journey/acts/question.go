package acts

import (
	"context"

	"sesame/db"
	"sesame/journey/events"
)

// Place is where an agent puts the identity question.
type Place int

// The places.
const (
	AtCounter Place = iota
	OnTelephone
)

// places maps each place to the right that the question needs there, and to its event.
var places = map[Place]struct {
	right Right
	event events.Kind
}{
	AtCounter:   {MayReset, events.CounterAnswered},
	OnTelephone: {MayFind, events.CallAnswered},
}

// AnswerToAgent checks an answer that the member gives to the agent. It shares the count of the member's own answers: a
// wrong one, from the member or through an agent, closes the question. Commit the transaction even when refused is not
// nil: WrongAnswer, QuestionClosed.
func (a *Acts) AnswerToAgent(ctx context.Context, t *db.Tx, who Actor, d Deed, place Place, reply Reply) (refused *Refused, err error) {
	m, err := a.onAskedAccount(ctx, t, who, places[place].right, d)
	if err != nil {
		return nil, err
	}
	right, err := a.isRight(ctx, m, reply)
	if err != nil {
		return nil, err
	}
	until, err := FreeAt(ctx, t.Reader, db.QuestionsAnswered, m.IdentifierKey, a.Limits.QuestionCaps(), a.Now())
	if err != nil {
		return nil, err
	}
	kind := places[place].event
	event := kind.Refused(m.IdentifierKey, events.Details{})
	switch {
	case !until.IsZero():
		refused, event = &Refused{Why: QuestionClosed, Until: until}, kind.Blocked(m.IdentifierKey, events.Details{})
	case !right:
		refused, err = &Refused{Why: WrongAnswer}, t.Count(ctx, db.QuestionsAnswered, m.IdentifierKey, a.Now())
	default:
		event = kind.OK(m.IdentifierKey, events.Details{})
		err = t.CountObject(ctx, db.AgentAnswers, m.IdentifierKey, a.sessionKey(who), a.Now())
	}
	if err != nil {
		return nil, err
	}
	return refused, a.audit(ctx, t, who, event)
}
