package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// NewestInstant is the latest that the clock is known to have shown: when the newest row of the audit log was written,
// something was counted, or a session was last used (of the newest 10,000, of agents' 1,000, so that a start stays short). Zero in a new
// file.
func (r Reader) NewestInstant(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	err := r.q.QueryRowContext(ctx, `SELECT max(at) FROM (
		SELECT max(at) AS at FROM limit_events
		UNION ALL SELECT at FROM audit WHERE seq = (SELECT max(seq) FROM audit)
		UNION ALL SELECT max(last_seen_at) FROM agent_logins WHERE ended_at IS NULL AND id > (SELECT max(id) FROM agent_logins) - 1000
		UNION ALL SELECT max(last_seen_at) FROM logins WHERE ended_at IS NULL AND id > (SELECT max(id) FROM logins) - 10000)`).Scan(&at)
	if err != nil {
		return time.Time{}, fmt.Errorf("read the newest instant: %w", err)
	}
	return instant(at), nil
}

// ClockWentBack makes good what a clock that showed from and now shows to would otherwise undo. What had come to its
// end by then has ended for good: no code, temporary password, journey or session lives again. What was counted or
// postponed in the hours that are to come a second time counts from now: it still holds, and shuts nobody out until
// those hours are over. idle and longest are a session's lives.
func (d *DB) ClockWentBack(ctx context.Context, from, to time.Time, idle, longest time.Duration) error {
	then, now := seconds(from), seconds(to)
	return d.InTx(ctx, func(t *Tx) error {
		for _, s := range []struct {
			doing, query string
			args         []any
		}{
			{"end codes", `UPDATE codes SET expires_at = created_at WHERE expires_at <= ?1 OR created_at > ?2`, []any{then, now}},
			{"end codes of calls", `UPDATE call_codes SET expires_at = created_at WHERE expires_at <= ?1 OR created_at > ?2`, []any{then, now}},
			{"end approvals", `UPDATE approvals SET expires_at = asked_at WHERE decision IS NULL AND (expires_at <= ?1 OR asked_at > ?2)`, []any{then, now}},
			{"end temporary passwords", `UPDATE members SET temporary_expires_at = 0 WHERE temporary_expires_at <= ?1`, []any{then}},
			{"end flows", `UPDATE flows SET ended_at = ?1, revision = revision + 1 WHERE ended_at IS NULL AND (expires_at <= ?1 OR created_at > ?2)`, []any{then, now}},
			{"end logins", `UPDATE logins SET ended_at = ?1 WHERE ended_at IS NULL AND (last_seen_at <= ?3 OR opened_at <= ?4 OR opened_at > ?2)`,
				[]any{then, now, seconds(from.Add(-idle)), seconds(from.Add(-longest))}},
			{"end agents' logins", `UPDATE agent_logins SET ended_at = ?1 WHERE ended_at IS NULL`, []any{then}},
			{"end invitations", `UPDATE agents SET enrolment_expires_at = 0 WHERE enrolment_expires_at <= ?1`, []any{then}},
			{"end sessions", `DELETE FROM sessions WHERE expires_at <= ?1`, []any{then}},
			{"expire messages", `UPDATE outbox SET state = 'expired', payload = NULL, done_at = ?1 WHERE state = 'waiting' AND expires_at <= ?1`, []any{then}},
			{"expire letters", `UPDATE letters SET state = 'expired', payload = NULL, done_at = ?1 WHERE state = 'waiting' AND expires_at <= ?1`, []any{then}},
			{"bring logins back", `UPDATE logins SET last_seen_at = ?1 WHERE ended_at IS NULL AND last_seen_at > ?1`, []any{now}},
			{"bring counts back", `UPDATE limit_events SET at = ?1 WHERE at > ?1`, []any{now}},
			{"bring messages back", `UPDATE outbox SET next_try_at = ?1 WHERE state = 'waiting' AND next_try_at > ?1`, []any{now}},
		} {
			if _, err := t.exec(ctx, s.doing, s.query, s.args...); err != nil {
				return err
			}
		}
		t.queued = true // their next try may be now
		return nil
	})
}
