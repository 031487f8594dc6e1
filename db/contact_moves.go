package db

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"
)

// errContactMoved means that a message is not as it was read. The caller reads it in the transaction that changes it, so nobody meets this.
var errContactMoved = errors.New("the contact message has changed since it was read")

// TakeContact assigns a message to the agent who asks. Like the other changes of this file, it returns an error when the message has changed
// since m was read.
func (t *Tx) TakeContact(ctx context.Context, m ContactMessage, actor string, now time.Time) error {
	return t.moveContact(ctx, m, contactMove{to: ContactTaken, assignee: actor, entry: ContactEntry{Kind: EntryTaken, Actor: actor}}, now)
}

// AssignContact assigns a message to another agent.
func (t *Tx) AssignContact(ctx context.Context, m ContactMessage, actor, assignee string, now time.Time) error {
	return t.moveContact(ctx, m, contactMove{to: ContactTaken, assignee: assignee, entry: ContactEntry{Kind: EntryAssigned, Actor: actor, Detail: assignee}}, now)
}

// CloseContact closes a message without an answer.
func (t *Tx) CloseContact(ctx context.Context, m ContactMessage, actor, reason string, now time.Time) error {
	return t.moveContact(ctx, m, contactMove{to: ContactClosed, reason: reason, entry: ContactEntry{Kind: EntryClosed, Actor: actor, Detail: reason}}, now)
}

// NoteContact adds a note for other agents. It changes no state.
func (t *Tx) NoteContact(ctx context.Context, m ContactMessage, actor, words string, now time.Time) error {
	n, err := t.exec(ctx, "note on a contact message", `UPDATE contact_messages SET revision = revision + 1 WHERE id = ? AND revision = ?`, m.ID, m.Revision)
	if err != nil {
		return err
	}
	if n == 0 {
		return errContactMoved
	}
	return t.addContactEntry(ctx, m.ID, ContactEntry{Kind: EntryNote, Actor: actor, Words: words}, nil, now)
}

// CallContact records that the sender was called back: the message counts as answered.
func (t *Tx) CallContact(ctx context.Context, m ContactMessage, actor, words string, now time.Time) error {
	return t.moveContact(ctx, m, contactMove{to: ContactAnswered, assignee: actor, entry: ContactEntry{Kind: EntryCall, Actor: actor, Words: words}}, now)
}

// ContactAnswer is an agent's answer.
type ContactAnswer struct {
	Words   string
	Waits   bool // the answer asks for a reply: the message becomes ContactWaiting
	Message Message
	Expires time.Time
}

// AnswerContact stores an answer in the thread and queues it to the sender's address.
func (t *Tx) AnswerContact(ctx context.Context, m ContactMessage, actor string, a ContactAnswer, now time.Time) error {
	move := contactMove{to: ContactAnswered, assignee: actor, entry: ContactEntry{Kind: EntryAnswer, Actor: actor, Words: a.Words}}
	if a.Waits {
		move.to = ContactWaiting
	}
	err := t.shiftContact(ctx, m, move, now)
	if err != nil {
		return err
	}
	// Post under no member: a stranger who knows the identifier may have written this message.
	if move.entry.reference, err = t.post(ctx, 0, a.Message, now, a.Expires); err != nil {
		return err
	}
	return t.addContactEntry(ctx, m.ID, move.entry, nil, now)
}

// AnswerContactByLetter stores an answer in the thread and queues a letter with it to a member.
func (t *Tx) AnswerContactByLetter(ctx context.Context, m ContactMessage, actor string, a ContactAnswer, memberID int64, p LetterPayload) error {
	move := contactMove{to: ContactAnswered, assignee: actor, entry: ContactEntry{Kind: EntryAnswer, Actor: actor, Words: a.Words, ByLetter: true, reference: rand.Text()}}
	if a.Waits {
		move.to = ContactWaiting
	}
	if err := t.moveContact(ctx, m, move, p.At); err != nil {
		return err
	}
	var entry int64
	if err := t.tx.QueryRowContext(ctx, `SELECT id FROM contact_entries WHERE reference = ?`, move.entry.reference).Scan(&entry); err != nil {
		return fmt.Errorf("answer by letter: %w", err)
	}
	_, err := t.queueLetter(ctx, memberID, AnswerLetter, p, entry, 0)
	return err
}

// contactMove is a change of state, and the entry that records it in the thread.
type contactMove struct {
	to               ContactState
	assignee, reason string
	entry            ContactEntry
}

func (t *Tx) moveContact(ctx context.Context, m ContactMessage, move contactMove, now time.Time) error {
	if err := t.shiftContact(ctx, m, move, now); err != nil {
		return err
	}
	return t.addContactEntry(ctx, m.ID, move.entry, nil, now)
}

// shiftContact changes the state, without an entry. If the sender was waiting already, WaitsSince stays.
func (t *Tx) shiftContact(ctx context.Context, m ContactMessage, move contactMove, now time.Time) error {
	actor := move.entry.Actor
	if move.entry.Kind == EntryReply {
		actor = contactSender
	}
	var waits any
	if move.to.Open() {
		waits = seconds(now)
	}
	n, err := t.exec(ctx, "move a contact message", `UPDATE contact_messages SET state = ?1, assignee = ?2, actor = ?3, reason = ?4, changed_at = ?5,
		waits_since = CASE WHEN ?6 IS NOT NULL THEN COALESCE(waits_since, ?6) END, revision = revision + 1 WHERE id = ?7 AND revision = ?8`,
		move.to, text(move.assignee), actor, text(move.reason), seconds(now), waits, m.ID, m.Revision)
	if err == nil && n == 0 {
		err = errContactMoved
	}
	return err
}
