package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ReplyWay is how a reply was matched to a thread.
type ReplyWay string

// The ways.
const (
	ByReference ReplyWay = "reference" // it refers to a mail of the thread by its Message-ID, which cannot be guessed
	ByNumber    ReplyWay = "number"    // its subject has the number, and it comes from the sender's address; both can be forged
)

// ContactReply is a mail that may belong to a thread.
type ContactReply struct {
	References []string // of the mails that it refers to, as in outbox.reference
	Number     string   // number of a message in its subject; empty for none
	MessageID  string
	From       string
	Words      string
	Cited      string
	Dropped    []string // names of its attachments, which are not stored
}

// ThreadOf finds the thread of a reply, or returns ErrNotFound.
func (r Reader) ThreadOf(ctx context.Context, reply ContactReply) (m ContactMessage, way ReplyWay, err error) {
	for _, reference := range reply.References {
		var number string
		err := r.q.QueryRowContext(ctx, `SELECT number FROM contact_messages WHERE id = (SELECT message_id FROM contact_entries WHERE reference = ?1 AND kind = 'answer')
			OR number = (SELECT request FROM outbox WHERE reference = ?1 AND kind = ?2)`, reference, KindContactReceived).Scan(&number)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return m, "", fmt.Errorf("look for the thread of a reply: %w", err)
		}
		m, err = r.ContactMessage(ctx, number)
		return m, ByReference, err
	}
	if reply.Number == "" {
		return m, "", ErrNotFound
	}
	if m, err = r.ContactMessage(ctx, reply.Number); err != nil {
		return m, "", err
	}
	if !strings.EqualFold(m.Email, reply.From) {
		return ContactMessage{}, "", ErrNotFound
	}
	return m, ByNumber, nil
}

// RepliesSince counts the replies in a thread after an instant.
func (r Reader) RepliesSince(ctx context.Context, message int64, since time.Time) (n int, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT count(*) FROM contact_entries WHERE message_id = ? AND kind = 'reply' AND created_at > ?`, message, since.Unix()).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count replies: %w", err)
	}
	return n, nil
}

// ReplyKept says whether this mail was added to a thread already.
func (r Reader) ReplyKept(ctx context.Context, m ContactMessage, reply ContactReply) (kept bool, err error) {
	if err := r.q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM contact_entries WHERE reply_key = ?)`, r.replyKey(m, reply)).Scan(&kept); err != nil {
		return false, fmt.Errorf("look for a reply: %w", err)
	}
	return kept, nil
}

// replyKey is a keyed hash that identifies a mail, from its Message-ID, sender and text. A second delivery of the same mail,
// as mail servers may do, has the same key.
func (r Reader) replyKey(m ContactMessage, reply ContactReply) []byte {
	said := sha256.Sum256([]byte(reply.Words + "\x00" + reply.Cited))
	return r.keys.Index("contact reply", []byte(m.Number), []byte(reply.MessageID), []byte(strings.ToLower(reply.From)), said[:])
}

// AddReply adds a reply to the thread and reopens the thread if it was answered, waiting or closed.
func (t *Tx) AddReply(ctx context.Context, m ContactMessage, way ReplyWay, reply ContactReply, now time.Time) error {
	e := ContactEntry{Kind: EntryReply, Words: reply.Words, Cited: reply.Cited, From: reply.From, Other: !strings.EqualFold(reply.From, m.Email), Known: way, Dropped: reply.Dropped}
	to := m.State
	if !to.Open() {
		to = ContactReopened
	}
	if to == ContactNew { // the state has not changed since the message was written
		if _, err := t.exec(ctx, "count a reply", `UPDATE contact_messages SET revision = revision + 1 WHERE id = ?`, m.ID); err != nil {
			return err
		}
	} else if err := t.shiftContact(ctx, m, contactMove{to: to, assignee: m.Assignee, entry: e}, now); err != nil {
		return err
	}
	return t.addContactEntry(ctx, m.ID, e, t.replyKey(m, reply), now)
}
