package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// NewestInstant estimates the latest time that the clock has shown: the newest audit row, counted event or session use.
// It looks at the newest 10,000 member sessions and 1,000 agent sessions to keep start-up short. It is zero for a new
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

// ClockWentBack repairs state after the clock jumped back from `from` to `to`, so that nothing expired becomes valid
// again: it ends codes, temporary passwords, journeys, known browsers and sessions that had expired. Counted events and
// retry times that lie in the future are set to `to`: limits still hold, and lock nobody out until the repeated hours are over.
// idle and longest are the limits on a session's life.
func (d *DB) ClockWentBack(ctx context.Context, from, to time.Time, idle, longest time.Duration) error {
	then, now := seconds(from), seconds(to)
	defer d.turns.forget()
	return d.InTx(ctx, func(t *Tx) error {
		for _, s := range []struct {
			doing, query string
			args         []any
		}{
			{"end codes", `UPDATE codes SET expires_at = created_at, seal = NULL WHERE expires_at <= ?1 OR created_at > ?2`, []any{then, now}},
			{"end codes of calls", `UPDATE call_codes SET expires_at = created_at, seal = NULL WHERE expires_at <= ?1 OR created_at > ?2`, []any{then, now}},
			{"end calls", `UPDATE calls SET expires_at = created_at, seal = NULL WHERE expires_at <= ?1 OR created_at > ?2`, []any{then, now}},
			{"end temporary passwords", `UPDATE members SET temporary_hash = NULL, temporary_channel = NULL, temporary_request = NULL, temporary_issued_at = NULL, temporary_expires_at = NULL WHERE temporary_expires_at <= ?1`, []any{then}},
			{"end former temporary passwords", `DELETE FROM former_temporaries WHERE expires_at <= ?1`, []any{then}},
			{"end flows", `UPDATE flows SET ended_at = ?1, secrets = NULL, seal = NULL, revision = revision + 1 WHERE ended_at IS NULL AND (expires_at <= ?1 OR created_at > ?2)`, []any{then, now}},
			{"end logins", `UPDATE logins SET ended_at = ?1, seal = NULL WHERE ended_at IS NULL AND (last_seen_at <= ?3 OR opened_at <= ?4 OR opened_at > ?2)`,
				[]any{then, now, seconds(from.Add(-idle)), seconds(from.Add(-longest))}},
			{"forget known browsers", `DELETE FROM known_browsers WHERE expires_at <= ?1`, []any{then}},
			{"end challenges of passkeys", `DELETE FROM passkey_challenges`, nil}, // for five minutes: who is asked tries again
			{"end authorization requests", `DELETE FROM authorizations WHERE expires_at <= ?1 OR created_at > ?2`, []any{then, now}},
			{"expire deliveries", `UPDATE deliveries SET state = 'expired', payload = NULL, done_at = ?1 WHERE state = 'waiting' AND expires_at <= ?1`, []any{then}},
			{"bring deliveries back", `UPDATE deliveries SET next_try_at = ?1 WHERE state = 'waiting' AND next_try_at > ?1`, []any{now}},
			{"end agents' logins", `UPDATE agent_logins SET ended_at = ?1, seal = NULL WHERE ended_at IS NULL`, []any{then}},
			{"end sessions", `DELETE FROM sessions WHERE expires_at <= ?1`, []any{then}},
			{"expire messages", `UPDATE outbox SET state = 'expired', payload = NULL, done_at = ?1 WHERE state = 'waiting' AND expires_at <= ?1`, []any{then}},
			{"expire letters", `UPDATE letters SET state = 'expired', payload = NULL, done_at = ?1 WHERE state = 'waiting' AND expires_at <= ?1`, []any{then}},
			{"bring turns of decoys back", `UPDATE decoy_turns SET at = at - (?1 - ?2)`, []any{then, now}},
			{"bring logins back", `UPDATE logins SET last_seen_at = ?1 WHERE ended_at IS NULL AND last_seen_at > ?1`, []any{now}},
			{"bring counts back", `UPDATE limit_events SET at = ?1 WHERE at > ?1`, []any{now}},
			{"bring messages back", `UPDATE outbox SET next_try_at = ?1 WHERE state = 'waiting' AND held_at IS NULL AND next_try_at > ?1`, []any{now}},
		} {
			if _, err := t.exec(ctx, s.doing, s.query, s.args...); err != nil {
				return err
			}
		}
		t.queued = true // the next try may be due immediately
		return errors.Join(
			agentSeal.updateAll(ctx, t, "end invitations", `enrolment_expires_at = 0`, `enrolment_expires_at <= ?`, then),
			agentSeal.updateAll(ctx, t, "end expectations of the directory", `directory_until = 0`, `directory_until <= ?`, then),
			approvalSeal.updateAll(ctx, t, "end approvals", `expires_at = asked_at`, `decision IS NULL AND (expires_at <= ? OR asked_at > ?)`, then, now),
			grantSeal.updateAll(ctx, t, "end grants", `expires_at = created_at, token_key = NULL, token_expires_at = NULL`,
				`token_expires_at <= ?1 OR expires_at <= ?1 AND spent_at IS NULL OR created_at > ?2`, then, now))
	})
}
