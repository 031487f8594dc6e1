package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"sesame/account"
	"sesame/account/keys"
)

// storedTemporary is a temporary password as it stands in a row: its hash is sealed together with its channel and times, so
// that nobody who writes the row makes it last longer.
type storedTemporary struct {
	hash, channel, request sql.NullString
	issued, expires        sql.NullInt64
}

var (
	temporaryBinding       = binding{[]string{"temporary_channel", "temporary_issued_at", "temporary_expires_at"}, []string{"identifier_key"}}
	formerTemporaryBinding = binding{[]string{"channel", "issued_at", "expires_at"}, []string{memberKey}}
)

// bound is the binding of the row of the member with this key.
func (s storedTemporary) bound(identifierKey []byte) []byte {
	return boundTo(text(s.channel.String), seconds(instant(s.issued)), seconds(instant(s.expires)), identifierKey)
}

// sealed is what stands in a column for a hash.
func (s storedTemporary) sealed(k *keys.Keyring, column string, identifierKey []byte, hash string) string {
	return sealText(k, column, s.bound(identifierKey), hash)
}

// open returns the temporary password, or keys.ErrSealed for one that was altered; its hash is empty where there is none.
func (s storedTemporary) open(k *keys.Keyring, column string, identifierKey []byte) (tp Temporary, err error) {
	tp = Temporary{Channel: account.Channel(s.channel.String), Request: s.request.String, IssuedAt: instant(s.issued), ExpiresAt: instant(s.expires)}
	tp.Hash, err = openText(k, column, s.bound(identifierKey), s.hash)
	return tp, err
}

// temporary reads the pending temporary password of a member, with what it is bound to. For nobody both are as long as a
// member's, so that a decoy costs the same.
func (t *Tx) temporary(ctx context.Context, memberID int64) (owner []byte, s storedTemporary, hash string, err error) {
	err = t.tx.QueryRowContext(ctx, `SELECT identifier_key, temporary_hash, temporary_channel, temporary_request, temporary_issued_at, temporary_expires_at FROM members WHERE id = ?`, memberID).
		Scan(&owner, &s.hash, &s.channel, &s.request, &s.issued, &s.expires)
	if errors.Is(err, sql.ErrNoRows) {
		return make([]byte, 16), s, "", nil
	}
	if err != nil {
		return nil, s, "", fmt.Errorf("read a temporary password: %w", err)
	}
	tp, err := s.open(t.keys, "members.temporary_hash", owner)
	if err != nil {
		return nil, s, "", fmt.Errorf("open the temporary password of member %d: %w", memberID, err)
	}
	return owner, s, tp.Hash, nil
}
