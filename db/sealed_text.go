package db

import (
	"database/sql"
	"encoding/base64"

	"sesame/account/keys"
)

// sealText seals a value for a text column. It is used for password hashes, which are thus bound to their column and row: one
// that was copied or made elsewhere does not decrypt. The key also serves as a pepper.
func sealText(k *keys.Keyring, column string, owner []byte, plain string) string {
	return base64.StdEncoding.EncodeToString(k.Seal(column, owner, []byte(plain)))
}

// openText decrypts a value that sealText has sealed; NULL is empty.
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
