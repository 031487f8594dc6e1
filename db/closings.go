package db

import (
	"context"
	"fmt"
	"time"

	"sesame/journey/events"
)

// closingSlice is how many accounts one transaction closes: other writers wait for it.
const closingSlice = 100

// CloseEnded closes the accounts whose last day, as imported, has passed. As when an agent closes one, it ends the sessions,
// of which the clients are notified, withdraws messages and letters that have not left, removes passkeys and temporary
// passwords, and audits the event once. An account that a later file opens again may be closed again. It does nothing while
// an import is in progress, because its dates are not visible yet.
func (d *DB) CloseEnded(ctx context.Context, now time.Time) error {
	today := d.dayOf(now)
	if w, err := d.work(ctx); err != nil || w.hides() {
		return err
	}
	var more bool
	err := d.q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM members WHERE closes_on <= ?1 AND closes_on IS NOT NULL AND closed_at IS NULL)
		OR EXISTS (SELECT 1 FROM members WHERE closed_at IS NOT NULL AND closes_on > ?1) OR EXISTS (SELECT 1 FROM members WHERE closed_at IS NOT NULL AND closes_on IS NULL)`, today).Scan(&more)
	if err != nil {
		return fmt.Errorf("look for accounts to close: %w", err)
	}
	for more {
		err := d.InTx(ctx, func(t *Tx) error {
			if w, err := t.work(ctx); err != nil || w.hides() {
				more = false
				return err
			}
			if _, err := t.exec(ctx, "note opened accounts", `UPDATE members SET closed_at = NULL, emptied_at = iif(status IS NULL, NULL, emptied_at) WHERE closed_at IS NOT NULL AND (closes_on IS NULL OR closes_on > ?)`, today); err != nil {
				return err
			}
			due, err := t.toClose(ctx, today)
			if err != nil {
				return err
			}
			for _, id := range due {
				if err := t.closeAccount(ctx, id, now); err != nil {
					return err
				}
			}
			more = len(due) == closingSlice
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// toClose returns the next accounts to close.
func (t *Tx) toClose(ctx context.Context, today string) ([]int64, error) {
	due, err := list[int64](ctx, t.q, `SELECT id FROM members WHERE closes_on <= ? AND closes_on IS NOT NULL AND closed_at IS NULL LIMIT ?`, today, closingSlice)
	if err != nil {
		return nil, fmt.Errorf("list accounts to close: %w", err)
	}
	return due, nil
}

// closeAccount closes an account whose last day has passed. If it was closed here before, the event is not audited again.
func (t *Tx) closeAccount(ctx context.Context, id int64, now time.Time) error {
	m, err := t.Member(ctx, id)
	if err != nil {
		return err
	}
	if err := t.EndAccess(ctx, m, false, now); err != nil {
		return err
	}
	if err := t.ForgetAccess(ctx, m, now); err != nil {
		return err
	}
	if _, err := t.exec(ctx, "close an account", `UPDATE members SET closed_at = ? WHERE id = ?`, seconds(now), id); err != nil {
		return err
	}
	if m.Status.State == StateClosed {
		return nil
	}
	return t.Audit(ctx, events.MemberClosed.OK(m.IdentifierKey, events.Details{Cause: events.EndDate}).By("system", nil), now)
}
