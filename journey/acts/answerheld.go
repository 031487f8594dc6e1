package acts

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// While strangers keep the SMS budget full, a member who can be reached by SMS only, and whose browser is not known, would have
// to wait for an agent. A right answer to the identity question releases the code at once. Nobody but the member sees whether
// an answer was right: wrong answers therefore need no limit of their own, which strangers could use up.

// heldAnswers is how many answers are checked for one held SMS, because each writes a message.
const heldAnswers = 3

// AnswerHeld checks an answer to the identity question for a demand whose SMS waits. A right answer sends the code; a wrong
// one, and any answer for a decoy, writes as much and sends nothing. In each case the code's validity begins anew. A code that
// is no longer compared, because strangers have tried too many, is replaced.
func (a *Acts) AnswerHeld(ctx context.Context, who Actor, f *db.Flow, m *db.Member, r Reply) error {
	right, err := a.isRight(ctx, m, r)
	if err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		if err := a.replaceOutgrown(ctx, t, who, f, m); err != nil || f.Blocked != "" {
			return err
		}
		code, err := a.codeOf(ctx, t.Reader, f)
		if err != nil {
			return err
		}
		if f.Secrets.Answered != f.Request {
			f.Secrets.Answered, f.Secrets.Answers = f.Request, 0
		}
		if f.Secrets.Answers >= heldAnswers { // the screen no longer shows the form
			return nil
		}
		now := a.Now()
		msg, err := t.RenewHeld(ctx, code, a.Limits.CodeTries, now)
		if notFound(err) { // an agent has just decided, or the demand has had its tries
			return nil
		}
		if err != nil {
			return err
		}
		f.Secrets.Answers++
		event := events.QuestionAnswered.Refused(f.SubjectKey, events.Details{})
		if right {
			if right, err = a.rightAnswerSends(ctx, t, f); err != nil {
				return err
			}
		}
		if right {
			event = events.QuestionAnswered.OK(f.SubjectKey, events.Details{})
		} else {
			m = nil
		}
		msg.At = now
		if err := post(ctx, t, m, msg, msg.Until); err != nil {
			return err
		}
		if err := a.audit(ctx, t, who, event); err != nil {
			return err
		}
		return save(ctx, t, f)
	})
}

// replaceOutgrown gives a demand another code when its newest one is no longer compared. After the last code of the journey the
// flow is blocked.
func (a *Acts) replaceOutgrown(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member) error {
	outgrown, err := a.outgrown(ctx, t.Reader, f)
	if err != nil || !outgrown {
		return err
	}
	msg, reachable := a.reach(f, m, f.Channel)
	if m != nil && !reachable { // the contact is gone: no message can be sent
		return nil
	}
	msg.Kind = db.KindCode
	if err := a.sendForgottenCode(ctx, t, who, f, m, msg); err != nil {
		return err
	}
	return save(ctx, t, f)
}

// rightAnswerSends says whether a right answer may still send a message, and counts it, so that somebody who knows the
// answer cannot flood the member with messages.
func (a *Acts) rightAnswerSends(ctx context.Context, t *db.Tx, f *db.Flow) (bool, error) {
	full, err := a.freeAt(ctx, t.Reader, db.RightAnswers, f.SubjectKey, a.Limits.StrangerCodeCaps(), a.Limits.TemporaryTTL)
	if err != nil || !full.IsZero() {
		return false, err
	}
	return true, t.CountObject(ctx, db.RightAnswers, f.SubjectKey, a.channelKey(codeChannel(f)), a.Now())
}

// MessageWait is what the screen shows about a demand whose SMS is held for an agent.
type MessageWait struct {
	Waits    bool
	Answered bool // an answer was given; nobody is told whether it was right
	NoMore   bool // no further answer is taken
}

// WaitOf says whether the SMS with the code of a demand waits for an agent. It says nothing for a demand by e-mail: for a
// member without an e-mail address an SMS is sent instead, and the screen must not reveal that. Once an answer was given the
// screen stays the same, whether or not the code has left.
func (a *Acts) WaitOf(ctx context.Context, f *db.Flow) (w MessageWait, err error) {
	if f.Channel != account.SMS {
		return w, nil
	}
	if w.Answered = f.Secrets.Answered != "" && f.Secrets.Answered == f.Request; w.Answered {
		w.Waits, w.NoMore = true, f.Secrets.Answers >= heldAnswers
		return w, nil
	}
	code, err := a.codeOf(ctx, a.DB.Reader, f)
	if err != nil {
		return w, err
	}
	w.Waits, err = a.DB.HoldsCode(ctx, code)
	return w, err
}

// codeOf returns the row of the code whose message a demand waits for: its own, or the one that serves in its place; 0
// for none.
func (a *Acts) codeOf(ctx context.Context, r db.Reader, f *db.Flow) (int64, error) {
	c, err := r.NewestCode(ctx, f.ID)
	if err == nil && c.Withheld {
		c, err = r.NewestOfSeries(ctx, a.series(f.SubjectKey, codeChannel(f)))
	}
	if notFound(err) {
		return 0, nil
	}
	return c.ID, err
}
