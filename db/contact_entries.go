package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// ContactEntryKind is the kind of an entry in the thread of a contact message.
type ContactEntryKind string

// The kinds.
const (
	EntryAnswer   ContactEntryKind = "answer"
	EntryReply    ContactEntryKind = "reply" // from the sender, by mail
	EntryNote     ContactEntryKind = "note"  // between agents: it is never sent
	EntryCall     ContactEntryKind = "call"  // the sender was called back
	EntryTaken    ContactEntryKind = "taken"
	EntryAssigned ContactEntryKind = "assigned"
	EntryClosed   ContactEntryKind = "closed"
)

// ContactEntry is one entry of a thread.
type ContactEntry struct {
	Kind      ContactEntryKind `json:"-"`
	Actor     string           `json:"-"` // agent:LOGIN; empty for a reply
	Detail    string           `json:"-"` // of EntryAssigned: agent:LOGIN of the new assignee; of EntryClosed: the reason
	CreatedAt time.Time        `json:"-"`
	State     string           `json:"-"` // of an answer in the outbox; empty once it was purged
	Failure   string           `json:"-"` // last delivery failure: a class and a reply code
	DoneAt    time.Time        `json:"-"`
	Fate      Fate             `json:"-"` // delivery report for an answer, received later
	FateAt    time.Time        `json:"-"`
	FateCode  string           `json:"-"`
	reference string
	id        int64
	Letter    *LetterRow `json:"-"` // of an answer by letter: the newest letter with it; nil once it was purged

	ByLetter bool     `json:"by_letter,omitempty"` // of an answer
	Words    string   `json:"words,omitempty"`
	Cited    string   `json:"cited,omitempty"` // of a reply: the text that it quotes
	From     string   `json:"from,omitempty"`  // of a reply: its sender's address
	Other    bool     `json:"other,omitempty"` // of a reply: From is not the address that answers are sent to
	Known    ReplyWay `json:"known,omitempty"` // of a reply
	Dropped  []string `json:"dropped,omitempty"`
}

// ContactEntries lists the entries of a thread, oldest first.
func (r Reader) ContactEntries(ctx context.Context, message int64) ([]ContactEntry, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT e.id, e.kind, e.reference, COALESCE(e.actor, ''), COALESCE(e.detail, ''), e.payload, e.created_at,
			COALESCE(o.state, ''), COALESCE(o.failure, ''), o.done_at, COALESCE(o.fate, ''), o.fate_at, COALESCE(o.fate_code, '')
		FROM contact_entries e LEFT JOIN outbox o ON o.reference = e.reference WHERE e.message_id = ? ORDER BY e.id`, message)
	if err != nil {
		return nil, fmt.Errorf("list a thread: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []ContactEntry
	for rows.Next() {
		var (
			e                    ContactEntry
			sealed               []byte
			created, done, fated sql.NullInt64
		)
		if err := rows.Scan(&e.id, &e.Kind, &e.reference, &e.Actor, &e.Detail, &sealed, &created, &e.State, &e.Failure, &done, &e.Fate, &fated, &e.FateCode); err != nil {
			return nil, fmt.Errorf("list a thread: %w", err)
		}
		e.CreatedAt, e.DoneAt, e.FateAt = instant(created), instant(done), instant(fated)
		if sealed != nil {
			plain, err := r.keys.Open("contact_entries.payload", []byte(e.reference), sealed)
			if err != nil {
				return nil, fmt.Errorf("open an entry of a thread: %w", err)
			}
			if err := json.Unmarshal(plain, &e); err != nil {
				return nil, fmt.Errorf("read an entry of a thread: %w", err)
			}
		}
		found = append(found, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list a thread: %w", err)
	}
	return found, r.letterAnswers(ctx, message, found)
}

// letterAnswers sets Letter in the entries that are answers by letter.
func (r Reader) letterAnswers(ctx context.Context, message int64, entries []ContactEntry) error {
	letters, err := r.letterRows(ctx, `letters.entry_id IN (SELECT id FROM contact_entries WHERE message_id = ?) ORDER BY letters.id`, message)
	for _, l := range letters {
		for i := range entries {
			if entries[i].id == l.entry {
				entries[i].Letter = &l
			}
		}
	}
	return err
}

// addContactEntry adds an entry, with a new reference where it has none. replyKey is nil for all kinds but a reply.
func (t *Tx) addContactEntry(ctx context.Context, message int64, e ContactEntry, replyKey []byte, now time.Time) error {
	if e.reference == "" {
		e.reference = rand.Text()
	}
	var sealed []byte
	switch e.Kind {
	case EntryAnswer, EntryReply, EntryNote, EntryCall:
		plain, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("add to a thread: %w", err)
		}
		sealed = t.keys.Seal("contact_entries.payload", []byte(e.reference), plain)
	}
	_, err := t.exec(ctx, "add to a thread", `INSERT INTO contact_entries (message_id, kind, reference, actor, detail, payload, reply_key, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, message, e.Kind, e.reference, text(e.Actor), text(e.Detail), sealed, replyKey, seconds(now))
	return err
}
