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

// byAgents is the condition of the index audit_by_agents.
const byAgents = `(actor >= 'agent:' AND actor < 'agent;' OR event >= 'agent-' AND event < 'agent.')`

// agentActs repeats what the index says: without it the whole log would be read. Rows from before schema 5 have the login
// in their reason.
const agentActs = `SELECT ` + auditColumns + ` FROM audit
	WHERE ` + byAgents + ` AND seq < ?1 AND at >= ?2 AND at < ?3
	AND (?4 = '' OR actor = 'agent:' || ?4 OR login = ?4 OR reason <> '' AND event >= 'agent-' AND event < 'agent.'
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
	rows, err := r.auditRows(ctx, agentActs, before, from, to, q.Login, q.Limit)
	if err != nil {
		return nil, fmt.Errorf("list agents' acts: %w", err)
	}
	return rows, nil
}
