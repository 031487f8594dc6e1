package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sesame/account/search"
)

// mended holds the SET clause that repairs a row whose sealed value does not decrypt. For a column that is not listed, the
// row is deleted. A member without a profile is deleted, so that the next file of the back office creates the account again.
var mended = map[string]string{ //nolint:gosec // G101: names of columns
	"members.pending_email":   `SET pending_email = NULL`,
	"members.pending_mobile":  `SET pending_mobile = NULL`,
	"members.seal":            `SET personalised_at = NULL, seal = NULL`,
	"former_temporaries.seal": `SET alive = 0, seal = NULL`,
	"calls.seal":              `SET expires_at = created_at, seal = NULL`,
	"flows.new_email":         `SET new_email = NULL`,
	"flows.secrets":           `SET secrets = NULL`,
	"troubles.house":          `SET house = NULL`,
	"agents.totp_secret":      `SET totp_secret = NULL`,
	"agents.name":             `SET name = NULL`,
	"members.password_hash":   `SET password_hash = NULL, password_changed_at = NULL`,
	"members.temporary_hash":  `SET temporary_hash = NULL, temporary_channel = NULL, temporary_request = NULL, temporary_issued_at = NULL, temporary_expires_at = NULL`,
	"outbox.payload":          `SET payload = NULL, state = 'expired', done_at = ?`,
	"letters.payload":         `SET payload = NULL, state = 'expired', done_at = ?`,
	"deliveries.payload":      `SET payload = NULL, state = 'expired', done_at = ?`,
}

// mend repairs the rows that Prove complains of, and returns how many. The audit log cannot be repaired.
func (t *Tx) mend(ctx context.Context, now time.Time) (rows int, err error) {
	// Search entries of a deleted member must be removed, and the content of a damaged slot restored: rebuild the index.
	rebuild := false
	for _, p := range protected {
		for _, c := range p.sealed {
			statement := `DELETE FROM main.` + p.table
			if set, ok := mended[p.table+"."+c.column]; ok {
				statement = `UPDATE main.` + p.table + ` ` + set
			}
			n, err := t.exec(ctx, "mend "+p.table, statement+` WHERE `+c.shut(p.table), seconds(now))
			if err != nil {
				return rows, err
			}
			rows += int(n)
			rebuild = rebuild || n > 0 && (p.table == "members" || p.table == "contacts" || p.table == "search")
		}
	}
	if err := t.keepStatuses(ctx); err != nil {
		return rows, err
	}
	orphans, err := t.removeOrphans(ctx)
	if err != nil {
		return rows, err
	}
	if rebuild || orphans > 0 {
		return rows + orphans, t.rebuildSearch(ctx)
	}
	return rows, nil
}

// keepStatuses seals the status of each member whose seal mend has removed: an account that was suspended or closed must not
// be opened by a repair.
func (t *Tx) keepStatuses(ctx context.Context) error {
	ids, err := list[int64](ctx, t.tx, `SELECT id FROM members WHERE status IS NOT NULL AND seal IS NULL`)
	if err != nil {
		return fmt.Errorf("list the members whose status has no seal: %w", err)
	}
	for _, id := range ids {
		if err := memberSeal.write(ctx, t, id); err != nil {
			return err
		}
	}
	return nil
}

// removeOrphans treats rows whose parent row is missing as if it had just been deleted, according to their foreign key. It
// repeats this until no such row is left, and returns how many there were.
func (t *Tx) removeOrphans(ctx context.Context) (removed int, err error) {
	const statements = `SELECT CASE WHEN k.on_delete = 'SET NULL' THEN 'UPDATE main.' || m.name || ' SET ' || k."from" || ' = NULL' ELSE 'DELETE FROM main.' || m.name END
		|| ' WHERE ' || k."from" || ' IS NOT NULL AND ' || k."from" || ' NOT IN (SELECT ' || k."to" || ' FROM main.' || k."table" || ')'
		FROM main.sqlite_schema m, pragma_foreign_key_list(m.name, 'main') k WHERE m.type = 'table'`
	all, err := list[string](ctx, t.tx, statements)
	if err != nil {
		return 0, fmt.Errorf("list the references: %w", err)
	}
	for more := true; more; {
		more = false
		for _, statement := range all {
			n, err := t.exec(ctx, "remove what refers to nothing", statement)
			if err != nil {
				return removed, err
			}
			removed += int(n)
			more = more || n > 0
		}
	}
	return removed, nil
}

// rebuildSearch empties the agents' search index and fills it again.
func (t *Tx) rebuildSearch(ctx context.Context) (err error) {
	if _, err := t.exec(ctx, "empty the search", `DELETE FROM search`); err != nil {
		return err
	}
	s, err := t.slots(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	rows, err := t.tx.QueryContext(ctx, `SELECT id, identifier_key, profile, `+memberProfile.sql()+` FROM `+seenMembers+` ORDER BY id`) //nolint:gosec // G202: the binding is a constant
	if err != nil {
		return fmt.Errorf("read members for the search: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var (
		group   int64
		entries []entry
	)
	write := func() error {
		_, _, err := s.change(ctx, group, byBucket(entries), nil, len(entries))
		entries = entries[:0]
		return err
	}
	for rows.Next() {
		var (
			id                 int64
			key, sealed, bound []byte
		)
		if err := rows.Scan(&id, &key, &sealed, &bound); err != nil {
			return fmt.Errorf("read members for the search: %w", err)
		}
		if id>>groupBits != group || len(entries) > maxGathered {
			if err := write(); err != nil {
				return err
			}
			group = id >> groupBits
		}
		p, err := t.profile(id, bound, sealed)
		if err != nil {
			return err
		}
		contacts, err := t.contacts(ctx, id, key)
		if err != nil {
			return err
		}
		var x search.Indexer
		entries = append(entries, leadingTo(id, x.Terms(nil, searchable(p, contacts)))...)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read members for the search: %w", err)
	}
	return write()
}
