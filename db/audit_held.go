package db

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"sesame/journey/events"
)

// heldFor is how long blocked events of one subject are counted after the first one, which is written at once. Whoever
// presses on against a limit makes the log grow by two rows a minute at most.
const heldFor = time.Minute

// hold counts a blocked event like one of the last minute. It returns false for the first of a minute, which must be written.
func (t *Tx) hold(ctx context.Context, row AuditRow) (bool, error) {
	details, err := json.Marshal(row.Details)
	if err != nil {
		return false, fmt.Errorf("hold an audit row: %w", err)
	}
	at := seconds(row.At)
	n, err := t.exec(ctx, "count an audit row", `UPDATE audit_held SET times = times + 1, newest = ? WHERE event = ? AND actor = ? AND target = ? AND details = ?`,
		at, row.Event, row.Actor, row.Target, string(details))
	if err != nil || n == 1 {
		return n == 1, err
	}
	_, err = t.exec(ctx, "hold an audit row", `INSERT INTO audit_held (event, actor, target, details, since, newest, times) VALUES (?, ?, ?, ?, ?, ?, 0)`,
		row.Event, row.Actor, row.Target, string(details), at, at)
	return false, err
}

// releaseHeld writes what was counted in minutes that are over, or that begin later because the clock went back: one row for
// each subject, without an origin, because there may be many.
func (t *Tx) releaseHeld(ctx context.Context, now time.Time) error {
	rows, err := t.held(ctx, now)
	if err != nil || len(rows) == 0 {
		return err
	}
	for _, row := range rows {
		if row.Numbers[events.Times] == 0 {
			continue
		}
		if err := t.appendAudit(ctx, row); err != nil {
			return err
		}
	}
	_, err = t.exec(ctx, "forget held audit rows", `DELETE FROM audit_held WHERE since <= ? OR since > ?`, seconds(now.Add(-heldFor)), seconds(now))
	return err
}

func (t *Tx) held(ctx context.Context, now time.Time) (due []AuditRow, err error) {
	rows, err := t.tx.QueryContext(ctx, `SELECT event, actor, target, details, newest, times FROM audit_held WHERE since <= ? OR since > ? ORDER BY newest`,
		seconds(now.Add(-heldFor)), seconds(now))
	if err != nil {
		return nil, fmt.Errorf("read held audit rows: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			row           = AuditRow{Result: events.Blocked}
			details       string
			newest, times int64
		)
		if err := rows.Scan(&row.Event, &row.Actor, &row.Target, &details, &newest, &times); err != nil {
			return nil, fmt.Errorf("read held audit rows: %w", err)
		}
		if err := json.Unmarshal([]byte(details), &row.Details); err != nil {
			return nil, fmt.Errorf("read the details of a held audit row: %w", err)
		}
		row.At = time.Unix(newest, 0).UTC()
		row.Segment = row.At.Format(auditSegment)
		if row.Numbers == nil {
			row.Numbers = events.Numbers{}
		}
		row.Numbers[events.Times] = times
		due = append(due, row)
	}
	return due, rows.Err()
}
