package db

import (
	"context"

	"github.com/mattn/go-sqlite3"
)

// Waiting returns how many acts wait to write.
func (d *DB) Waiting() int64 { return d.writers.waiting.Load() }

// BeforeCommit registers a function that SQLite calls before each commit of the writer; an answer other than 0 rolls the
// transaction back.
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

// RollBack does what SQLite does by itself when the disk fails in the middle of a statement.
func (t *Tx) RollBack() error {
	_, err := t.exec(context.Background(), "roll back", `ROLLBACK`)
	return err
}

// AuditAbout is a query whose plan is tested.
const AuditAbout = auditAbout

// QueryAgentActs is a query whose plan is tested.
const QueryAgentActs = agentActs

// QueryHeld is a query whose plan is tested.
const QueryHeld = heldInOrder

// SetPause replaces the pause between two slices of an import.
func (d *DB) SetPause(pause func(context.Context) error) { d.pause = pause }

// Protected lists the columns that are sealed, those that hold a keyed hash, and those to which a sealed value is bound, as «
// table.column ».
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

// TodoSQL is the query that reads a list.
func (r Reader) TodoSQL(list TodoList) string { return r.todoSQL(todoQuery{list: list}) }

// QueryUnanswered is a query whose plan is tested.
const QueryUnanswered = unansweredContacts

// QueryContactCounts are the queries that count messages, by list.
func QueryContactCounts() map[ContactList]string {
	queries := map[ContactList]string{}
	for list := range contactLists {
		queries[list] = keptPlan(contactCount(list))
	}
	return queries
}

// QueryQueuedByIndex is a query whose plan is tested.
const QueryQueuedByIndex = queuedByIndex

// QueryAlikeCount is a query whose plan is tested.
const QueryAlikeCount = alikeCount

// TodoCountSQL is the query that counts a list.
func TodoCountSQL(list TodoList) string { return keptPlan(todoCount(list)) }

// QueryNotesOf are the queries that list the differences of one kind, and the values left out of one column.
var QueryNotesOf = []string{allDifferences(true), leftOuts(true)}

// QueryCountNotes are the queries that count differences and values left out.
var QueryCountNotes = []string{keptPlan(countDifferences), keptPlan(countLeftOut)}

// QueryUnseen is the query that says whether an import in progress hides a member.
const QueryUnseen = `SELECT ` + unseen + ` FROM members m WHERE m.id = ?`

// QueryHeldByIndex is a query whose plan is tested.
const QueryHeldByIndex = heldByIndex
