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

// The states of a message.
const (
	ContactNew      ContactState = "new"
	ContactTaken    ContactState = "taken"
	ContactAnswered ContactState = "answered"
	ContactClosed   ContactState = "closed"
)

// ContactMessage is a message sent through the contact form.
type ContactMessage struct {
	ID         int64        `json:"-"`
	Number     string       `json:"-"`
	MemberID   int64        `json:"-"` // 0 when the identifier is missing or unknown; the sender is not told which
	State      ContactState `json:"-"`
	Actor      string       `json:"-"` // agent:LOGIN of the last change of state
	Reason     string       `json:"-"` // why it was closed without an answer
	Revision   int64        `json:"-"`
	CreatedAt  time.Time    `json:"-"`
	ChangedAt  time.Time    `json:"-"`
	senderKey  []byte
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
	_, err = t.exec(ctx, "keep a contact message",
		`INSERT INTO contact_messages (number, member_id, sender_key, payload, created_at) VALUES (?, ?, ?, ?, ?)`,
		m.Number, row(m.MemberID), t.keys.Index("contact sender", []byte(strings.ToLower(m.Email))),
		t.keys.Seal("contact_messages.payload", []byte(m.Number), plain), seconds(now))
	return err
}

const contactMessageColumns = `id, number, member_id, sender_key, payload, state, actor, reason, revision, created_at, changed_at`

func (r Reader) scanContactMessage(scan func(...any) error) (ContactMessage, error) {
	var (
		m                ContactMessage
		member           sql.NullInt64
		sealed           []byte
		actor, reason    sql.NullString
		created, changed sql.NullInt64
	)
	err := scan(&m.ID, &m.Number, &member, &m.senderKey, &sealed, &m.State, &actor, &reason, &m.Revision, &created, &changed)
	if err != nil {
		return m, err
	}
	m.MemberID, m.Actor, m.Reason, m.CreatedAt, m.ChangedAt = member.Int64, actor.String, reason.String, instant(created), instant(changed)
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

// ContactMessages lists messages in the given states, newest first, at most limit after skipping offset.
func (r Reader) ContactMessages(ctx context.Context, states []ContactState, limit, offset int) ([]ContactMessage, error) {
	args := make([]any, 0, len(states)+2)
	for _, s := range states {
		args = append(args, s)
	}
	return r.listContactMessages(ctx, `WHERE state IN `+placeholders(len(states))+` ORDER BY id DESC LIMIT ? OFFSET ?`, append(args, limit, offset)...)
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

// ContactCounts returns the number of messages in each state.
func (r Reader) ContactCounts(ctx context.Context) (map[ContactState]int, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT state, count(*) FROM contact_messages GROUP BY state`)
	if err != nil {
		return nil, fmt.Errorf("count contact messages: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	counts := map[ContactState]int{}
	for rows.Next() {
		var (
			state ContactState
			n     int
		)
		if err := rows.Scan(&state, &n); err != nil {
			return nil, fmt.Errorf("count contact messages: %w", err)
		}
		counts[state] = n
	}
	return counts, rows.Err()
}

// UnansweredContacts counts the messages without an answer, and those among them written before an instant.
func (r Reader) UnansweredContacts(ctx context.Context, before time.Time) (all, old int, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE created_at < ?) FROM contact_messages WHERE state IN ('new', 'taken')`,
		seconds(before)).Scan(&all, &old)
	if err != nil {
		return 0, 0, fmt.Errorf("count unanswered contact messages: %w", err)
	}
	return all, old, nil
}
