package db

// AuditAbout is the query, for the test that looks at its plan.
const AuditAbout = auditAbout

// QueryAgentActs is one more.
const QueryAgentActs = agentActs
