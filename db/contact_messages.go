package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ContactState is the processing state of a message.
type ContactState string

// The states of a message. In the first three the sender waits for an answer.
const (
	ContactNew      ContactState = "new"
	ContactTaken    ContactState = "taken"
	ContactReopened ContactState = "reopened" // by a reply
	ContactWaiting  ContactState = "waiting"  // for the sender
	ContactAnswered ContactState = "answered"
	ContactClosed   ContactState = "closed"
)

// Open says whether the sender waits for an answer.
func (s ContactState) Open() bool {
	return s == ContactNew || s == ContactTaken || s == ContactReopened
}

// contactSender is the actor of a change of state that a reply causes.
const contactSender = "sender"

// ContactMessage is a message sent through the contact form.
type ContactMessage struct {
	ID         int64        `json:"-"`
	Number     string       `json:"-"`
	MemberID   int64        `json:"-"` // row of the member; 0 when the identifier is missing or unknown, which the sender is not told
	State      ContactState `json:"-"`
	Assignee   string       `json:"-"` // agent:LOGIN of the present or last assignee; empty for none
	Actor      string       `json:"-"` // author of the last change of state: agent:LOGIN or contactSender
	Reason     string       `json:"-"` // why it was closed without an answer
	Revision   int64        `json:"-"`
	CreatedAt  time.Time    `json:"-"`
	ChangedAt  time.Time    `json:"-"`
	WaitsSince time.Time    `json:"-"` // since when the sender waits for an answer; zero when they do not wait
	senderKey  []byte
	Proved     bool   `json:"proved,omitempty"` // the member was logged in when they wrote it
	Subject    string `json:"subject"`
	Name       string `json:"name"`
	Identifier string `json:"identifier,omitempty"`
	Email      string `json:"email"`
	Message    string `json:"message"`
}

// AddContactMessage stores a message for the agents.
func (t *Tx) AddContactMessage(ctx context.Context, m ContactMessage, now time.Time) error {
	plain, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("keep a contact message: %w", err)
	}
	err = t.tx.QueryRowContext(ctx,
		`INSERT INTO contact_messages (number, member_id, sender_key, payload, created_at, waits_since) VALUES (?1, ?2, ?3, ?4, ?5, ?5) RETURNING id`,
		m.Number, row(m.MemberID), t.senderKey(m.Email), t.keys.Seal("contact_messages.payload", []byte(m.Number), plain), seconds(now)).Scan(&m.ID)
	if err != nil {
		return fmt.Errorf("keep a contact message: %w", err)
	}
	return t.indexContact(ctx, m)
}

func (r Reader) senderKey(email string) []byte {
	return r.keys.Index("contact sender", []byte(strings.ToLower(email)))
}

const contactMessageColumns = `id, number, member_id, sender_key, payload, state, assignee, actor, reason, revision, created_at, changed_at, waits_since`

func (r Reader) scanContactMessage(scan func(...any) error) (ContactMessage, error) {
	var (
		m                       ContactMessage
		member                  sql.NullInt64
		sealed                  []byte
		assignee, actor, reason sql.NullString
		created, changed, waits sql.NullInt64
	)
	err := scan(&m.ID, &m.Number, &member, &m.senderKey, &sealed, &m.State, &assignee, &actor, &reason, &m.Revision, &created, &changed, &waits)
	if err != nil {
		return m, err
	}
	m.MemberID, m.Assignee, m.Actor, m.Reason = member.Int64, assignee.String, actor.String, reason.String
	m.CreatedAt, m.ChangedAt, m.WaitsSince = instant(created), instant(changed), instant(waits)
	plain, err := r.keys.Open("contact_messages.payload", []byte(m.Number), sealed)
	if err != nil {
		return m, fmt.Errorf("open contact message %s: %w", m.Number, err)
	}
	return m, json.Unmarshal(plain, &m)
}

// ContactMessage reads a message, or returns ErrNotFound.
func (r Reader) ContactMessage(ctx context.Context, number string) (ContactMessage, error) {
	m, err := r.scanContactMessage(r.q.QueryRowContext(ctx, `SELECT `+contactMessageColumns+` FROM contact_messages WHERE number = ?`, number).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return m, ErrNotFound
	}
	if err != nil {
		return m, fmt.Errorf("read a contact message: %w", err)
	}
	return m, nil
}

// OtherContactMessages lists other messages from the same address or about the same member, newest first.
func (r Reader) OtherContactMessages(ctx context.Context, m ContactMessage, limit int) ([]ContactMessage, error) {
	return r.listContactMessages(ctx, `WHERE id <> ?1 AND id IN (SELECT id FROM contact_messages WHERE sender_key = ?2
		UNION SELECT id FROM contact_messages WHERE member_id = ?3) ORDER BY id DESC LIMIT ?4`, m.ID, m.senderKey, row(m.MemberID), limit)
}

func (r Reader) listContactMessages(ctx context.Context, which string, args ...any) ([]ContactMessage, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT `+contactMessageColumns+` FROM contact_messages `+which, args...)
	if err != nil {
		return nil, fmt.Errorf("list contact messages: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []ContactMessage
	for rows.Next() {
		m, err := r.scanContactMessage(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("list contact messages: %w", err)
		}
		found = append(found, m)
	}
	return found, rows.Err()
}
