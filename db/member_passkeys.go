package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// MemberPasskeys is the most passkeys of one member.
const MemberPasskeys = 5

// ErrManyPasskeys means that the member has MemberPasskeys already.
var ErrManyPasskeys = errors.New("as many passkeys as a member may have")

// MemberPasskey is a WebAuthn credential of a member.
type MemberPasskey struct {
	ID         []byte
	MemberID   int64
	Handle     []byte          // WebAuthn user handle: random, the same for all passkeys of the member
	Credential json.RawMessage // public key and the authenticator state last seen
	Device     string          // « Safari sur iPhone »
	CreatedAt  time.Time
	UsedAt     time.Time // newest login; zero for none
}

// passkeyBinding binds the record of a passkey to its row and its member.
var passkeyBinding = binding{[]string{"id"}, []string{memberKey}}

// passkeyRecord is the sealed content of the column record.
type passkeyRecord struct {
	Handle     []byte          `json:"handle"`
	Credential json.RawMessage `json:"credential"`
}

var passkeyColumns = `id, member_id, record, device, created_at, coalesce(used_at, 0), ` + passkeyBinding.sql()

func (r Reader) scanPasskey(scan func(...any) error) (p MemberPasskey, err error) {
	var (
		sealed, bound []byte
		created, used int64
	)
	if err := scan(&p.ID, &p.MemberID, &sealed, &p.Device, &created, &used, &bound); err != nil {
		return p, fmt.Errorf("read a member's passkey: %w", err)
	}
	p.CreatedAt = time.Unix(created, 0).UTC()
	if used != 0 {
		p.UsedAt = time.Unix(used, 0).UTC()
	}
	plain, err := r.keys.Open("member_passkeys.record", bound, sealed)
	if err != nil {
		return p, fmt.Errorf("open a member's passkey: %w", err)
	}
	var record passkeyRecord
	if err := json.Unmarshal(plain, &record); err != nil {
		return p, fmt.Errorf("read a member's passkey: %w", err)
	}
	p.Handle, p.Credential = record.Handle, record.Credential
	return p, nil
}

// MemberPasskey returns the passkey with this credential ID, or ErrNotFound.
func (r Reader) MemberPasskey(ctx context.Context, id []byte) (MemberPasskey, error) {
	p, err := r.scanPasskey(r.q.QueryRowContext(ctx, `SELECT `+passkeyColumns+` FROM member_passkeys WHERE id = ?`, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return p, ErrNotFound
	}
	return p, err
}

// PasskeysOf lists the passkeys of a member, oldest first.
func (r Reader) PasskeysOf(ctx context.Context, memberID int64) (all []MemberPasskey, err error) {
	rows, err := r.q.QueryContext(ctx, `SELECT `+passkeyColumns+` FROM member_passkeys WHERE member_id = ? ORDER BY created_at, id`, memberID)
	if err != nil {
		return nil, fmt.Errorf("list a member's passkeys: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		p, err := r.scanPasskey(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

func (t *Tx) sealPasskey(m *Member, p MemberPasskey) ([]byte, error) {
	plain, err := json.Marshal(passkeyRecord{p.Handle, p.Credential})
	if err != nil {
		return nil, fmt.Errorf("seal a member's passkey: %w", err)
	}
	return t.keys.Seal("member_passkeys.record", boundTo(p.ID, m.IdentifierKey), plain), nil
}

// AddMemberPasskey stores one more passkey. It returns ErrManyPasskeys when the member has MemberPasskeys already.
func (t *Tx) AddMemberPasskey(ctx context.Context, m *Member, p MemberPasskey, now time.Time) error {
	record, err := t.sealPasskey(m, p)
	if err != nil {
		return err
	}
	n, err := t.exec(ctx, "add a member's passkey", `INSERT INTO member_passkeys (id, member_id, record, device, created_at)
		SELECT ?1, ?2, ?3, ?4, ?5 WHERE (SELECT count(*) FROM member_passkeys WHERE member_id = ?2) < ?6`, p.ID, m.ID, record, p.Device, seconds(now), MemberPasskeys)
	if err == nil && n == 0 {
		err = ErrManyPasskeys
	}
	return err
}

// UseMemberPasskey stores the state that the passkey reported at a login. It returns false when the member no longer has it,
// or when it was used since p was read.
func (t *Tx) UseMemberPasskey(ctx context.Context, m *Member, p MemberPasskey, credential json.RawMessage, now time.Time) (bool, error) {
	seen, err := t.MemberPasskey(ctx, p.ID)
	if errors.Is(err, ErrNotFound) || err == nil && (seen.MemberID != m.ID || string(seen.Credential) != string(p.Credential)) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	p.Credential = credential
	record, err := t.sealPasskey(m, p)
	if err != nil {
		return false, err
	}
	n, err := t.exec(ctx, "use a member's passkey", `UPDATE member_passkeys SET record = ?, used_at = ? WHERE id = ? AND member_id = ?`, record, seconds(now), p.ID, m.ID)
	return n == 1, err
}

// DropMemberPasskey removes one passkey of the member; false when they have none with this ID.
func (t *Tx) DropMemberPasskey(ctx context.Context, m *Member, id []byte) (bool, error) {
	n, err := t.exec(ctx, "drop a member's passkey", `DELETE FROM member_passkeys WHERE id = ? AND member_id = ?`, id, m.ID)
	return n == 1, err
}

// ForgetPasskeys removes all passkeys of a member.
func (t *Tx) ForgetPasskeys(ctx context.Context, memberID int64) error {
	_, err := t.exec(ctx, "forget a member's passkeys", `DELETE FROM member_passkeys WHERE member_id = ?`, memberID)
	return err
}

// DeclinePasskey records that the member does not want to be offered a passkey.
func (t *Tx) DeclinePasskey(ctx context.Context, m *Member, now time.Time) error {
	_, err := t.exec(ctx, "decline a passkey", `INSERT INTO passkeys_declined (member_id, declined_at) VALUES (?, ?) ON CONFLICT DO NOTHING`, m.ID, seconds(now))
	return err
}

// OffersPasskey says whether to offer a passkey: the member has none and has not declined.
func (r Reader) OffersPasskey(ctx context.Context, m *Member) (offers bool, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT NOT EXISTS (SELECT 1 FROM passkeys_declined WHERE member_id = ?1) AND NOT EXISTS (SELECT 1 FROM member_passkeys WHERE member_id = ?1)`,
		m.ID).Scan(&offers)
	if err != nil {
		return false, fmt.Errorf("look whether a passkey is offered: %w", err)
	}
	return offers, nil
}
