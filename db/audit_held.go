package db

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"sesame/journey/events"
)

// The first blocked event of a subject is written at once. Those that follow are counted over a span and written as one row
// at its end. Spans last one minute, then two, four and so on up to an hour, for as long as events go on. After an hour
// without any, the next one counts as a first one again. Hitting a limit again and again adds at most a hundred rows a day.
const (
	heldFirst  = time.Minute
	heldLonger = time.Hour
)

// hold adds a blocked event to the running count of its subject. It returns false for the first event of a subject, which the
// caller must write; it then begins a span.
func (t *Tx) hold(ctx context.Context, row AuditRow) (bool, error) {
	details, err := json.Marshal(row.Details)
	if err != nil {
		return false, fmt.Errorf("hold an audit row: %w", err)
	}
	n, err := t.exec(ctx, "count an audit row", `UPDATE audit_held SET times = times + 1, newest = ? WHERE event = ? AND actor = ? AND target = ? AND details = ?`,
		seconds(row.At), row.Event, row.Actor, row.Target, string(details))
	if err != nil || n == 1 {
		return n == 1, err
	}
	_, err = t.exec(ctx, "hold an audit row", `INSERT INTO audit_held (event, actor, target, details, span, until, newest, times) VALUES (?, ?, ?, ?, ?, ?, ?, 0)`,
		row.Event, row.Actor, row.Target, string(details), int64(heldFirst/time.Second), seconds(row.At.Add(heldFirst)), seconds(row.At))
	return false, err
}

// heldDue selects the spans that are over. A span that ends later than any span can was begun before the clock went back, and
// is over as well.
const heldDue = `(until <= ?1 OR until > ?1 + ?2)`

// releaseHeld writes the counts of the spans that are over, one row for each subject, and doubles the subject's next span.
// The rows have no origin, because the events may have had several. As spans end at whole seconds, it queries the table once
// a second at most.
func (t *Tx) releaseHeld(ctx context.Context, now time.Time) error {
	if t.looked != nil && t.looked.Swap(now.Unix()) == now.Unix() {
		return nil
	}
	at, longest := now.Unix(), int64(heldLonger/time.Second)
	rows, over, err := t.held(ctx, at, longest)
	if err != nil || over == 0 {
		return err
	}
	for _, row := range rows {
		if err := t.appendAudit(ctx, row); err != nil {
			return err
		}
	}
	if _, err := t.exec(ctx, "forget held audit rows", `DELETE FROM audit_held WHERE `+heldDue+` AND newest <= ?1 - ?2`, at, longest); err != nil {
		return err
	}
	_, err = t.exec(ctx, "hold audit rows longer", `UPDATE audit_held SET span = min(2 * span, ?2), until = ?1 + min(2 * span, ?2), times = 0 WHERE `+heldDue, at, longest)
	return err
}

// held returns the number of spans that are over, and the rows for those in which events were counted.
func (t *Tx) held(ctx context.Context, at, longest int64) (counted []AuditRow, over int, err error) {
	rows, err := t.tx.QueryContext(ctx, `SELECT event, actor, target, details, newest, times FROM audit_held WHERE `+heldDue+` ORDER BY newest`, at, longest)
	if err != nil {
		return nil, 0, fmt.Errorf("read held audit rows: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			row           = AuditRow{Result: events.Blocked}
			details       string
			newest, times int64
		)
		if err := rows.Scan(&row.Event, &row.Actor, &row.Target, &details, &newest, &times); err != nil {
			return nil, 0, fmt.Errorf("read held audit rows: %w", err)
		}
		if over++; times == 0 {
			continue
		}
		if err := json.Unmarshal([]byte(details), &row.Details); err != nil {
			return nil, 0, fmt.Errorf("read the details of a held audit row: %w", err)
		}
		row.At = time.Unix(newest, 0).UTC()
		row.Segment = row.At.Format(auditSegment)
		if row.Numbers == nil {
			row.Numbers = events.Numbers{}
		}
		row.Numbers[events.Times] = times
		counted = append(counted, row)
	}
	return counted, over, rows.Err()
}
