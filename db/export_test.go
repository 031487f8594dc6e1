package db

import "context"

// AuditAbout is the query, for the test that looks at its plan.
const AuditAbout = auditAbout

// QueryAgentActs is one more.
const QueryAgentActs = agentActs

// SetPause replaces the pause between two slices of an import.
func (d *DB) SetPause(pause func(context.Context) error) { d.pause = pause }
