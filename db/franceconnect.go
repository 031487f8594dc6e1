package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// FranceConnectSubject is the subject identifier (sub) of a person at FranceConnect. It never changes for one client of
// FranceConnect, and is unrelated to the person's subject at another client.
type FranceConnectSubject struct {
	Client  string // issuer and client_id
	Subject string
}

// franceConnectBinding is the binding of a sealed subject: the client it was issued to, and the member.
var franceConnectBinding = binding{[]string{"client"}, []string{memberKey}}

// BindFranceConnect stores the subject of the member's first login through FranceConnect. At later logins it says whether the
// subject is the same. A subject issued to another client is replaced, because it cannot be compared.
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

// ForgetFranceConnect deletes the subject, so that the next login through FranceConnect counts as the first one.
func (t *Tx) ForgetFranceConnect(ctx context.Context, m *Member) error {
	_, err := t.exec(ctx, "forget a subject of FranceConnect", `DELETE FROM franceconnect_subjects WHERE member_id = ?`, m.ID)
	return err
}
