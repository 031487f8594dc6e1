package db

import (
	"context"
	"errors"
	"strings"

	"sesame/account/search"
)

// maxContactTerms is the most words of a search; further ones are ignored.
const maxContactTerms = 8

// indexContact stores the keyed hashes of the words by which a message can be found.
func (t *Tx) indexContact(ctx context.Context, m ContactMessage) error {
	for _, key := range t.contactTerms(m.Subject + " " + m.Name + " " + m.Email) {
		if _, err := t.exec(ctx, "index a contact message", `INSERT OR IGNORE INTO contact_terms (term_key, message_id) VALUES (?, ?)`, key, m.ID); err != nil {
			return err
		}
	}
	return nil
}

func (r Reader) contactTerms(text string) (keys [][]byte) {
	for _, word := range search.FoldedWords(text) {
		keys = append(keys, r.keys.Index("contact term", []byte(word)))
	}
	return keys
}

// FindContacts finds messages by number, by the sender's e-mail address, or by words that must all be in the subject, the
// sender's name or the sender's address. Newest first, at most limit.
func (r Reader) FindContacts(ctx context.Context, text string, limit int) ([]ContactMessage, error) {
	text = strings.TrimSpace(text)
	m, err := r.ContactMessage(ctx, strings.ToUpper(text))
	if err == nil {
		return []ContactMessage{m}, nil
	}
	if !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	if strings.Contains(text, "@") {
		found, err := r.listContactMessages(ctx, `WHERE sender_key = ? ORDER BY id DESC LIMIT ?`, r.senderKey(text), limit)
		if err != nil || len(found) > 0 {
			return found, err
		}
	}
	terms := r.contactTerms(text)
	if len(terms) == 0 {
		return nil, nil
	}
	terms = terms[:min(len(terms), maxContactTerms)]
	var (
		all  []string
		args []any
	)
	for _, term := range terms {
		all, args = append(all, `SELECT message_id FROM contact_terms WHERE term_key = ?`), append(args, term)
	}
	return r.listContactMessages(ctx, `WHERE id IN (`+strings.Join(all, ` INTERSECT `)+`) ORDER BY id DESC LIMIT ?`, append(args, limit)...)
}
