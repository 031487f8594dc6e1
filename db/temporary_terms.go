package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"sesame/account"
	"sesame/account/keys"
)

// storedTemporary is a temporary password as it stands in a row: its hash is sealed together with its channel and times, so
// that nobody who writes the row makes it last longer.
type storedTemporary struct {
	hash, channel, request sql.NullString
	issued, expires        sql.NullInt64
}

// terms are the words before the hash, under the seal.
func (s storedTemporary) terms() string {
	return fmt.Sprintf("%s,%d,%d:", s.channel.String, s.issued.Int64, s.expires.Int64)
}

// sealed is what stands in a column for a hash.
func (s storedTemporary) sealed(k *keys.Keyring, column string, owner []byte, hash string) string {
	return sealText(k, column, owner, s.terms()+hash)
}

// open returns the temporary password, or keys.ErrSealed for one that was altered; its hash is empty where there is none.
func (s storedTemporary) open(k *keys.Keyring, column string, owner []byte) (Temporary, error) {
	tp := Temporary{Channel: account.Channel(s.channel.String), Request: s.request.String, IssuedAt: instant(s.issued), ExpiresAt: instant(s.expires)}
	if !s.hash.Valid {
		return tp, nil
	}
	plain, err := openText(k, column, owner, s.hash)
	if err != nil {
		return tp, err
	}
	hash, ours := strings.CutPrefix(plain, s.terms())
	if !ours {
		return tp, keys.ErrSealed
	}
	tp.Hash = hash
	return tp, nil
}

// temporary reads the pending temporary password of a member, with what it is bound to. For nobody both are as long as a
// member's, so that a decoy costs the same.
func (t *Tx) temporary(ctx context.Context, memberID int64) (owner []byte, s storedTemporary, hash string, err error) {
	err = t.tx.QueryRowContext(ctx, `SELECT identifier_key, temporary_hash, temporary_channel, temporary_issued_at, temporary_expires_at FROM members WHERE id = ?`, memberID).
		Scan(&owner, &s.hash, &s.channel, &s.issued, &s.expires)
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
