package acts

import (
	"context"

	"sesame/account"
	"sesame/db"
	"sesame/journey"
	"sesame/journey/events"
)

// Reply is a well-formed answer to the identity question; it may be wrong.
type Reply struct {
	Serial string // serial number of a carte Vitale
	Nature account.Nature
	Cents  int64
}

// Answer checks an answer to the identity question. In « oubli », a right answer sends the temporary password by the chosen
// channel, and a wrong one by letter with a notice; both generate and hash one password, so that their cost is equal. In «
// inscription », the channel is chosen afterwards. After somebody's wrong answer nothing is compared for 7 days
// (account.Limits.QuestionCaps): a code to the contact on file must come first.
func (a *Acts) Answer(ctx context.Context, who Actor, f *db.Flow, m *db.Member, r Reply) error {
	right, err := a.isRight(ctx, m, r)
	if err != nil {
		return err
	}
	var p Temporary
	ends := f.Journey == journey.Forgotten.Name || f.Channel != ""
	if ends {
		if p, err = a.NewTemporary(ctx, f.MemberID); err != nil {
			return err
		}
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error {
		closed, err := a.questionClosed(ctx, t.Reader, f)
		if err != nil {
			return err
		}
		if closed {
			return a.codeFirst(ctx, t, who, f, m)
		}
		right, err := a.answerOnce(ctx, t, who, f, right)
		if err != nil {
			return err
		}
		f.ProvedAt, f.AnswerRight = a.Now(), right
		if ends {
			return a.Deliver(ctx, t, who, f, m, p, right)
		}
		return save(ctx, t, f)
	})
}

// LetterForQuestion continues a demand with a letter, for somebody who cannot answer the question. It does not count as
// an answer; letters have limits of their own.
func (a *Acts) LetterForQuestion(ctx context.Context, who Actor, f *db.Flow, m *db.Member) error {
	f.ProvedAt, f.AnswerRight = a.Now(), false
	if f.Journey == journey.Forgotten.Name || f.Channel != "" {
		return a.SendTemporary(ctx, who, f, m)
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error { return save(ctx, t, f) })
}

// questionClosed says whether somebody's wrong answer has closed the question to a demand that has not given a code.
func (a *Acts) questionClosed(ctx context.Context, r db.Reader, f *db.Flow) (bool, error) {
	if f.Path != account.ByQuestion || f.ThenQuestion {
		return false, nil
	}
	until, err := FreeAt(ctx, r, db.QuestionsAnswered, f.SubjectKey, a.Limits.QuestionCaps(), a.Now())
	return !until.IsZero(), err
}

// codeFirst makes a demand give a code before the question. The code is sent at once if a channel was chosen, otherwise when it
// is.
func (a *Acts) codeFirst(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, m *db.Member) error {
	f.Path, f.ThenQuestion = account.ByCode, true
	if f.Channel != "" {
		msg, reachable := a.reach(f, m, f.Channel)
		if m != nil && !reachable { // an import has removed the contact since: the choice of a channel leads to the letter
			f.Channel = ""
			return save(ctx, t, f)
		}
		msg.Kind = db.KindCode
		if err := a.sendForgottenCode(ctx, t, who, f, m, msg); err != nil {
			return err
		}
	}
	return save(ctx, t, f)
}

// isRight compares an answer with the caisse's data. It is false for an unknown identifier.
func (a *Acts) isRight(ctx context.Context, m *db.Member, r Reply) (bool, error) {
	if m == nil { // an unknown identifier: no serial number and no payment, and the comparison takes as long
		m = new(db.Member)
	}
	keys := a.DB.Keys()
	if r.Serial != "" {
		return m.VitaleKey != nil && string(keys.VitaleKey(m.Identifier(), r.Serial)) == string(m.VitaleKey), nil
	}
	q, _ := account.QuestionFor(m.Category)
	return a.DB.HasPayment(ctx, m.ID, r.Nature, a.monthsAgo(q.Months), keys.AmountKey(m.Identifier(), r.Nature, r.Cents))
}

// answerOnce counts an answer and says whether it is accepted. One wrong answer is counted per account in 7 days
// (account.Limits.QuestionCaps), separately for demands without and with a code. Without a code, it closes the question to
// further demands; with a code, it makes every further answer wrong. A right answer leaves the question open, because its
// message may be lost. Without a code, right answers have the daily cap of codes, so that somebody who knows the answer cannot
// flood the member with messages.
func (a *Acts) answerOnce(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, right bool) (bool, error) {
	kind := db.QuestionsAnswered
	if f.ThenQuestion {
		kind = db.ProvedAnswers
	}
	until, err := FreeAt(ctx, t.Reader, kind, f.SubjectKey, a.Limits.QuestionCaps(), a.Now())
	if err != nil {
		return false, err
	}
	cause := events.WrongAnswer
	switch {
	case !right:
		err = t.Count(ctx, kind, f.SubjectKey, a.Now())
	case !until.IsZero():
		cause, right = events.AnswerUsed, false
	case !f.ThenQuestion:
		cause = events.AnswersMany
		right, err = a.rightAnswerSends(ctx, t, f)
	}
	if err != nil {
		return false, err
	}
	event := events.QuestionAnswered.Refused(f.SubjectKey, events.Details{Cause: cause})
	if right {
		event = events.QuestionAnswered.OK(f.SubjectKey, events.Details{})
	}
	return right, a.audit(ctx, t, who, event)
}
