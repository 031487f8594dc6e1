package acts

import (
	"context"
	"errors"
	"slices"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// ContactReasons are the reasons for closing a contact message without an answer.
var ContactReasons = []string{"spoken", "duplicate", "unwanted", "elsewhere"}

// errDone means that the same agent has already done the same, for instance by a double click.
var errDone = errors.New("done already")

// TakeContact assigns a contact message to the agent (« Je m'en occupe »), even if it is assigned to another agent or
// closed. revision is the one shown on the page. Refused: MessageMoved.
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

// CloseContact closes a message without an answer, for one of ContactReasons. Refused: MessageMoved, NeedsReason.
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

// AnswerContact sends an agent's answer to the author of a message, once even after a double click. Refused:
// MessageMoved; a *account.FieldError when the text must not be sent.
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

// contact reads the message at the revision shown on the page. It returns errDone when the message has changed and done
// says that the same act changed it.
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

// undone turns errDone into success, so that a double click gives one result.
func undone(err error) error {
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}

// auditContact records an act on a message; its target is the account that the message concerns, if known.
func (a *Acts) auditContact(ctx context.Context, t *db.Tx, who Actor, kind events.Kind, m db.ContactMessage, cause events.Cause) error {
	target, err := ContactTarget(ctx, t.Reader, m)
	if err != nil {
		return err
	}
	return a.audit(ctx, t, who, kind.OK(target, events.Details{Request: m.Number, Cause: cause}))
}

// ContactTarget returns the account that a message concerns, for the audit log; nil if unknown.
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
