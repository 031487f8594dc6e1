package db

import (
	"database/sql"
	"encoding/base64"

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
