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
// channel, and a wrong one by letter with a notice; both generate and hash one password, so that their cost is equal. In
// « inscription », the channel is chosen afterwards.
func (a *Acts) Answer(ctx context.Context, who Actor, f *db.Flow, m *db.Member, r Reply) error {
	right, err := a.isRight(ctx, m, r)
	if err != nil {
		return err
	}
	var p Temporary
	ends := f.Journey == journey.Forgotten.Name
	if ends {
		if p, err = a.NewTemporary(ctx, f.MemberID); err != nil {
			return err
		}
	}
	return a.DB.InTx(ctx, func(t *db.Tx) error {
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

// isRight compares an answer with the caisse's data. It is false for an unknown identifier.
func (a *Acts) isRight(ctx context.Context, m *db.Member, r Reply) (bool, error) {
	if m == nil {
		return false, nil
	}
	keys := a.DB.Keys()
	if r.Serial != "" {
		return m.VitaleKey != nil && string(keys.VitaleKey(m.Identifier(), r.Serial)) == string(m.VitaleKey), nil
	}
	q, _ := account.QuestionFor(m.Category)
	return a.DB.HasPayment(ctx, m.ID, r.Nature, a.monthsAgo(q.Months), keys.AmountKey(m.Identifier(), r.Nature, r.Cents))
}

// answerOnce counts a wrong answer, which is the only one allowed within 30 days: any further answer is treated as wrong. A right
// answer leaves the question open, for its message may be lost; as many count in a day as codes, so that nobody who knows the
// answer can flood the member with messages.
func (a *Acts) answerOnce(ctx context.Context, t *db.Tx, who Actor, f *db.Flow, right bool) (bool, error) {
	until, err := FreeAt(ctx, t.Reader, db.QuestionsAnswered, f.SubjectKey, a.Limits.QuestionCaps(), a.Now())
	if err != nil {
		return false, err
	}
	sent, err := a.freeAt(ctx, t.Reader, db.RightAnswers, f.SubjectKey, []account.Cap{{Max: a.Limits.CodesPerDay, Window: day}}, a.Limits.TemporaryTTL)
	if err != nil {
		return false, err
	}
	if !right {
		err = t.Count(ctx, db.QuestionsAnswered, f.SubjectKey, a.Now())
	} else if right = until.IsZero() && sent.IsZero(); right {
		err = t.CountObject(ctx, db.RightAnswers, f.SubjectKey, a.channelKey(codeChannel(f)), a.Now())
	}
	if err != nil {
		return false, err
	}
	event := events.QuestionAnswered.Refused(f.SubjectKey, events.Details{})
	if right {
		event = events.QuestionAnswered.OK(f.SubjectKey, events.Details{})
	}
	return right, a.audit(ctx, t, who, event)
}
