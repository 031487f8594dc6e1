package db

import (
	"context"
	"database/sql"
	"strings"
	"sync"
)

// steady runs queries to their end, even if the request's context ends: they are too short for an interruption to matter, and
// the driver starts a goroutine for each statement that can be interrupted. It also keeps the plan with which a query was
// prepared (keptPlan).
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

// steadyTx is steady for a transaction. SQLite answers an interrupted statement by rolling back the whole transaction, which
// other acts may share.
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

// keptPlans caches the results of keptPlan by query.
var keptPlans sync.Map

// asExpressions replaces compared parameters by expressions with the same value.
var asExpressions = strings.NewReplacer("= ?", "= +?", "<> ?", "<> +?", "IS ?", "IS +?", "IS NOT ?", "IS NOT +?", "IN (?)", "IN (+?)", "LIMIT ?", "LIMIT +?")

// keptPlan returns the query in a form whose plan does not depend on the values of its parameters. SQLite takes into account
// the values that columns are compared with, and limits. It would therefore prepare a cached statement again at each use,
// because the driver clears the parameters in between (sqlite3_prepare_v3: « the statement will be automatically recompiled
// »).
func keptPlan(query string) string {
	if kept, ok := keptPlans.Load(query); ok {
		return kept.(string)
	}
	kept := asExpressions.Replace(query)
	keptPlans.Store(query, kept)
	return kept
}
