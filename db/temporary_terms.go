package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"sesame/account"
	"sesame/account/keys"
)

// storedTemporary holds the columns of a temporary password. Its hash is bound to its channel and times, so that write access
// to the row does not suffice to prolong it.
type storedTemporary struct {
	hash, channel, request sql.NullString
	issued, expires        sql.NullInt64
}

var (
	temporaryBinding       = binding{[]string{"temporary_channel", "temporary_issued_at", "temporary_expires_at"}, []string{"identifier_key"}}
	formerTemporaryBinding = binding{[]string{"channel", "issued_at", "expires_at"}, []string{memberKey}}
)

// bound is the binding of the hash, for the member with this key.
func (s storedTemporary) bound(identifierKey []byte) []byte {
	return boundTo(text(s.channel.String), seconds(instant(s.issued)), seconds(instant(s.expires)), identifierKey)
}

// sealed seals a hash for its column.
func (s storedTemporary) sealed(k *keys.Keyring, column string, identifierKey []byte, hash string) string {
	return sealText(k, column, s.bound(identifierKey), hash)
}

// open returns the temporary password, or keys.ErrSealed for an altered row; Hash is empty where there is none.
func (s storedTemporary) open(k *keys.Keyring, column string, identifierKey []byte) (tp Temporary, err error) {
	tp = Temporary{Channel: account.Channel(s.channel.String), Request: s.request.String, IssuedAt: instant(s.issued), ExpiresAt: instant(s.expires)}
	tp.Hash, err = openText(k, column, s.bound(identifierKey), s.hash)
	return tp, err
}

// temporary reads the present temporary password of a member, with its binding. For an unknown member (a decoy), the binding
// is as long as a member's, so that the cost is the same.
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
