package db

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"sesame/account"
)

// EachAudit calls visit for every row, oldest first.
func (r Reader) EachAudit(ctx context.Context, visit func(AuditRow) error) error {
	return r.auditAfter(ctx, 0, visit)
}

// auditAfter calls visit for every row with a number above seq, oldest first.
func (r Reader) auditAfter(ctx context.Context, seq int64, visit func(AuditRow) error) error {
	rows, err := r.q.QueryContext(ctx, `SELECT `+auditColumns+` FROM audit WHERE seq > ? ORDER BY seq`, seq)
	if err != nil {
		return fmt.Errorf("read the audit log: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		row, err := scanAudit(rows)
		if err != nil {
			return err
		}
		if err := visit(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// AuditOf lists the newest events about one account, at most limit.
func (r Reader) AuditOf(ctx context.Context, id account.Identifier, limit int) ([]AuditRow, error) {
	return r.AuditBefore(ctx, id, math.MaxInt64, limit)
}

// AuditBefore lists the newest events about one account with a row number below before, at most limit. A row holds the
// IdentifierKey under the key of its time, so it looks under the newest key first, then under each earlier one.
func (r Reader) AuditBefore(ctx context.Context, id account.Identifier, before int64, limit int) (found []AuditRow, err error) {
	for _, target := range slices.Backward(r.keys.IdentifierKeys(id)) {
		rows, err := r.auditAbout(ctx, target, before, limit-len(found))
		if err != nil {
			return nil, err
		}
		if found = append(found, rows...); len(found) == limit {
			break
		}
	}
	return found, nil
}

// auditAbout selects rows by target. It repeats the condition of the partial index (target is set); without it SQLite would
// scan the whole log.
const auditAbout = `SELECT ` + auditColumns + ` FROM audit
	WHERE target = ? AND target <> '' AND seq < ? ORDER BY seq DESC LIMIT ?`

func (r Reader) auditAbout(ctx context.Context, target []byte, before int64, limit int) ([]AuditRow, error) {
	return r.auditRows(ctx, auditAbout, fmt.Sprintf("%x", target), before, limit)
}

func (r Reader) auditRows(ctx context.Context, query string, args ...any) ([]AuditRow, error) {
	rows, err := r.q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var found []AuditRow
	for rows.Next() {
		row, err := scanAudit(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, row)
	}
	return found, rows.Err()
}

// AuditBy lists the events of one actor about an account since an instant. It looks under every key.
func (r Reader) AuditBy(ctx context.Context, id account.Identifier, actor string, since time.Time) (found []AuditRow, err error) {
	for _, target := range r.keys.IdentifierKeys(id) {
		rows, err := r.auditRows(ctx, auditAboutBy, fmt.Sprintf("%x", target), actor, seconds(since))
		if err != nil {
			return nil, err
		}
		found = append(found, rows...)
	}
	return found, nil
}

const auditAboutBy = `SELECT ` + auditColumns + ` FROM audit
	WHERE target = ? AND target <> '' AND actor = ? AND at >= ? ORDER BY seq DESC`

// ExportAudit writes the log as JSON Lines.
func (r Reader) ExportAudit(ctx context.Context, w io.Writer) error {
	lines := json.NewEncoder(w)
	return r.EachAudit(ctx, func(row AuditRow) error { return lines.Encode(row) })
}
