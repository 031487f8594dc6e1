package db

import (
	"context"
	"fmt"
	"time"
)

// FranceConnectSubject is the number by which FranceConnect knows a person. It is the same for ever for one client of
// FranceConnect, and says nothing to another one.
type FranceConnectSubject struct {
	Client  string // issuer and client_id
	Subject string
}

// BindFranceConnect keeps the subject of the member's first login by FranceConnect, and says whether this one is the same.
// What another client was told is replaced, because it cannot be compared.
func (t *Tx) BindFranceConnect(ctx context.Context, m *Member, s FranceConnectSubject, now time.Time) (same bool, err error) {
	if _, err := t.exec(ctx, "bind a subject of FranceConnect", `INSERT INTO franceconnect_subjects (member_id, client, subject, bound_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (member_id) DO UPDATE SET client = excluded.client, subject = excluded.subject, bound_at = excluded.bound_at WHERE client <> excluded.client`,
		m.ID, s.Client, t.keys.Seal("franceconnect_subjects.subject", m.IdentifierKey, []byte(s.Subject)), seconds(now)); err != nil {
		return false, err
	}
	var sealed []byte
	if err := t.tx.QueryRowContext(ctx, `SELECT subject FROM franceconnect_subjects WHERE member_id = ?`, m.ID).Scan(&sealed); err != nil {
		return false, fmt.Errorf("read a subject of FranceConnect: %w", err)
	}
	bound, err := t.keys.Open("franceconnect_subjects.subject", m.IdentifierKey, sealed)
	if err != nil {
		return false, fmt.Errorf("open a subject of FranceConnect: %w", err)
	}
	return string(bound) == s.Subject, nil
}

// ForgetFranceConnect lets the next login by FranceConnect count as the first one.
func (t *Tx) ForgetFranceConnect(ctx context.Context, m *Member) error {
	_, err := t.exec(ctx, "forget a subject of FranceConnect", `DELETE FROM franceconnect_subjects WHERE member_id = ?`, m.ID)
	return err
}
