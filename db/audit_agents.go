package db

import (
	"context"
	"fmt"
	"math"
	"time"
)

// AgentActs selects audit rows about agents' acts and attempts to log in as an agent, by agent or by period.
type AgentActs struct {
	Login    string    // rows by this agent or about them; empty for all agents
	From, To time.Time // To is excluded; zero for no bound
	Before   int64     // only rows below this number; 0 for no bound
	Limit    int
}

// byAgents repeats the condition of the partial index audit_by_agents.
const byAgents = `(actor >= 'agent:' AND actor < 'agent;' OR event >= 'agent-' AND event < 'agent.')`

// agentActs repeats the condition of the index; without it SQLite would scan the whole log. Rows from before schema 5
// have the login in their reason.
const agentActs = `SELECT ` + auditColumns + ` FROM audit
	WHERE ` + byAgents + ` AND seq < ?1 AND at >= ?2 AND at < ?3
	AND (?4 = '' OR actor = 'agent:' || ?4 OR login = ?4 OR reason <> '' AND event >= 'agent-' AND event < 'agent.'
		AND (reason = ?4 OR substr(reason, 1, length(?4) + 1) = ?4 || ' ' OR substr(reason, -length(?4) - 4) = ' of ' || ?4))
	ORDER BY seq DESC LIMIT ?5`

// AgentActs lists the selected rows, newest first.
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
