package db

import (
	"context"
	"database/sql"
	"fmt"

	"sesame/account/keys"
)

// rowsOf28 are the tables whose rows version 28 seals: what each seal is bound to, as SQL of the row.
var rowsOf28 = []struct{ table, bound string }{
	{"agents", `quote(CAST(id AS BLOB)) || ',' || quote(CAST(login AS BLOB)) || ',' || quote(CAST(role AS BLOB)) || ',' || quote(CAST(user_handle AS BLOB)) || ',' ||
		quote(CAST(enrolled_at AS BLOB)) || ',' || quote(CAST(disabled_at AS BLOB)) || ',' || quote(CAST(opened_at AS BLOB)) || ',' || quote(CAST(enrolment_expires_at AS BLOB))`},
}

// sealRows seals the rows that decide, and binds passkeys to their agents. These tables have few rows.
func sealRows(ctx context.Context, tx *sql.Tx, keys *keys.Keyring) error {
	for _, r := range rowsOf28 {
		err := eachRow(ctx, tx, fmt.Sprintf(`SELECT id, CAST(%s AS BLOB), x'' FROM %s`, r.bound, r.table), func(id any, bound, _ []byte) error {
			_, err := tx.ExecContext(ctx, fmt.Sprintf(`UPDATE %s SET seal = ? WHERE id = ?`, r.table), keys.Seal(r.table+".seal", bound, nil), id)
			return err
		})
		if err != nil {
			return fmt.Errorf("seal the rows of %s: %w", r.table, err)
		}
	}
	err := eachRow(ctx, tx, `SELECT agent_passkeys.id, user_handle, record FROM agent_passkeys JOIN agents ON agents.id = agent_id`, func(id any, handle, record []byte) error {
		plain, err := keys.Open("agent_passkeys.record", id.([]byte), record)
		if err != nil {
			return err
		}
		sealed := keys.Seal("agent_passkeys.record", fmt.Appendf(nil, "%X:%X", handle, id), plain)
		_, err = tx.ExecContext(ctx, `UPDATE agent_passkeys SET record = ? WHERE id = ?`, sealed, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("bind passkeys: %w", err)
	}
	return nil
}

// eachRow reads all rows of three columns, and then does something with each.
func eachRow(ctx context.Context, tx *sql.Tx, query string, do func(id any, second, third []byte) error) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	type row struct {
		id            any
		second, third []byte
	}
	var all []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.id, &r.second, &r.third); err != nil {
			return err
		}
		all = append(all, r)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, r := range all {
		if err := do(r.id, r.second, r.third); err != nil {
			return err
		}
	}
	return nil
}
