package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// NewestInstant estimates the latest time that the clock has shown: the newest audit row, counted event or use of a session.
// It looks at the newest 10,000 member sessions and 1,000 agent sessions only, to keep start-up short. It is zero for a new
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

// slightlyAhead is how far in the future something that lives for days may have begun without being ended. It lives that much
// longer instead, so that a clock that steps by seconds or showed a wrong time zone ends nothing.
const slightlyAhead = 24 * time.Hour

// stepsAgain is how many used TOTP steps in the future are kept: one hour's, so that a code counts once although the hour
// repeats. Later steps are reset: they would lock the agent out for as long as the clock went back.
const (
	stepsAgain  = int64(time.Hour/time.Second) / stepSeconds
	stepSeconds = 30 // RFC 6238
)

// ClockWentBack repairs state after the clock jumped back from `from` to `to`, so that nothing expired becomes valid again.
// It ends codes, temporary passwords, journeys, known browsers and sessions that had expired, and those that began in the
// future and would live until then. Counted events, retry times and changes in the future are moved to `to`: limits and
// waiting times still hold, and lock nobody out until the repeated hours are over. idle and longest are the limits on a
// session's life.
func (d *DB) ClockWentBack(ctx context.Context, from, to time.Time, idle, longest time.Duration) error {
	then, now, ahead := seconds(from), seconds(to), seconds(to.Add(slightlyAhead))
	defer d.turns.forget()
	return d.InTx(ctx, func(t *Tx) error {
		for _, s := range []struct {
			doing, query string
			args         []any
		}{
			{"end codes", `UPDATE codes SET expires_at = created_at, seal = NULL WHERE expires_at <= ?1 OR created_at > ?2`, []any{then, now}},
			{"end codes of calls", `UPDATE call_codes SET expires_at = created_at, seal = NULL WHERE expires_at <= ?1 OR created_at > ?2`, []any{then, now}},
			{"end calls", `UPDATE calls SET expires_at = created_at, seal = NULL WHERE expires_at <= ?1 OR created_at > ?2`, []any{then, now}},
			{"end temporary passwords", `UPDATE members SET temporary_hash = NULL, temporary_channel = NULL, temporary_request = NULL, temporary_issued_at = NULL, temporary_expires_at = NULL WHERE temporary_expires_at <= ?1 OR temporary_issued_at > ?2`, []any{then, ahead}},
			{"end former temporary passwords", `DELETE FROM former_temporaries WHERE expires_at <= ?1 OR issued_at > ?2`, []any{then, ahead}},
			{"end flows", `UPDATE flows SET ended_at = ?1, secrets = NULL, seal = NULL, revision = revision + 1 WHERE ended_at IS NULL AND (expires_at <= ?1 OR created_at > ?2)`, []any{then, now}},
			{"end logins", `UPDATE logins SET ended_at = ?1, seal = NULL WHERE ended_at IS NULL AND (last_seen_at <= ?3 OR opened_at <= ?4 OR opened_at > ?2)`,
				[]any{then, now, seconds(from.Add(-idle)), seconds(from.Add(-longest))}},
			{"forget known browsers", `DELETE FROM known_browsers WHERE expires_at <= ?1 OR seen_at > ?2`, []any{then, ahead}},
			{"end challenges of passkeys", `DELETE FROM passkey_challenges`, nil}, // they live five minutes: a member or agent just tries again
			{"end authorization requests", `DELETE FROM authorizations WHERE expires_at <= ?1 OR created_at > ?2`, []any{then, now}},
			{"expire deliveries", `UPDATE deliveries SET state = 'expired', payload = NULL, done_at = ?1 WHERE state = 'waiting' AND expires_at <= ?1`, []any{then}},
			{"bring deliveries back", `UPDATE deliveries SET next_try_at = ?1 WHERE state = 'waiting' AND next_try_at > ?1`, []any{now}},
			{"end agents' logins", `UPDATE agent_logins SET ended_at = ?1, seal = NULL WHERE ended_at IS NULL`, []any{then}},
			{"end sessions", `DELETE FROM sessions WHERE expires_at <= ?1 OR expires_at > ?2`, []any{then, seconds(to.Add(longest + slightlyAhead))}},
			{"expire messages", `UPDATE outbox SET state = 'expired', payload = NULL, done_at = ?1 WHERE state = 'waiting' AND expires_at <= ?1`, []any{then}},
			{"expire letters", `UPDATE letters SET state = 'expired', payload = NULL, done_at = ?1 WHERE state = 'waiting' AND (expires_at <= ?1 OR kind = 'password' AND created_at > ?2)`, []any{then, ahead}},
			{"withdraw messages with what was ended", `UPDATE outbox SET state = 'expired', payload = NULL, done_at = ?1, failure = '` + WithdrawnReplaced + `'
				WHERE ` + withdrawable + ` AND (created_at > ?1 AND kind IN (` + kindsOfCodes + `) OR created_at > ?2 AND kind = '` + KindTemporary + `')`, []any{now, ahead}},
			{"bring turns of decoys back", `UPDATE decoy_turns SET at = at - (?1 - ?2)`, []any{then, now}},
			{"bring logins back", `UPDATE logins SET last_seen_at = ?1 WHERE ended_at IS NULL AND last_seen_at > ?1`, []any{now}},
			{"bring counts back", `UPDATE limit_events SET at = ?1 WHERE at > ?1`, []any{now}},
			{"bring messages back", `UPDATE outbox SET next_try_at = ?1 WHERE state = 'waiting' AND held_at IS NULL AND next_try_at > ?1`, []any{now}},
			{"bring new messages back", `UPDATE outbox SET created_at = ?1, expires_at = expires_at - (created_at - ?1) WHERE created_at > ?1`, []any{now}},
			{"bring new deliveries back", `UPDATE deliveries SET created_at = ?1, expires_at = expires_at - (created_at - ?1) WHERE created_at > ?1`, []any{now}},
			{"bring new letters back", `UPDATE letters SET created_at = ?1, expires_at = expires_at - (created_at - ?1) WHERE created_at > ?1 AND kind <> 'password'`, []any{now}},
			{"bring members back", `UPDATE members SET created_at = min(created_at, ?1), updated_at = min(updated_at, ?1) WHERE updated_at > ?1`, []any{now}},
			{"bring imports back", `UPDATE imports SET started_at = min(started_at, ?1), ended_at = min(ended_at, ?1), loaded_at = min(loaded_at, ?1)`, []any{now}},
			{"bring requests for letters back", `UPDATE letter_requests SET asked_at = ?1, expires_at = expires_at - (asked_at - ?1) WHERE asked_at > ?1`, []any{now}},
			{"bring contact messages back", `UPDATE contact_messages SET created_at = min(created_at, ?1), changed_at = min(changed_at, ?1), waits_since = min(waits_since, ?1)
				WHERE created_at > ?1 OR changed_at > ?1 OR waits_since > ?1`, []any{now}},
			{"bring threads back", `UPDATE contact_entries SET created_at = ?1 WHERE created_at > ?1`, []any{now}},
			{"bring troubles back", `UPDATE troubles SET ended_at = ?1 WHERE ended_at > ?1`, []any{now}},
			{"bring checks back", `UPDATE checks SET since = min(since, ?1), looked_at = min(looked_at, ?1)`, []any{now}},
			{"bring notes of backups back", `UPDATE backups SET made_at = ?1 WHERE made_at > ?1`, []any{now}},
		} {
			if _, err := t.exec(ctx, s.doing, s.query, s.args...); err != nil {
				return err
			}
		}
		t.queued = true // the next try may be due immediately
		invited := seconds(to.Add(InvitationLife + slightlyAhead))
		step := to.Unix() / stepSeconds
		return errors.Join(
			t.bringContactsBack(ctx, to),
			t.bringReplacedBack(ctx, to),
			agentSeal.updateAll(ctx, t, "end invitations", `enrolment_expires_at = 0`, `enrolment_expires_at <= ? OR enrolment_expires_at > ?`, then, invited),
			agentSeal.updateAll(ctx, t, "end expectations of the directory", `directory_until = 0`, `directory_until <= ? OR directory_until > ?`, then, invited),
			agentSeal.updateAll(ctx, t, "bring accesses back", fmt.Sprintf(`opened_at = %d`, to.Unix()), `opened_at > ?`, now),
			agentSeal.updateAll(ctx, t, "bring authenticators back", fmt.Sprintf(`totp_step = %d`, step+1), `totp_step > ?`, step+stepsAgain),
			approvalSeal.updateAll(ctx, t, "end approvals", `expires_at = asked_at`, `decision IS NULL AND (expires_at <= ? OR asked_at > ?)`, then, now),
			approvalSeal.updateAll(ctx, t, "bring decisions back", fmt.Sprintf(`asked_at = min(asked_at, %[1]d), decided_at = %[1]d`, to.Unix()), `decided_at > ?`, now),
			grantSeal.updateAll(ctx, t, "end grants", `expires_at = created_at, token_key = NULL, token_expires_at = NULL`,
				`token_expires_at <= ?1 OR expires_at <= ?1 AND spent_at IS NULL OR created_at > ?2`, then, now))
	})
}

// earlier returns the earlier of at and limit; zero where at is zero.
func earlier(at, limit time.Time) time.Time {
	if at.After(limit) {
		return limit
	}
	return at
}
