package acts

import (
	"context"
	"errors"
	"slices"
	"time"

	"sesame/account"
	"sesame/db"
	"sesame/journey/events"
)

// contactReasons are the reasons for closing a contact message without an answer.
var contactReasons = []string{"spoken", "duplicate", "unwanted", "elsewhere"}

// answeredLately is how long after an answer another one has to be confirmed.
const answeredLately = 15 * time.Minute

// errDone means that the same agent has already done the same, for instance by a double click.
var errDone = errors.New("done already")

// TakeContact assigns a contact message to the agent (« Je m'en occupe »), even if it is assigned to another agent or
// closed. revision is the one shown on the page. Refused: MessageMoved.
func (a *Acts) TakeContact(ctx context.Context, t *db.Tx, who Actor, number string, revision int64) error {
	m, err := a.contact(ctx, t, who, number, revision, func(m db.ContactMessage, _ db.ContactEntry) bool {
		return m.State == db.ContactTaken && m.Assignee == who.String()
	})
	if err != nil {
		return undone(err)
	}
	if err := t.TakeContact(ctx, m, who.String(), a.Now()); err != nil {
		return err
	}
	return a.auditContact(ctx, t, who, events.ContactTaken, m, events.Details{})
}

// AssignContact gives a contact message to a colleague, who finds it on their first page. Refused: MessageMoved,
// UnknownColleague.
func (a *Acts) AssignContact(ctx context.Context, t *db.Tx, who Actor, number string, revision int64, login string) error {
	m, err := a.contact(ctx, t, who, number, revision, func(_ db.ContactMessage, last db.ContactEntry) bool {
		return last.Kind == db.EntryAssigned && last.Actor == who.String() && last.Detail == "agent:"+login
	})
	if err != nil {
		return undone(err)
	}
	colleague, err := t.AgentByLogin(ctx, login)
	if notFound(err) || err == nil && !MayBeAssigned(colleague) {
		return refuse(UnknownColleague)
	}
	if err != nil {
		return err
	}
	if err := t.AssignContact(ctx, m, who.String(), colleague.Actor(), a.Now()); err != nil {
		return err
	}
	return a.auditContact(ctx, t, who, events.ContactAssigned, m, events.Details{Login: login})
}

// MayBeAssigned says whether contact messages can be given to an agent.
func MayBeAssigned(agent *db.Agent) bool {
	return agent.Enrolled() && !agent.Disabled() && MayAnswer.Of(agent.Role)
}

// CloseContact closes a message without an answer, for one of contactReasons. Refused: MessageMoved, NeedsReason.
func (a *Acts) CloseContact(ctx context.Context, t *db.Tx, who Actor, number string, revision int64, reason string) error {
	m, err := a.contact(ctx, t, who, number, revision, func(m db.ContactMessage, _ db.ContactEntry) bool {
		return m.State == db.ContactClosed && m.Actor == who.String() && m.Reason == reason
	})
	if err != nil {
		return undone(err)
	}
	if !slices.Contains(contactReasons, reason) {
		return refuse(NeedsReason)
	}
	if !MayPutAway(m, who.String()) {
		return refuse(MessageMoved)
	}
	if err := t.CloseContact(ctx, m, who.String(), reason, a.Now()); err != nil {
		return err
	}
	return a.auditContact(ctx, t, who, events.ContactClosed, m, events.Details{Cause: events.Cause(reason)})
}

// MayPutAway says whether an agent may close a message: it waits for its sender's reply, or it is open and not assigned
// to a colleague.
func MayPutAway(m db.ContactMessage, actor string) bool {
	return m.State == db.ContactWaiting || m.State.Open() && !othersMessage(m, actor)
}

func othersMessage(m db.ContactMessage, actor string) bool {
	return m.State.Open() && m.Assignee != "" && m.Assignee != actor
}

// NoteContact adds a note that only agents read. Refused: MessageMoved; a *account.FieldError when the text must not be
// kept.
func (a *Acts) NoteContact(ctx context.Context, t *db.Tx, who Actor, number string, revision int64, words string) error {
	m, err := a.contact(ctx, t, who, number, revision, sameWords(db.EntryNote, who, words))
	if err != nil {
		return undone(err)
	}
	if err := account.CheckContactNote(words); err != nil {
		return err
	}
	if err := t.NoteContact(ctx, m, who.String(), words, a.Now()); err != nil {
		return err
	}
	return a.auditContact(ctx, t, who, events.ContactNoted, m, events.Details{})
}

// CallContact records that the agent has called the sender back, with a note of what was said. Refused: as NoteContact.
func (a *Acts) CallContact(ctx context.Context, t *db.Tx, who Actor, number string, revision int64, words string) error {
	m, err := a.contact(ctx, t, who, number, revision, sameWords(db.EntryCall, who, words))
	if err != nil {
		return undone(err)
	}
	if err := account.CheckContactNote(words); err != nil {
		return err
	}
	if err := t.CallContact(ctx, m, who.String(), words, a.Now()); err != nil {
		return err
	}
	return a.auditContact(ctx, t, who, events.ContactCalled, m, events.Details{})
}

