package db

import (
	"context"
	"database/sql"
	"errors"

	"sesame/account/keys"
)

// The bindings of an agent's seal before version 43 and from it on, as SQL.
var (
	agentBoundBefore43 = quoted29("id", "login", "role", "user_handle", "enrolled_at", "disabled_at", "opened_at", "enrolment_expires_at", "totp_step")
	agentBound43       = quoted29("id", "login", "role", "user_handle", "enrolled_at", "disabled_at", "opened_at", "enrolment_expires_at", "totp_step", "directory_until", "directory_key")
)

// sealAgents extends the binding of agents' seals by the columns for the directory. A row that was altered before keeps its
// seal, which stays invalid.
func sealAgents(ctx context.Context, tx *sql.Tx, ring *keys.Keyring) error {
	return eachRow(ctx, tx, `SELECT id, CAST(`+agentBoundBefore43+` AS BLOB), seal FROM agents WHERE id > ? ORDER BY id LIMIT ?`, int64(0), func(id any, before, seal []byte) error {
		_, err := ring.Open("agents.seal", before, seal)
		if errors.Is(err, keys.ErrSealed) {
			return nil
		}
		if err != nil {
			return err
		}
		var bound []byte
		if err := tx.QueryRowContext(ctx, `SELECT CAST(`+agentBound43+` AS BLOB) FROM agents WHERE id = ?`, id).Scan(&bound); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE agents SET seal = ? WHERE id = ?`, ring.Seal("agents.seal", bound, nil), id)
		return err
	})
}
