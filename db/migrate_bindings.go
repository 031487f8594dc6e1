package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"sesame/account/keys"
)

// boundColumn is a column whose values are sealed again under another binding. key are the columns that identify a row; name,
// was and is are SQL for the name under which the value is sealed, and its bindings before and after.
type boundColumn struct {
	table, column, name string
	key                 []string
	was, is             string
}

// bound29 are the columns that version 29 seals again.
var bound29 = []boundColumn{
	{"members", "profile", "'members.profile'", []string{"id"}, "identifier_key", quoted29("category", "closes_on", "identifier_key", "vitale_key", "identity_key")},
	{"former_members", "profile", "'members.profile'", []string{"member_id", "import_id"}, memberOf29, quoted29("category", "closes_on", memberOf29, "vitale_key", "identity_key")},
	{"contacts", "value", "'contacts.' || kind", []string{"member_id", "kind"}, memberOf29, quoted29("source", "verified_at", "changed_at", memberOf29)},
	{"former_contacts", "value", "'contacts.' || kind", []string{"member_id", "import_id", "kind"}, memberOf29, quoted29("'file'", "NULL", "changed_at", memberOf29)},
	{"members", "temporary_hash", "'members.temporary_hash'", []string{"id"}, "identifier_key",
		quoted29("temporary_channel", "temporary_issued_at", "temporary_expires_at", "identifier_key")},
	{"former_temporaries", "hash", "'former_temporaries.hash'", []string{"id"}, memberOf29, quoted29("channel", "issued_at", "expires_at", memberOf29)},
}

const memberOf29 = "(SELECT identifier_key FROM members WHERE members.id = member_id)"

func quoted29(columns ...string) string {
	var quoted []string
	for _, c := range columns {
		quoted = append(quoted, fmt.Sprintf(`quote(CAST(%s AS BLOB))`, c))
	}
	return strings.Join(quoted, ` || ',' || `)
}

// bindValues seals the values of bound29 again.
func bindValues(ctx context.Context, tx *sql.Tx, ring *keys.Keyring) error {
	return bindAll(ctx, tx, ring, bound29)
}

// bindAll seals values under their new binding, a bounded number at a time. A value that does not decrypt stays as it is:
// Prove reports it.
func bindAll(ctx context.Context, tx *sql.Tx, ring *keys.Keyring, all []boundColumn) error {
	for _, b := range all {
		key := strings.Join(b.key, ", ")
		marks := placeholders(len(b.key))
		read := fmt.Sprintf(`SELECT %s, %s, CAST(%s AS BLOB), CAST(%s AS BLOB), %s FROM %s WHERE %[5]s IS NOT NULL`, key, b.name, b.was, b.is, b.column, b.table)
		write, err := tx.PrepareContext(ctx, fmt.Sprintf(`UPDATE %s SET %s = ? WHERE (%s) = %s`, b.table, b.column, key, marks))
		if err != nil {
			return fmt.Errorf("bind %s.%s: %w", b.table, b.column, err)
		}
		defer write.Close() //nolint:errcheck // the transaction ends it, too
		for after, more := []any(nil), true; more; {
			query := read
			if after != nil {
				query += fmt.Sprintf(` AND (%s) > %s`, key, marks)
			}
			rows, err := unbound(ctx, tx, fmt.Sprintf(`%s ORDER BY %s LIMIT %d`, query, key, hashesAtOnce), after, len(b.key))
			if err != nil {
				return fmt.Errorf("bind %s.%s: %w", b.table, b.column, err)
			}
			for _, r := range rows {
				after = r.key
				sealed, err := r.bind(ring)
				if errors.Is(err, keys.ErrSealed) {
					continue
				}
				if err == nil {
					_, err = write.ExecContext(ctx, append([]any{sealed}, r.key...)...)
				}
				if err != nil {
					return fmt.Errorf("bind %s.%s: %w", b.table, b.column, err)
				}
			}
			more = len(rows) == hashesAtOnce
		}
	}
	return nil
}

// unboundRow is a row whose value is to be sealed again.
type unboundRow struct {
	key     []any
	name    string
	was, is []byte
	value   any // []byte, or text in base64
}

func unbound(ctx context.Context, tx *sql.Tx, query string, after []any, width int) (found []unboundRow, err error) {
	rows, err := tx.QueryContext(ctx, query, after...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		r := unboundRow{key: make([]any, width)}
		into := make([]any, width, width+4)
		for i := range r.key {
			into[i] = &r.key[i]
		}
		if err := rows.Scan(append(into, &r.name, &r.was, &r.is, &r.value)...); err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	return found, rows.Err()
}

func (r unboundRow) bind(keys *keys.Keyring) (any, error) {
	if words, is := r.value.(string); is {
		plain, err := openText(keys, r.name, r.was, sql.NullString{String: words, Valid: true})
		return sealText(keys, r.name, r.is, plain), err
	}
	plain, err := keys.Open(r.name, r.was, r.value.([]byte))
	return keys.Seal(r.name, r.is, plain), err
}
