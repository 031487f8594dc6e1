package db

import (
	"context"
	"database/sql"
	"strings"
	"sync"
)

// steady runs queries to their end whatever becomes of the request, which they take no time to notice: the driver gives each
// statement that can be interrupted a goroutine of its own. It runs them by the plan with which they were prepared.
type steady struct{ of querier }

func (s steady) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.of.QueryContext(context.WithoutCancel(ctx), keptPlan(query), args...)
}

func (s steady) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return s.of.QueryRowContext(context.WithoutCancel(ctx), keptPlan(query), args...)
}

// writer is a transaction: an sql.Tx, or a connection on which one was begun.
type writer interface {
	querier
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// steadyTx is the same for a transaction. SQLite answers an interrupted statement by rolling back all of it, in which others
// may have a part.
type steadyTx struct {
	steady
	tx writer
}

func steadily(tx writer) steadyTx { return steadyTx{steady{tx}, tx} }

func (s steadyTx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return s.tx.ExecContext(context.WithoutCancel(ctx), keptPlan(query), args...)
}

func (s steadyTx) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return s.tx.PrepareContext(context.WithoutCancel(ctx), keptPlan(query))
}

// keptPlans has the text with which each query is prepared.
var keptPlans sync.Map

// asExpressions writes compared parameters as expressions, which mean the same.
var asExpressions = strings.NewReplacer("= ?", "= +?", "<> ?", "<> +?", "IS ?", "IS +?", "IS NOT ?", "IS NOT +?", "IN (?)", "IN (+?)", "LIMIT ?", "LIMIT +?")

// keptPlan returns a query whose plan does not depend on the values of its parameters. SQLite would look at those that a column is
// compared with and at limits, and prepare a kept statement anew at each use, because the driver clears them in between
// (sqlite3_prepare_v3: « the statement will be automatically recompiled »).
func keptPlan(query string) string {
	if kept, ok := keptPlans.Load(query); ok {
		return kept.(string)
	}
	kept := asExpressions.Replace(query)
	keptPlans.Store(query, kept)
	return kept
}
