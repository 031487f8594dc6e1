package acts

import (
	"context"
	"errors"
	"slices"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// ContactReasons are why a contact message may be put away without an answer.
var ContactReasons = []string{"spoken", "duplicate", "unwanted", "elsewhere"}

// errDone: the same hand has done the same before, as by a second click.
var errDone = errors.New("done already")

// TakeContact is « Je m'en occupe », also of a message that another agent looks after, or that was put away. revision is
// that of the page. Refused: MessageMoved.
func (a *Acts) TakeContact(ctx context.Context, t *db.Tx, who Actor, number string, revision int64) error {
	m, err := a.contact(ctx, t, who, number, revision, func(m db.ContactMessage) (bool, error) {
		return m.State == db.ContactTaken && m.Actor == who.String(), nil
	})
	if err != nil {
		return undone(err)
	}
	if _, err := t.TakeContact(ctx, m, who.String(), a.Now()); err != nil {
		return err
	}
	return a.auditContact(ctx, t, who, events.ContactTaken, m, "")
}

// CloseContact puts a message away without an answer, for one of ContactReasons. Refused: MessageMoved, NeedsReason.
func (a *Acts) CloseContact(ctx context.Context, t *db.Tx, who Actor, number string, revision int64, reason string) error {
	m, err := a.contact(ctx, t, who, number, revision, func(m db.ContactMessage) (bool, error) {
		return m.State == db.ContactClosed && m.Actor == who.String() && m.Reason == reason, nil
	})
	if err != nil {
		return undone(err)
	}
	if !slices.Contains(ContactReasons, reason) {
		return refuse(NeedsReason)
	}
	if m.State != db.ContactNew && (m.State != db.ContactTaken || m.Actor != who.String()) {
		return refuse(MessageMoved)
	}
	if _, err := t.CloseContact(ctx, m, who.String(), reason, a.Now()); err != nil {
		return err
	}
	return a.auditContact(ctx, t, who, events.ContactClosed, m, events.Cause(reason))
}

// AnswerContact sends an agent's words to who wrote, once however often the button is pressed. Refused: MessageMoved; a
// *account.FieldError where the words cannot be sent.
func (a *Acts) AnswerContact(ctx context.Context, t *db.Tx, who Actor, number string, revision int64, words string) error {
	m, err := a.contact(ctx, t, who, number, revision, func(m db.ContactMessage) (bool, error) {
		if m.State != db.ContactAnswered || m.Actor != who.String() {
			return false, nil
		}
		answers, err := t.ContactAnswers(ctx, m.ID)
		return len(answers) > 0 && answers[len(answers)-1].Words == words, err
	})
	if err != nil {
		return undone(err)
	}
	if err := account.CheckAnswer(words); err != nil {
		return err
	}
	if m.State == db.ContactClosed || m.State == db.ContactTaken && m.Actor != who.String() {
		return refuse(MessageMoved)
	}
	now := a.Now()
	_, err = t.AnswerContact(ctx, m, who.String(), words, db.Message{
		Kind: db.KindContactAnswer, Channel: account.Email, To: m.Email, Request: m.Number, At: m.CreatedAt, Detail: words,
		Fields: map[string]string{"message": m.Message, "identifier": m.Identifier},
	}, now, now.Add(NoticeLife))
	if err != nil {
		return err
	}
	return a.auditContact(ctx, t, who, events.ContactAnswered, m, "")
}

// contact is the message, as the page showed it. errDone where it has moved and done says that this very act moved it.
func (a *Acts) contact(ctx context.Context, t *db.Tx, who Actor, number string, revision int64, done func(db.ContactMessage) (bool, error)) (m db.ContactMessage, err error) {
	if err := a.allow(ctx, t, who, MayAnswer); err != nil {
		return m, err
	}
	if m, err = t.ContactMessage(ctx, number); err != nil || m.Revision == revision {
		return m, err
	}
	again, err := done(m)
	if err == nil && again {
		err = errDone
	} else if err == nil {
		err = refuse(MessageMoved)
	}
	return m, err
}

// undone lets the second of two clicks end as the first did.
func undone(err error) error {
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}

// auditContact notes an act on a message; its target is the account that the message is about, where one is known.
func (a *Acts) auditContact(ctx context.Context, t *db.Tx, who Actor, kind events.Kind, m db.ContactMessage, cause events.Cause) error {
	target, err := ContactTarget(ctx, t.Reader, m)
	if err != nil {
		return err
	}
	return a.audit(ctx, t, who, kind.OK(target, events.Details{Request: m.Number, Cause: cause}))
}

// ContactTarget is the account that a message is about, for the audit log; nil where none is known.
func ContactTarget(ctx context.Context, r db.Reader, m db.ContactMessage) ([]byte, error) {
	if m.MemberID == 0 {
		return nil, nil
	}
	member, err := r.Member(ctx, m.MemberID)
	if notFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return member.IdentifierKey, nil
}
