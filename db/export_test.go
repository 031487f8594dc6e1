package db

import "context"

// AuditAbout is the query, for the test that looks at its plan.
const AuditAbout = auditAbout

// QueryAgentActs is one more.
const QueryAgentActs = agentActs

// SetPause replaces the pause between two slices of an import.
func (d *DB) SetPause(pause func(context.Context) error) { d.pause = pause }

// Protected lists the columns that are sealed, that hold a keyed hash, and to which a sealed value is bound, as « table.column ».
func Protected() (sealed, keyed, decides []string) {
	for _, p := range protected {
		for _, column := range p.keyed {
			keyed = append(keyed, p.table+"."+column)
		}
		for _, s := range p.sealed {
			for _, column := range s.under.decides {
				decides = append(decides, p.table+"."+column)
			}
		}
	}
	return SealedColumns(), keyed, decides
}

// TodoSQL is the statement that reads a list.
func (r Reader) TodoSQL(list TodoList) string { return r.todoSQL(list, 0) }
