package db

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"

	"sesame/account/keys"
)

// sealText seals a value for a column of text: a password's hash, which is bound to its column and row, so that one that was
// copied or made elsewhere does not open. The key is a pepper, too.
func sealText(k *keys.Keyring, column string, owner []byte, plain string) string {
	return base64.StdEncoding.EncodeToString(k.Seal(column, owner, []byte(plain)))
}

// openText opens what sealText made; NULL is empty.
func openText(k *keys.Keyring, column string, owner []byte, stored sql.NullString) (string, error) {
	if !stored.Valid {
		return "", nil
	}
	sealed, err := base64.StdEncoding.DecodeString(stored.String)
	if err != nil {
		return "", keys.ErrSealed
	}
	plain, err := k.Open(column, owner, sealed)
	return string(plain), err
}

// hashHolds says whether a member's hash in this column is the given one; empty for none.
func (t *Tx) hashHolds(ctx context.Context, column string, memberID int64, hash string) (bool, error) {
	var owner []byte
	var stored sql.NullString
	err := t.tx.QueryRowContext(ctx, `SELECT identifier_key, `+column+` FROM members WHERE id = ?`, memberID).Scan(&owner, &stored)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read a member's %s: %w", column, err)
	}
	plain, err := openText(t.keys, "members."+column, owner, stored)
	if err != nil {
		return false, fmt.Errorf("open %s of member %d: %w", column, memberID, err)
	}
	return plain == hash, nil
}
