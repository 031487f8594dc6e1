package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// FranceConnectSubject is the number by which FranceConnect knows a person. It is the same for ever for one client of
// FranceConnect, and says nothing to another one.
type FranceConnectSubject struct {
	Client  string // issuer and client_id
	Subject string
}

// franceConnectBinding is what a subject is bound to: one that was told to another client cannot be compared.
var franceConnectBinding = binding{[]string{"client"}, []string{memberKey}}

// BindFranceConnect keeps the subject of the member's first login by FranceConnect, and says whether this one is the same.
// What another client was told is replaced, because it cannot be compared.
func (t *Tx) BindFranceConnect(ctx context.Context, m *Member, s FranceConnectSubject, now time.Time) (same bool, err error) {
	var client string
	var sealed []byte
	err = t.tx.QueryRowContext(ctx, `SELECT client, subject FROM franceconnect_subjects WHERE member_id = ?`, m.ID).Scan(&client, &sealed)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("read a subject of FranceConnect: %w", err)
	}
	if err == nil {
		bound, err := t.keys.Open("franceconnect_subjects.subject", boundTo(client, m.IdentifierKey), sealed)
		if err != nil {
			return false, fmt.Errorf("open a subject of FranceConnect: %w", err)
		}
		if client == s.Client {
			return string(bound) == s.Subject, nil
		}
	}
	_, err = t.exec(ctx, "bind a subject of FranceConnect", `INSERT INTO franceconnect_subjects (member_id, client, subject, bound_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (member_id) DO UPDATE SET client = excluded.client, subject = excluded.subject, bound_at = excluded.bound_at`,
		m.ID, s.Client, t.keys.Seal("franceconnect_subjects.subject", boundTo(s.Client, m.IdentifierKey), []byte(s.Subject)), seconds(now))
	return err == nil, err
}

// ForgetFranceConnect lets the next login by FranceConnect count as the first one.
func (t *Tx) ForgetFranceConnect(ctx context.Context, m *Member) error {
	_, err := t.exec(ctx, "forget a subject of FranceConnect", `DELETE FROM franceconnect_subjects WHERE member_id = ?`, m.ID)
	return err
}
