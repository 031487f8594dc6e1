package db

import (
	"context"
	"time"
)

// How long what is no longer needed is kept.
const (
	keepFlows   = 24 * time.Hour
	keepCounts  = 90 * 24 * time.Hour // the longest window of a limit (letters, 90 days)
	keepHistory = 365 * 24 * time.Hour
)

// Purge removes what has no further use: dead sessions and journeys, counts older than every window, history past a
// year (security.md, promise 9), secrets of letters that nobody printed in time.
func (d *DB) Purge(ctx context.Context, now time.Time) error {
	return d.InTx(ctx, func(t *Tx) error {
		for _, s := range []struct {
			doing, query string
			before       time.Time
		}{
			{"purge sessions", `DELETE FROM sessions WHERE expires_at <= ?`, now},
			{"purge flows", `DELETE FROM flows WHERE expires_at <= ?`, now.Add(-keepFlows)},
			{"purge counts", `DELETE FROM limit_events WHERE at <= ?`, now.Add(-keepCounts)},
			{"purge logins", `DELETE FROM logins WHERE opened_at <= ?`, now.Add(-keepHistory)},
			{"purge agents' logins", `DELETE FROM agent_logins WHERE opened_at <= ?`, now.Add(-keepHistory)},
			{"purge messages", `DELETE FROM outbox WHERE state <> 'waiting' AND created_at <= ?`, now.Add(-keepHistory)},
			{"expire letters", `UPDATE letters SET state = 'expired', payload = NULL WHERE state = 'waiting' AND expires_at <= ?`, now},
		} {
			if _, err := t.exec(ctx, s.doing, s.query, seconds(s.before)); err != nil {
				return err
			}
		}
		return t.purgeAudit(ctx, now.Add(-keepHistory).UTC().Format(auditSegment), now)
	})
}
