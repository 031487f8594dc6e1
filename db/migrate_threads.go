package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"sesame/account/keys"
	"sesame/account/search"
)

// threadContacts seals the answers to contact messages under the name of their new table, and indexes the words by which
// messages are found. What does not decrypt stays as it is: Prove reports it.
func threadContacts(ctx context.Context, tx *sql.Tx, ring *keys.Keyring) error {
	type row struct {
		id     int64
		owner  string
		sealed []byte
	}
	read := func(query string) (all []row, err error) {
		rows, err := tx.QueryContext(ctx, query)
		if err != nil {
			return nil, fmt.Errorf("read the contact messages: %w", err)
		}
		defer rows.Close() //nolint:errcheck // rows.Err is what tells
		for rows.Next() {
			var r row
			if err := rows.Scan(&r.id, &r.owner, &r.sealed); err != nil {
				return nil, fmt.Errorf("read the contact messages: %w", err)
			}
			all = append(all, r)
		}
		return all, rows.Err()
	}
	answers, err := read(`SELECT id, reference, payload FROM contact_entries WHERE kind = 'answer'`)
	if err != nil {
		return err
	}
	for _, a := range answers {
		words, err := ring.Open("contact_answers.payload", []byte(a.owner), a.sealed)
		if err != nil {
			continue
		}
		plain, err := json.Marshal(map[string]string{"words": string(words)})
		if err == nil {
			_, err = tx.ExecContext(ctx, `UPDATE contact_entries SET payload = ? WHERE id = ?`, ring.Seal("contact_entries.payload", []byte(a.owner), plain), a.id)
		}
		if err != nil {
			return fmt.Errorf("seal an answer: %w", err)
		}
	}
	messages, err := read(`SELECT id, number, payload FROM contact_messages`)
	if err != nil {
		return err
	}
	for _, m := range messages {
		var of struct{ Subject, Name, Email string }
		plain, err := ring.Open("contact_messages.payload", []byte(m.owner), m.sealed)
		if err != nil || json.Unmarshal(plain, &of) != nil {
			continue
		}
		for _, word := range search.FoldedWords(of.Subject + " " + of.Name + " " + of.Email) {
			if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO contact_terms (term_key, message_id) VALUES (?, ?)`, ring.Index("contact term", []byte(word)), m.id); err != nil {
				return fmt.Errorf("index a contact message: %w", err)
			}
		}
	}
	return nil
}
