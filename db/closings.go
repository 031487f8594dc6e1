package db

import (
	"context"
	"fmt"
	"time"

	"sesame/journey/events"
)

// closingSlice is how many accounts one transaction closes: others who write wait for it.
const closingSlice = 100

// CloseEnded closes the accounts whose last day the file has named and that has passed: it ends their logins, which tells
// the clients, removes their passkeys, and notes the event, once. An account that a later file opens again may be closed again. It does nothing
// while an import is at work, whose dates nobody sees yet.
func (d *DB) CloseEnded(ctx context.Context, now time.Time) error {
	today := d.today(now)
	if w, err := d.work(ctx); err != nil || w.hides() {
		return err
	}
	var any bool
	err := d.q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM members WHERE closes_on <= ?1 AND closes_on IS NOT NULL AND closed_at IS NULL)
		OR EXISTS (SELECT 1 FROM members WHERE closed_at IS NOT NULL AND closes_on > ?1) OR EXISTS (SELECT 1 FROM members WHERE closed_at IS NOT NULL AND closes_on IS NULL)`, today).Scan(&any)
	if err != nil {
		return fmt.Errorf("look for accounts to close: %w", err)
	}
	for any {
		err := d.InTx(ctx, func(t *Tx) error {
			if w, err := t.work(ctx); err != nil || w.hides() {
				any = false
				return err
			}
			if _, err := t.exec(ctx, "note opened accounts", `UPDATE members SET closed_at = NULL WHERE closed_at IS NOT NULL AND (closes_on IS NULL OR closes_on > ?)`, today); err != nil {
				return err
			}
			due, err := t.toClose(ctx, today)
			if err != nil {
				return err
			}
			for id, key := range due {
				if err := t.closeAccount(ctx, id, key, now); err != nil {
					return err
				}
			}
			any = len(due) == closingSlice
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// toClose returns the next accounts to close: row and identifier_key.
func (t *Tx) toClose(ctx context.Context, today string) (map[int64][]byte, error) {
	rows, err := t.q.QueryContext(ctx, `SELECT id, identifier_key FROM members WHERE closes_on <= ? AND closes_on IS NOT NULL AND closed_at IS NULL LIMIT ?`, today, closingSlice)
	if err != nil {
		return nil, fmt.Errorf("list accounts to close: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	due := map[int64][]byte{}
	for rows.Next() {
		var (
			id  int64
			key []byte
		)
		if err := rows.Scan(&id, &key); err != nil {
			return nil, fmt.Errorf("list accounts to close: %w", err)
		}
		due[id] = key
	}
	return due, rows.Err()
}

func (t *Tx) closeAccount(ctx context.Context, id int64, key []byte, now time.Time) error {
	if err := t.CloseLogins(ctx, id, 0, now); err != nil {
		return err
	}
	if err := t.ForgetPasskeys(ctx, id); err != nil {
		return err
	}
	if _, err := t.exec(ctx, "close an account", `UPDATE members SET closed_at = ? WHERE id = ?`, seconds(now), id); err != nil {
		return err
	}
	return t.Audit(ctx, events.MemberClosed.OK(key, events.Details{}).By("system", nil), now)
}
