package db

import (
	"context"
	"database/sql"
	"fmt"

	"sesame/account/keys"
)

// unsealedRows are rows of a table that get a seal. key is the column that identifies a row, before a value below the first
// key, where the condition on the rows, bound the binding, as SQL.
type unsealedRows struct {
	table, key string
	before     any
	where      string
	bound      string
}

// open35 are the rows that version 35 seals.
var open35 = []unsealedRows{
	{"logins", "id", int64(0), "ended_at IS NULL", quoted29("id", "member_id", "method", "opened_at")},
	{"agent_logins", "id", int64(0), "ended_at IS NULL", quoted29("id", "agent_id", "opened_at")},
	{"client_subjects", "subject", "", "TRUE", quoted29("client_id", "subject", memberOf29)},
}

// sealOpen seals the rows of open35.
func sealOpen(ctx context.Context, tx *sql.Tx, keys *keys.Keyring) error {
	return sealAll(ctx, tx, keys, open35)
}

// sealAll seals rows, a bounded number at a time.
func sealAll(ctx context.Context, tx *sql.Tx, keys *keys.Keyring, all []unsealedRows) error {
	for _, o := range all {
		query := fmt.Sprintf(`SELECT %s, CAST(%s AS BLOB), x'' FROM %s WHERE %[1]s > ? AND %[4]s ORDER BY %[1]s LIMIT ?`, o.key, o.bound, o.table, o.where)
		err := eachRow(ctx, tx, query, o.before, func(key any, bound, _ []byte) error {
			_, err := tx.ExecContext(ctx, fmt.Sprintf(`UPDATE %s SET seal = ? WHERE %s = ?`, o.table, o.key), keys.Seal(o.table+".seal", bound, nil), key)
			return err
		})
		if err != nil {
			return fmt.Errorf("seal the rows of %s: %w", o.table, err)
		}
	}
	return nil
}
