package db

import (
	"context"
	"database/sql"
	"fmt"

	"sesame/account/keys"
)

// plainHashes are the text columns that version 25 seals; owner is the SQL of their binding.
var plainHashes = []struct{ table, column, owner string }{
	{"members", "password_hash", "identifier_key"},
	{"members", "temporary_hash", "identifier_key"},
	{"former_temporaries", "hash", "(SELECT identifier_key FROM members WHERE id = member_id)"},
	{"agents", "password_hash", "user_handle"},
}

// hashesAtOnce is the number of rows read at once, which bounds memory.
const hashesAtOnce = 1000

// sealHashes seals the password hashes that are stored in clear.
func sealHashes(ctx context.Context, tx *sql.Tx, keys *keys.Keyring) error {
	for _, h := range plainHashes {
		update, err := tx.PrepareContext(ctx, fmt.Sprintf(`UPDATE %s SET %s = ? WHERE id = ?`, h.table, h.column))
		if err != nil {
			return fmt.Errorf("seal %s.%s: %w", h.table, h.column, err)
		}
		defer update.Close() //nolint:errcheck // the transaction ends it, too
		for last := int64(0); ; {
			found, err := plainHashesAfter(ctx, tx, fmt.Sprintf(`SELECT id, %s, %s FROM %s WHERE id > ? AND %[2]s IS NOT NULL ORDER BY id LIMIT ?`, h.owner, h.column, h.table), last)
			if err != nil {
				return fmt.Errorf("seal %s.%s: %w", h.table, h.column, err)
			}
			for _, p := range found {
				if _, err := update.ExecContext(ctx, sealText(keys, h.table+"."+h.column, p.owner, p.hash), p.id); err != nil {
					return fmt.Errorf("seal %s.%s: %w", h.table, h.column, err)
				}
				last = p.id
			}
			if len(found) < hashesAtOnce {
				break
			}
		}
	}
	return nil
}

// plainHash is a row with a password hash in clear.
type plainHash struct {
	id    int64
	owner []byte
	hash  string
}

func plainHashesAfter(ctx context.Context, tx *sql.Tx, query string, after int64) (found []plainHash, err error) {
	rows, err := tx.QueryContext(ctx, query, after, hashesAtOnce)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var p plainHash
		if err := rows.Scan(&p.id, &p.owner, &p.hash); err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	return found, rows.Err()
}
