package db

import (
	"context"

	"github.com/mattn/go-sqlite3"
)

// Waiting returns how many wait for their turn to write.
func (d *DB) Waiting() int64 { return d.writers.waiting.Load() }

// BeforeCommit has SQLite ask before each commit of the writer, and roll back where the answer is not 0.
func (d *DB) BeforeCommit(ask func() int) error {
	conn, err := d.write.Conn(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // returns it to the pool
	return conn.Raw(func(driver any) error {
		driver.(*sqlite3.SQLiteConn).RegisterCommitHook(ask)
		return nil
	})
}

// RollBack is what SQLite does by itself where the disk fails in the middle of a statement.
func (t *Tx) RollBack() error {
	_, err := t.exec(context.Background(), "roll back", `ROLLBACK`)
	return err
}

// AuditAbout is the query, for the test that looks at its plan.
const AuditAbout = auditAbout

// QueryAgentActs is one more.
const QueryAgentActs = agentActs

// QueryHeld is one more.
const QueryHeld = heldInOrder

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
func (r Reader) TodoSQL(list TodoList) string { return r.todoSQL(todoQuery{list: list}) }

// QueryUnanswered is one more.
const QueryUnanswered = unansweredContacts

// QueryContactCounts are the statements that count messages, by their list.
func QueryContactCounts() map[ContactList]string {
	queries := map[ContactList]string{}
	for list := range contactLists {
		queries[list] = keptPlan(contactCount(list))
	}
	return queries
}

// QueryQueuedByIndex is one more.
const QueryQueuedByIndex = queuedByIndex

// QueryAlikeCount is one more.
const QueryAlikeCount = alikeCount

// TodoCountSQL is the statement that counts a list.
func TodoCountSQL(list TodoList) string { return keptPlan(todoCount(list)) }

// QueryNotesOf are the statements that list differences of a kind, and values left out of a column.
var QueryNotesOf = []string{allDifferences(true), leftOuts(true)}

// QueryCountNotes are the statements that count differences and values left out.
var QueryCountNotes = []string{keptPlan(countDifferences), keptPlan(countLeftOut)}

// QueryUnseen asks whether an import at work hides a member.
const QueryUnseen = `SELECT ` + unseen + ` FROM members m WHERE m.id = ?`

// QueryHeldByIndex is one more.
const QueryHeldByIndex = heldByIndex
