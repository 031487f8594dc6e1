package acts

import (
	"context"
	"fmt"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// callerProofLife is how long a proof of who is on the telephone, or at the counter, counts for the agent's session.
const callerProofLife = 30 * time.Minute

// Proof is what shows, beside the agent's own word, that the member stands at the counter.
type Proof struct {
	At     time.Time
	Answer bool   // the identity question was answered; otherwise a code that went to a verified contact was read back
	Second string // login of the agent who agreed; empty for the other two
}

// CallerProved is when a code that went to a verified contact was read back in this agent's session; zero for never, or too
// long ago.
func (a *Acts) CallerProved(ctx context.Context, r db.Reader, m *db.Member, session int64) (time.Time, error) {
	code, err := r.NewestCallCode(ctx, m.ID, session)
	if notFound(err) || err == nil && (code.SpentAt.IsZero() || a.Now().Sub(code.SpentAt) >= callerProofLife) {
		return time.Time{}, nil
	}
	return code.SpentAt, err
}

// CounterProof returns the proof for a slip; ok is false where there is none. Past the agent's daily number, full is true and
// only a second agent counts.
func (a *Acts) CounterProof(ctx context.Context, r db.Reader, who Actor, m *db.Member) (p Proof, ok, full bool, err error) {
	slips, err := r.CountSince(ctx, db.CounterSlips, r.AgentTriesKey(who.login()), a.Now().Add(-day), a.Limits.SlipsPerDay)
	if err != nil {
		return p, false, false, err
	}
	full = slips >= a.Limits.SlipsPerDay
	agreed, err := r.ApprovedAtCounter(ctx, m.ID, who.login(), a.Now().Add(-callerProofLife))
	switch {
	case err == nil:
		return Proof{At: agreed.DecidedAt, Second: agreed.Decider}, true, full, nil
	case !notFound(err):
		return p, false, full, err
	case full:
		return p, false, true, nil
	}
	if p.At, err = a.CallerProved(ctx, r, m, who.Session); err != nil || !p.At.IsZero() {
		return p, err == nil, full, err
	}
	answers, err := r.EventsOf(ctx, db.AgentAnswers, m.IdentifierKey, a.sessionKey(who), a.Now().Add(-callerProofLife))
	if err != nil || len(answers) == 0 {
		return p, false, full, err
	}
	return Proof{At: answers[len(answers)-1], Answer: true}, true, full, nil
}

// sessionKey is the subject of what is counted for one session of an agent.
func (a *Acts) sessionKey(who Actor) []byte {
	return a.DB.Keys().Index("agent session", fmt.Append(nil, who.Session))
}

// AnswerAtCounter checks an answer that the member gives to the agent. It counts with the member's own: after a wrong one, by
// whomever, the question is closed. Commit the transaction even when refused is not nil: WrongAnswer, QuestionClosed.
func (a *Acts) AnswerAtCounter(ctx context.Context, t *db.Tx, who Actor, d Deed, reply Reply) (refused *Refused, err error) {
	m, err := a.onOpenAccount(ctx, t, who, MayReset, d)
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
	event := events.CounterAnswered.Refused(m.IdentifierKey, events.Details{})
	switch {
	case !until.IsZero():
		refused, event = &Refused{Why: QuestionClosed, Until: until}, events.CounterAnswered.Blocked(m.IdentifierKey, events.Details{})
	case !right:
		refused, err = &Refused{Why: WrongAnswer}, t.Count(ctx, db.QuestionsAnswered, m.IdentifierKey, a.Now())
	default:
		event = events.CounterAnswered.OK(m.IdentifierKey, events.Details{})
		err = t.CountObject(ctx, db.AgentAnswers, m.IdentifierKey, a.sessionKey(who), a.Now())
	}
	if err != nil {
		return nil, err
	}
	return refused, a.audit(ctx, t, who, event)
}

// AskAtCounter asks a second agent to agree to a slip. Refused: MemberChanged, AccountClosed, ApprovalWaits, AskerTooNew.
func (a *Acts) AskAtCounter(ctx context.Context, t *db.Tx, who Actor, d Deed) error {
	m, err := a.onOpenAccount(ctx, t, who, MayReset, d)
	if err != nil {
		return err
	}
	return a.askApproval(ctx, t, who, m, account.Counter, d.Grounds)
}

// ResetAtCounter resets a member's password for delivery in person. The caller has already rendered the slip with the
// password and this request number. Refused: MemberChanged, AccountClosed, NoProof, TooManySlips,
// TooManyResets.
func (a *Acts) ResetAtCounter(ctx context.Context, t *db.Tx, who Actor, d Deed, p Temporary, request string) error {
	m, err := a.onOpenAccount(ctx, t, who, MayReset, d)
	if err != nil {
		return err
	}
	_, ok, full, err := a.CounterProof(ctx, t.Reader, who, m)
	switch {
	case err != nil:
		return err
	case !ok && full:
		return refuse(TooManySlips)
	case !ok:
		return refuse(NoProof)
	}
	if err := a.countReset(ctx, t, who); err != nil {
		return err
	}
	if err := t.Count(ctx, db.CounterSlips, t.AgentTriesKey(who.login()), a.Now()); err != nil {
		return err
	}
	return a.reset(ctx, t, who, m, reset{channel: account.Counter, Temporary: p, request: request, grounds: d.Grounds})
}
