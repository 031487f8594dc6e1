package db

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"sesame/account"
)

// AgentActs selects audit rows about agents' acts and attempts to log in as an agent, by agent, by period or by account.
type AgentActs struct {
	Login    string             // only rows by this agent or about them; empty for all agents
	From, To time.Time          // To is excluded; zero for no bound
	About    account.Identifier // rows about this account; zero for all
	Before   int64              // only rows below this number; 0 for no bound
	Limit    int
}

// byAgents repeats the condition of the partial index audit_by_agents.
const byAgents = `(actor >= 'agent:' AND actor < 'agent;' OR event >= 'agent-' AND event < 'agent.')`

// chosenActs is the WHERE clause of a selection. byAgents comes first, for the index; without it SQLite would scan the whole
// log. Rows from before schema 5 have the login in their reason.
const chosenActs = byAgents + ` AND seq < ?1 AND at >= ?2 AND at < ?3
	AND (?4 = '' OR actor = 'agent:' || ?4 OR login = ?4 OR reason <> '' AND event >= 'agent-' AND event < 'agent.'
		AND (reason = ?4 OR substr(reason, 1, length(?4) + 1) = ?4 || ' ' OR substr(reason, -length(?4) - 4) = ' of ' || ?4))`

// agentActs reads the index audit_by_agents; agentActsAbout reads audit_by_target, because one account has few rows among all
// acts of agents.
const (
	agentActs      = `SELECT ` + auditColumns + ` FROM audit WHERE ` + chosenActs + ` ORDER BY seq DESC LIMIT ?5`
	agentActsAbout = `SELECT ` + auditColumns + ` FROM audit INDEXED BY audit_by_target
		WHERE target <> '' AND target IN (SELECT value FROM json_each(?6)) AND ` + chosenActs + ` ORDER BY seq DESC LIMIT ?5`
)

// AgentActs lists the selected rows, newest first.
func (r Reader) AgentActs(ctx context.Context, q AgentActs) ([]AuditRow, error) {
	before, from, to := q.Before, int64(math.MinInt64), int64(math.MaxInt64)
	if before == 0 {
		before = math.MaxInt64
	}
	if !q.From.IsZero() {
		from, to = q.From.Unix(), q.To.Unix()
	}
	query, args := agentActs, []any{before, from, to, q.Login, q.Limit}
	if q.About != (account.Identifier{}) {
		targets, err := r.auditTargets(q.About)
		if err != nil {
			return nil, err
		}
		query, args = agentActsAbout, append(args, targets)
	}
	rows, err := r.auditRows(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list agents' acts: %w", err)
	}
	return rows, nil
}

// auditTargets lists the targets of all rows about an account, as a JSON array. There is one for each key: a row holds the
// IdentifierKey under the key of its time.
func (r Reader) auditTargets(id account.Identifier) (string, error) {
	var targets []string
	for _, target := range r.keys.IdentifierKeys(id) {
		targets = append(targets, fmt.Sprintf("%x", target))
	}
	list, err := json.Marshal(targets)
	return string(list), err
}
