package db

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// ContactMessage is what somebody wrote to the caisse.
type ContactMessage struct {
	Number     string `json:"-"`
	MemberID   int64  `json:"-"` // 0 when no identifier was given, or an unknown one: the sender is not told which
	Subject    string `json:"subject"`
	Name       string `json:"name"`
	Identifier string `json:"identifier,omitempty"`
	Email      string `json:"email"`
	Message    string `json:"message"`
}

// AddContactMessage keeps a message for the agents.
func (t *Tx) AddContactMessage(ctx context.Context, m ContactMessage, now time.Time) error {
	plain, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("keep a contact message: %w", err)
	}
	_, err = t.exec(ctx, "keep a contact message",
		`INSERT INTO contact_messages (number, member_id, payload, created_at) VALUES (?, ?, ?, ?)`,
		m.Number, row(m.MemberID), t.keys.Seal("contact_messages.payload", []byte(m.Number), plain), seconds(now))
	return err
}
