package db

import (
	"context"
	"database/sql"
	"fmt"

	"sesame/account/keys"
)

// rowsOf28 are the tables whose rows version 28 seals, with the binding of each seal as SQL.
var rowsOf28 = []struct{ table, bound string }{
	{"agents", `quote(CAST(id AS BLOB)) || ',' || quote(CAST(login AS BLOB)) || ',' || quote(CAST(role AS BLOB)) || ',' || quote(CAST(user_handle AS BLOB)) || ',' ||
		quote(CAST(enrolled_at AS BLOB)) || ',' || quote(CAST(disabled_at AS BLOB)) || ',' || quote(CAST(opened_at AS BLOB)) || ',' || quote(CAST(enrolment_expires_at AS BLOB))`},
	{"clients", `quote(CAST(id AS BLOB)) || ',' || quote(CAST(client_id AS BLOB)) || ',' || quote(CAST(name AS BLOB)) || ',' || quote(CAST(secret_key IS NULL AS BLOB)) || ',' || quote(CAST(scopes AS BLOB)) || ',' || quote(CAST(signature AS BLOB)) || ',' || quote(CAST(start_url AS BLOB)) || ',' || quote(CAST(logout_url AS BLOB)) || ',' || quote(CAST((SELECT group_concat(quote(CAST(url AS BLOB))) FROM (SELECT url FROM client_redirects WHERE client_redirects.client_id = clients.id ORDER BY url)) AS BLOB))`},
	{"grants", `quote(CAST(id AS BLOB)) || ',' || quote(CAST(client_id AS BLOB)) || ',' || quote(CAST(login_id AS BLOB)) || ',' || quote(CAST((SELECT member_id FROM logins WHERE logins.id = login_id) AS BLOB)) || ',' || quote(CAST(expires_at AS BLOB)) || ',' || quote(CAST(spent_at AS BLOB)) || ',' || quote(CAST(token_expires_at AS BLOB)) || ',' || quote(CAST(code_key AS BLOB)) || ',' || quote(CAST(token_key AS BLOB))`},
	{"approvals", `quote(CAST(id AS BLOB)) || ',' || quote(CAST(member_id AS BLOB)) || ',' || quote(CAST(channel AS BLOB)) || ',' || quote(CAST(asker AS BLOB)) || ',' || quote(CAST(reason AS BLOB)) || ',' || quote(CAST(asked_at AS BLOB)) || ',' || quote(CAST(expires_at AS BLOB)) || ',' || quote(CAST(decision AS BLOB)) || ',' || quote(CAST(decider AS BLOB)) || ',' || quote(CAST(decided_at AS BLOB)) || ',' || quote(CAST(destination_key AS BLOB))`},
	{"known_browsers", `quote(CAST(id AS BLOB)) || ',' || quote(CAST(member_id AS BLOB)) || ',' || quote(CAST(agent_id AS BLOB)) || ',' || quote(CAST(expires_at AS BLOB)) || ',' || quote(CAST(browser_key AS BLOB))`},
}

// sealRows seals these rows, and binds the records of passkeys to their agents. It reads in batches, because members have
// many known browsers.
func sealRows(ctx context.Context, tx *sql.Tx, keys *keys.Keyring) error {
	for _, r := range rowsOf28 {
		err := eachRow(ctx, tx, fmt.Sprintf(`SELECT id, CAST(%s AS BLOB), x'' FROM %s WHERE id > ? ORDER BY id LIMIT ?`, r.bound, r.table), int64(0), func(id any, bound, _ []byte) error {
			_, err := tx.ExecContext(ctx, fmt.Sprintf(`UPDATE %s SET seal = ? WHERE id = ?`, r.table), keys.Seal(r.table+".seal", bound, nil), id)
			return err
		})
		if err != nil {
			return fmt.Errorf("seal the rows of %s: %w", r.table, err)
		}
	}
	err := eachRow(ctx, tx, `SELECT agent_passkeys.id, user_handle, record FROM agent_passkeys JOIN agents ON agents.id = agent_id
		WHERE agent_passkeys.id > ? ORDER BY agent_passkeys.id LIMIT ?`, []byte{}, func(id any, handle, record []byte) error {
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

// keyedRow is a row of three columns: its key and two values.
type keyedRow struct {
	id            any
	second, third []byte
}

// eachRow calls do for each row of a query that reads up to hashesAtOnce rows after a key; after is a value below the first
// key.
func eachRow(ctx context.Context, tx *sql.Tx, query string, after any, do func(id any, second, third []byte) error) error {
	for {
		found, err := rowsAfter(ctx, tx, query, after)
		if err != nil {
			return err
		}
		for _, r := range found {
			if err := do(r.id, r.second, r.third); err != nil {
				return err
			}
			after = r.id
		}
		if len(found) < hashesAtOnce {
			return nil
		}
	}
}

func rowsAfter(ctx context.Context, tx *sql.Tx, query string, after any) (found []keyedRow, err error) {
	rows, err := tx.QueryContext(ctx, query, after, hashesAtOnce)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var r keyedRow
		if err := rows.Scan(&r.id, &r.second, &r.third); err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	return found, rows.Err()
}
