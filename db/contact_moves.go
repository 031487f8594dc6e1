package db

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"
)

// TakeContact gives a message to the agent who asks. It returns false and does nothing when the message has changed since m
// was read, as do the other changes.
func (t *Tx) TakeContact(ctx context.Context, m ContactMessage, actor string, now time.Time) (bool, error) {
	return t.moveContact(ctx, m, contactMove{to: ContactTaken, assignee: actor, entry: ContactEntry{Kind: EntryTaken, Actor: actor}}, now)
}

// AssignContact gives a message to another agent.
func (t *Tx) AssignContact(ctx context.Context, m ContactMessage, actor, assignee string, now time.Time) (bool, error) {
	return t.moveContact(ctx, m, contactMove{to: ContactTaken, assignee: assignee, entry: ContactEntry{Kind: EntryAssigned, Actor: actor, Detail: assignee}}, now)
}

// CloseContact puts a message away without an answer.
func (t *Tx) CloseContact(ctx context.Context, m ContactMessage, actor, reason string, now time.Time) (bool, error) {
	return t.moveContact(ctx, m, contactMove{to: ContactClosed, reason: reason, entry: ContactEntry{Kind: EntryClosed, Actor: actor, Detail: reason}}, now)
}

// NoteContact adds a note among agents, which changes no state.
func (t *Tx) NoteContact(ctx context.Context, m ContactMessage, actor, words string, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "note on a contact message", `UPDATE contact_messages SET revision = revision + 1 WHERE id = ? AND revision = ?`, m.ID, m.Revision)
	if err != nil || n == 0 {
		return false, err
	}
	return true, t.addContactEntry(ctx, m.ID, ContactEntry{Kind: EntryNote, Actor: actor, Words: words}, nil, now)
}

// CallContact notes that the sender was called back: the message counts as answered.
func (t *Tx) CallContact(ctx context.Context, m ContactMessage, actor, words string, now time.Time) (bool, error) {
	return t.moveContact(ctx, m, contactMove{to: ContactAnswered, assignee: actor, entry: ContactEntry{Kind: EntryCall, Actor: actor, Words: words}}, now)
}

// ContactAnswer is what an agent answers.
type ContactAnswer struct {
	Words   string
	Waits   bool // the caisse then waits for the sender
	Message Message
	Expires time.Time
}

// AnswerContact keeps an answer and sends it to the sender.
func (t *Tx) AnswerContact(ctx context.Context, m ContactMessage, actor string, a ContactAnswer, now time.Time) (bool, error) {
	move := contactMove{to: ContactAnswered, assignee: actor, entry: ContactEntry{Kind: EntryAnswer, Actor: actor, Words: a.Words}}
	if a.Waits {
		move.to = ContactWaiting
	}
	ok, err := t.shiftContact(ctx, m, move, now)
	if err != nil || !ok {
		return false, err
	}
	// Post under no member: anybody who knows an identifier may have written this message.
	if move.entry.reference, err = t.post(ctx, 0, a.Message, now, a.Expires); err != nil {
		return false, err
	}
	return true, t.addContactEntry(ctx, m.ID, move.entry, nil, now)
}

// AnswerContactByLetter keeps an answer and queues the letter that carries it to a member.
func (t *Tx) AnswerContactByLetter(ctx context.Context, m ContactMessage, actor string, a ContactAnswer, memberID int64, p LetterPayload) (bool, error) {
	move := contactMove{to: ContactAnswered, assignee: actor, entry: ContactEntry{Kind: EntryAnswer, Actor: actor, Words: a.Words, ByLetter: true, reference: rand.Text()}}
	if a.Waits {
		move.to = ContactWaiting
	}
	ok, err := t.moveContact(ctx, m, move, p.At)
	if err != nil || !ok {
		return false, err
	}
	entry, err := list[int64](ctx, t.tx, `SELECT id FROM contact_entries WHERE reference = ?`, move.entry.reference)
	if err != nil || len(entry) != 1 {
		return false, fmt.Errorf("answer by letter: %d entries: %w", len(entry), err)
	}
	_, err = t.queueLetter(ctx, memberID, AnswerLetter, p, entry[0], 0)
	return err == nil, err
}

// contactMove is a change of state with the entry that tells it.
type contactMove struct {
	to               ContactState
	assignee, reason string
	entry            ContactEntry
}

func (t *Tx) moveContact(ctx context.Context, m ContactMessage, move contactMove, now time.Time) (bool, error) {
	ok, err := t.shiftContact(ctx, m, move, now)
	if err != nil || !ok {
		return false, err
	}
	return true, t.addContactEntry(ctx, m.ID, move.entry, nil, now)
}

// shiftContact changes the state alone. A sender who has waited already goes on waiting since the same instant.
func (t *Tx) shiftContact(ctx context.Context, m ContactMessage, move contactMove, now time.Time) (bool, error) {
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
	return n == 1, err
}
