package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ClientLogin is a client that a member has opened from a session.
type ClientLogin struct {
	LoginID  int64
	ClientID int64
	Name     string // of the client
	StartURL string
	SID      string
	Subject  string
}

// OpenClient records that a session opens a client. It returns the subject identifier (sub) of the member and the session ID
// (sid) of the session for this client. Both are drawn at the first time, and stay.
func (t *Tx) OpenClient(ctx context.Context, login Login, clientID int64, now time.Time) (subject, sid string, err error) {
	n, err := t.exec(ctx, "name a member to a client", `INSERT INTO client_subjects (member_id, client_id, subject) VALUES (?, ?, ?) ON CONFLICT (member_id, client_id) DO NOTHING`,
		login.MemberID, clientID, rand.Text())
	if err == nil && n == 1 {
		err = t.sealSubject(ctx, login.MemberID, clientID)
	}
	if err != nil {
		return "", "", err
	}
	if _, err := t.exec(ctx, "open a client", `INSERT INTO client_logins (login_id, client_id, sid, opened_at) VALUES (?, ?, ?, ?) ON CONFLICT (login_id, client_id) DO NOTHING`,
		login.ID, clientID, rand.Text(), seconds(now)); err != nil {
		return "", "", err
	}
	return t.ClientNames(ctx, login, clientID)
}

// subjectBinding is the binding of a subject identifier's seal, so that a member's identifier moved to another member's row
// is rejected.
var subjectBinding = binding{[]string{"client_id", "subject"}, []string{memberKey}}

func (t *Tx) sealSubject(ctx context.Context, memberID, clientID int64) error {
	var bound []byte
	if err := t.tx.QueryRowContext(ctx, `SELECT `+subjectBinding.sql()+` FROM client_subjects WHERE member_id = ? AND client_id = ?`, memberID, clientID).Scan(&bound); err != nil {
		return fmt.Errorf("seal a client's name of a member: %w", err)
	}
	_, err := t.exec(ctx, "seal a client's name of a member", `UPDATE client_subjects SET seal = ? WHERE member_id = ? AND client_id = ?`,
		t.keys.Seal("client_subjects.seal", bound, nil), memberID, clientID)
	return err
}

// ClientNames returns the subject identifier and the session ID that a client has for the member and the session.
func (r Reader) ClientNames(ctx context.Context, login Login, clientID int64) (subject, sid string, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT sid FROM client_logins WHERE client_id = ? AND login_id = ?`, clientID, login.ID).Scan(&sid)
	if err != nil {
		return "", "", fmt.Errorf("read a client's names of a login: %w", err)
	}
	subject, err = r.Subject(ctx, login.MemberID, clientID)
	if err == nil && subject == "" {
		err = ErrNotFound
	}
	return subject, sid, err
}

// Subject is the subject identifier of a member for a client; empty when the client has never had one.
func (r Reader) Subject(ctx context.Context, memberID, clientID int64) (subject string, err error) {
	var bound, seal []byte
	err = r.q.QueryRowContext(ctx, `SELECT subject, seal, `+subjectBinding.sql()+` FROM client_subjects WHERE member_id = ? AND client_id = ?`, memberID, clientID).Scan(&subject, &seal, &bound)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err == nil {
		_, err = r.keys.Open("client_subjects.seal", bound, seal)
	}
	if err != nil {
		return "", fmt.Errorf("read a client's name of a member: %w", err)
	}
	return subject, nil
}

// subjects lists the subject identifiers of a member, by client_id.
func (r Reader) subjects(ctx context.Context, memberID int64) (map[string]string, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT clients.client_id, subject FROM client_subjects JOIN clients ON clients.id = client_subjects.client_id WHERE member_id = ?`, memberID)
	if err != nil {
		return nil, fmt.Errorf("list the clients' names of a member: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	all := map[string]string{}
	for rows.Next() {
		var client, subject string
		if err := rows.Scan(&client, &subject); err != nil {
			return nil, fmt.Errorf("list the clients' names of a member: %w", err)
		}
		all[client] = subject
	}
	return all, rows.Err()
}

// CloseClients ends what the member's sessions have opened at all clients: it queues a logout token for each client that
// takes them, and deletes the grants and their tokens. The sessions here go on.
func (t *Tx) CloseClients(ctx context.Context, memberID int64, now time.Time) error {
	told, err := t.clientLogins(ctx, `logins.member_id = ? AND logins.ended_at IS NULL AND clients.logout_url IS NOT NULL`, memberID)
	if err != nil {
		return err
	}
	for _, table := range []string{"client_logins", "grants"} {
		if _, err := t.exec(ctx, "close clients", `DELETE FROM `+table+` WHERE login_id IN (SELECT id FROM logins WHERE member_id = ?)`, memberID); err != nil {
			return err
		}
	}
	return t.announceEnd(ctx, memberID, now, told)
}

// announceEnd queues a logout token for each of these clients.
func (t *Tx) announceEnd(ctx context.Context, memberID int64, now time.Time, told []ClientLogin) error {
	for _, l := range told {
		if err := t.deliver(ctx, newDelivery{DeliveryLogout, l.ClientID, memberID, DeliveryPayload{Subject: l.Subject, SID: l.SID}, logoutLife}, now); err != nil {
			return err
		}
	}
	return nil
}

// ClientLogins lists the clients that a member's open sessions have opened, newest first.
func (r Reader) ClientLogins(ctx context.Context, memberID int64) ([]ClientLogin, error) {
	return r.clientLogins(ctx, `logins.member_id = ? AND logins.ended_at IS NULL`, memberID)
}

// ClientLoginBySID finds the session with this sid at a client, whether it has ended or not; ErrNotFound for none.
func (r Reader) ClientLoginBySID(ctx context.Context, clientID int64, sid string) (ClientLogin, error) {
	found, err := r.clientLogins(ctx, `client_logins.client_id = ? AND sid = ?`, clientID, sid)
	if err != nil {
		return ClientLogin{}, err
	}
	if len(found) == 0 {
		return ClientLogin{}, ErrNotFound
	}
	return found[0], nil
}

func (r Reader) clientLogins(ctx context.Context, where string, values ...any) ([]ClientLogin, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT login_id, client_logins.client_id, clients.name, COALESCE(clients.start_url, ''), sid, subject
		FROM client_logins JOIN logins ON logins.id = login_id JOIN clients ON clients.id = client_logins.client_id
		JOIN client_subjects ON client_subjects.member_id = logins.member_id AND client_subjects.client_id = clients.id
		WHERE `+where+` ORDER BY client_logins.opened_at DESC, client_logins.client_id`, values...)
	if err != nil {
		return nil, fmt.Errorf("list opened clients: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var all []ClientLogin
	for rows.Next() {
		var l ClientLogin
		if err := rows.Scan(&l.LoginID, &l.ClientID, &l.Name, &l.StartURL, &l.SID, &l.Subject); err != nil {
			return nil, fmt.Errorf("list opened clients: %w", err)
		}
		all = append(all, l)
	}
	return all, rows.Err()
}
