package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// ContactAnswer is an agent's answer with its delivery status.
type ContactAnswer struct {
	Actor     string
	Words     string
	CreatedAt time.Time
	State     string // of the answer in the outbox; empty once it was purged
	Failure   string // last delivery failure: a class and a reply code
	DoneAt    time.Time
}

// ContactAnswers lists the answers to a message, oldest first.
func (r Reader) ContactAnswers(ctx context.Context, message int64) ([]ContactAnswer, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT a.reference, a.actor, a.payload, a.created_at, o.state, o.failure, o.done_at
		FROM contact_answers a LEFT JOIN outbox o ON o.reference = a.reference WHERE a.message_id = ? ORDER BY a.id`, message)
	if err != nil {
		return nil, fmt.Errorf("list answers: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []ContactAnswer
	for rows.Next() {
		var (
			a             ContactAnswer
			reference     string
			sealed        []byte
			state, failed sql.NullString
			created, done sql.NullInt64
		)
		if err := rows.Scan(&reference, &a.Actor, &sealed, &created, &state, &failed, &done); err != nil {
			return nil, fmt.Errorf("list answers: %w", err)
		}
		plain, err := r.keys.Open("contact_answers.payload", []byte(reference), sealed)
		if err != nil {
			return nil, fmt.Errorf("open an answer: %w", err)
		}
		a.Words, a.CreatedAt, a.State, a.DoneAt = string(plain), instant(created), state.String, instant(done)
		a.Failure = failed.String
		found = append(found, a)
	}
	return found, rows.Err()
}

// TakeContact assigns a message to an agent. It returns false and does nothing when the message has changed since m was
// read.
func (t *Tx) TakeContact(ctx context.Context, m ContactMessage, actor string, now time.Time) (bool, error) {
	return t.moveContact(ctx, m, ContactTaken, actor, "", now)
}

// CloseContact closes a message without an answer. It returns false as TakeContact does.
func (t *Tx) CloseContact(ctx context.Context, m ContactMessage, actor, reason string, now time.Time) (bool, error) {
	return t.moveContact(ctx, m, ContactClosed, actor, reason, now)
}

// AnswerContact stores an answer and sends it to the author. It returns false as TakeContact does.
func (t *Tx) AnswerContact(ctx context.Context, m ContactMessage, actor, words string, answer Message, now, expires time.Time) (bool, error) {
	ok, err := t.moveContact(ctx, m, ContactAnswered, actor, "", now)
	if err != nil || !ok {
		return ok, err
	}
	// Post under no member: anybody who knows an identifier may have written this message.
	reference, err := t.post(ctx, 0, answer, now, expires)
	if err != nil {
		return false, err
	}
	_, err = t.exec(ctx, "keep an answer", `INSERT INTO contact_answers (message_id, reference, actor, payload, created_at) VALUES (?, ?, ?, ?, ?)`,
		m.ID, reference, actor, t.keys.Seal("contact_answers.payload", []byte(reference), []byte(words)), seconds(now))
	return true, err
}

func (t *Tx) moveContact(ctx context.Context, m ContactMessage, to ContactState, actor, reason string, now time.Time) (bool, error) {
	n, err := t.exec(ctx, "move a contact message", `UPDATE contact_messages SET state = ?, actor = ?, reason = ?, changed_at = ?, revision = revision + 1
		WHERE id = ? AND revision = ?`, to, actor, text(reason), seconds(now), m.ID, m.Revision)
	return n == 1, err
}
