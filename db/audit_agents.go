package db

import (
	"context"
	"fmt"
	"math"
	"time"
)

// AgentActs asks for what agents did, and for what was tried at their door: of one agent, or of one stretch of time.
type AgentActs struct {
	Login    string    // acts of this agent, and those that name them; empty for everybody's
	From, To time.Time // To excluded; zero for always
	Before   int64     // rows below this number; 0 for the newest
	Limit    int
}

// agentActs repeats what the index says: without it the whole log would be read.
const agentActs = `SELECT seq, segment, at, event, actor, target, origin, result, reason, hash FROM audit
	WHERE (actor >= 'agent:' AND actor < 'agent;' OR event >= 'agent-' AND event < 'agent.') AND seq < ?1 AND at >= ?2 AND at < ?3
	AND (?4 = '' OR actor = 'agent:' || ?4 OR event >= 'agent-' AND event < 'agent.'
		AND (reason = ?4 OR substr(reason, 1, length(?4) + 1) = ?4 || ' ' OR substr(reason, -length(?4) - 4) = ' of ' || ?4))
	ORDER BY seq DESC LIMIT ?5`

// AgentActs lists them, newest first.
func (r Reader) AgentActs(ctx context.Context, q AgentActs) ([]AuditRow, error) {
	before, from, to := q.Before, int64(math.MinInt64), int64(math.MaxInt64)
	if before == 0 {
		before = math.MaxInt64
	}
	if !q.From.IsZero() {
		from, to = q.From.Unix(), q.To.Unix()
	}
	rows, err := r.q.QueryContext(ctx, agentActs, before, from, to, q.Login, q.Limit)
	if err != nil {
		return nil, fmt.Errorf("list agents' acts: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []AuditRow
	for rows.Next() {
		row, err := scanAudit(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, row)
	}
	return found, rows.Err()
}
