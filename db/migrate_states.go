package db

import (
	"context"
	"database/sql"

	"sesame/account/keys"
)

var (
	// bound36 are the columns that version 36 seals again, bound to more of their row.
	bound36 = []boundColumn{
		{"agents", "seal", "'agents.seal'", []string{"id"},
			quoted29("id", "login", "role", "user_handle", "enrolled_at", "disabled_at", "opened_at", "enrolment_expires_at"),
			quoted29("id", "login", "role", "user_handle", "enrolled_at", "disabled_at", "opened_at", "enrolment_expires_at", "totp_step")},
		{"franceconnect_subjects", "subject", "'franceconnect_subjects.subject'", []string{"member_id"}, memberOf29, quoted29("client", memberOf29)},
	}
	// states36 are the rows that version 36 seals.
	states36 = []unsealedRows{
		{"members", "id", int64(0), "personalised_at IS NOT NULL", quoted29("personalised_at", "identifier_key")},
		{"former_temporaries", "id", int64(0), "alive = 1", quoted29("channel", "request", "issued_at", "expires_at", memberOf29)},
	}
)

// sealStates seals bound36 again, and seals the rows of states36.
func sealStates(ctx context.Context, tx *sql.Tx, ring *keys.Keyring) error {
	if err := bindAll(ctx, tx, ring, bound36); err != nil {
		return err
	}
	return sealAll(ctx, tx, ring, states36)
}
