package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"sesame/account/keys"
)

// rowSeal is the seal of a table's rows over the columns that decide what a row gives access to: without the key, write
// access to the database does not suffice to change them. Reading or changing an altered row is an error, and such a row is
// never sealed again.
type rowSeal struct {
	table string
	binding
	while string // SQL condition on the rows that have the seal; empty for all
}

var (
	agentSeal = rowSeal{table: "agents", binding: binding{decides: []string{"id", "login", "role", "user_handle", "enrolled_at", "disabled_at", "opened_at", "enrolment_expires_at", "totp_step", "directory_until"},
		keyed: []string{"directory_key"}}}
	// A client's secret is stored as a hash keyed with its client_id. The seal covers only whether there is one.
	clientSeal = rowSeal{table: "clients", binding: binding{decides: []string{"id", "client_id", "name", "secret_key IS NULL", "scopes", "signature", "start_url", "logout_url",
		`(SELECT group_concat(quote(CAST(url AS BLOB))) FROM (SELECT url FROM client_redirects WHERE client_redirects.client_id = clients.id ORDER BY url))`}}}
	// A grant gives access to the member whose session it belongs to.
	grantSeal = rowSeal{table: "grants", binding: binding{[]string{"id", "client_id", "login_id", `(SELECT member_id FROM logins WHERE logins.id = login_id)`, "expires_at", "spent_at", "token_expires_at"},
		[]string{"code_key", "token_key"}}}
	// The request is either for a channel of a reset, or for an act that ends the account.
	approvalSeal = rowSeal{table: "approvals", binding: binding{[]string{"id", "member_id",
		"iif(act = 'reset', channel, act || ',' || COALESCE(cause, '') || ',' || COALESCE(survivor_id, ''))", "asker", "reason", "asked_at", "expires_at", "decision", "decider", "decided_at"}, []string{"destination_key"}}}
	browserSeal = rowSeal{table: "known_browsers", binding: binding{[]string{"id", "member_id", "agent_id", "expires_at"}, []string{"browser_key"}}}
)

// column is the column seal, as a sealed column with empty values.
func (s rowSeal) column() sealedColumn {
	return sealedColumn{column: "seal", under: s.binding, required: s.while}
}

// of computes the seal of a row that is to be written.
func (s rowSeal) of(t *Tx, bound []byte) []byte { return t.keys.Seal(s.table+".seal", bound, nil) }

// opens returns an error unless the seal matches the row's binding.
func (s rowSeal) opens(r Reader, bound, seal []byte) error {
	if _, err := r.keys.Open(s.table+".seal", bound, seal); err != nil {
		return fmt.Errorf("a row of %s was altered: %w", s.table, err)
	}
	return nil
}

// write seals a row that this transaction has written.
func (s rowSeal) write(ctx context.Context, t *Tx, id int64) error {
	var bound []byte
	if err := t.tx.QueryRowContext(ctx, fmt.Sprintf(`SELECT %s FROM %s WHERE id = ?`, s.sql(), s.table), id).Scan(&bound); err != nil {
		return fmt.Errorf("seal a row of %s: %w", s.table, err)
	}
	_, err := t.exec(ctx, "seal a row of "+s.table, fmt.Sprintf(`UPDATE %s SET seal = ? WHERE id = ?`, s.table),
		s.of(t, bound), id)
	return err
}

// update runs a statement that changes this row alone, and seals the new values. It returns how many rows the statement
// changed.
func (s rowSeal) update(ctx context.Context, t *Tx, id int64, doing, statement string, args ...any) (int64, error) {
	var (
		bound []byte
		seal  []byte
	)
	err := t.tx.QueryRowContext(ctx, fmt.Sprintf(`SELECT %s, seal FROM %s WHERE id = ?`, s.sql(), s.table), id).Scan(&bound, &seal)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", doing, err)
	}
	if err := s.opens(t.Reader, bound, seal); err != nil {
		return 0, fmt.Errorf("%s: %w", doing, err)
	}
	n, err := t.exec(ctx, doing, statement, args...)
	if err != nil || n == 0 {
		return n, err
	}
	return n, s.write(ctx, t, id)
}

// updateAll updates the rows that a condition selects. An altered row stays as it is: it gives no access.
func (s rowSeal) updateAll(ctx context.Context, t *Tx, doing, set, where string, args ...any) error {
	ids, err := list[int64](ctx, t.tx, fmt.Sprintf(`SELECT id FROM %s WHERE %s`, s.table, where), args...)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	for _, id := range ids {
		_, err := s.update(ctx, t, id, doing, fmt.Sprintf(`UPDATE %s SET %s WHERE id = ?`, s.table, set), id)
		if err != nil && !errors.Is(err, keys.ErrSealed) {
			return err
		}
	}
	return nil
}