// ContactAnswer is an agent's answer to a contact message.
type ContactAnswer struct {
	Words   string
	Waits   bool  // the message then waits for its sender's reply
	Despite bool  // send it although the message was answered minutes ago, or is assigned to a colleague
	Letter  bool  // by letter to the member that the message concerns, at the address of the file; else by e-mail to its sender
	Ready   int64 // the ready answer that it was made from; 0 for none
}

// AnswerContact sends an agent's answer to the author of a message, once even after a double click. Refused: MessageMoved;
// AnsweredLately, OthersMessage, unless answer.Despite; a *account.FieldError when the text must not be sent.
func (a *Acts) AnswerContact(ctx context.Context, t *db.Tx, who Actor, number string, revision int64, answer ContactAnswer) error {
	words := account.BareAnswer(answer.Words)
	m, err := a.contact(ctx, t, who, number, revision, func(m db.ContactMessage, last db.ContactEntry) bool {
		return sameWords(db.EntryAnswer, who, words)(m, last) && last.ByLetter == answer.Letter
	})
	if err != nil {
		return undone(err)
	}
	if err := account.CheckAnswer(words); err != nil {
		return err
	}
	if m.State == db.ContactClosed {
		return refuse(MessageMoved)
	}
	now := a.Now()
	if !answer.Despite {
		if othersMessage(m, who.String()) {
			return refuse(OthersMessage)
		}
		lately, err := AnsweredSince(ctx, t.Reader, m, now)
		if err != nil {
			return err
		}
		if lately {
			return refuse(AnsweredLately)
		}
	}
	if answer.Letter {
		if err := a.answerByLetter(ctx, t, who, m, words, answer.Waits); err != nil {
			return err
		}
		return a.answered(ctx, t, who, m, answer, account.Letter)
	}
	err = t.AnswerContact(ctx, m, who.String(), db.ContactAnswer{Words: words, Waits: answer.Waits, Expires: now.Add(noticeLife), Message: db.Message{
		Kind: db.KindContactAnswer, Channel: account.Email, To: m.Email, Request: m.Number, At: m.CreatedAt, Detail: words,
		Fields: map[string]string{"message": m.Message, "identifier": m.Identifier},
	}}, now)
	if err != nil {
		return err
	}
	return a.answered(ctx, t, who, m, answer, account.Email)
}

func (a *Acts) answered(ctx context.Context, t *db.Tx, who Actor, m db.ContactMessage, answer ContactAnswer, channel account.Channel) error {
	if answer.Ready != 0 {
		if err := t.CountReadyAnswer(ctx, answer.Ready); err != nil {
			return err
		}
	}
	return a.auditContact(ctx, t, who, events.ContactAnswered, m, events.Details{Channel: channel})
}

// AnsweredSince says whether a message was answered less than answeredLately ago, so that another answer has to be
// confirmed.
func AnsweredSince(ctx context.Context, r db.Reader, m db.ContactMessage, now time.Time) (bool, error) {
	if m.State != db.ContactAnswered && m.State != db.ContactWaiting {
		return false, nil
	}
	entries, err := r.ContactEntries(ctx, m.ID)
	return slices.ContainsFunc(entries, func(e db.ContactEntry) bool {
		return e.Kind == db.EntryAnswer && now.Sub(e.CreatedAt) < answeredLately
	}), err
}

// sameWords returns a test for contact: the newest entry of the thread is of this kind, by this agent, with these
// words.
func sameWords(kind db.ContactEntryKind, who Actor, words string) func(db.ContactMessage, db.ContactEntry) bool {
	return func(_ db.ContactMessage, last db.ContactEntry) bool {
		return last.Kind == kind && last.Actor == who.String() && last.Words == words
	}
}

// contact reads the message at the revision shown on the page. When the message has changed since, it returns errDone
// if done recognises the newest entry as the result of the same act, and otherwise refuses with MessageMoved.
func (a *Acts) contact(ctx context.Context, t *db.Tx, who Actor, number string, revision int64, done func(db.ContactMessage, db.ContactEntry) bool) (m db.ContactMessage, err error) {
	if err := a.allow(ctx, t, who, MayAnswer); err != nil {
		return m, err
	}
	if m, err = t.ContactMessage(ctx, number); err != nil || m.Revision == revision {
		return m, err
	}
	entries, err := t.ContactEntries(ctx, m.ID)
	if err != nil {
		return m, err
	}
	if len(entries) > 0 && done(m, entries[len(entries)-1]) {
		return m, errDone
	}
	return m, refuse(MessageMoved)
}

// undone turns errDone into success, so that a double click gives one result.
func undone(err error) error {
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}

// auditContact records an act on a message; its target is the account that the message concerns, if known.
func (a *Acts) auditContact(ctx context.Context, t *db.Tx, who Actor, kind events.Kind, m db.ContactMessage, d events.Details) error {
	target, err := ContactTarget(ctx, t.Reader, m)
	if err != nil {
		return err
	}
	d.Request = m.Number
	return a.audit(ctx, t, who, kind.OK(target, d))
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
