package db

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sesame/journey/events"
)

// AuditRow is a stored event.
type AuditRow struct {
	Seq     int64         `json:"seq"`
	Segment string        `json:"segment"` // month, « 2026-11 »: rows are purged by segment
	At      time.Time     `json:"at"`
	Event   string        `json:"event"`
	Actor   string        `json:"actor"`
	Target  string        `json:"target,omitempty"`
	Origin  string        `json:"origin,omitempty"`
	Result  events.Result `json:"result"`
	Reason  string        `json:"reason,omitempty"` // only in a row from before schema 5, which has no Details
	events.Details
	Hash string `json:"hash"`
}

// Kind returns the event's catalogue entry, or the zero Kind for an event that this version of the program does not
// know.
func (row AuditRow) Kind() events.Kind {
	kind, _ := events.ByName(row.Event)
	return kind
}

// Told returns the details of the event. For a row from before schema 5 they are parsed from its reason.
func (row AuditRow) Told() events.Details {
	if row.Reason != "" {
		return events.Former(row.Event, row.Reason)
	}
	return row.Details
}

// plain is the JSON of a row without its hash: the input of the hash.
func (row AuditRow) plain() ([]byte, error) {
	row.Hash = ""
	plain, err := json.Marshal(row)
	if err != nil {
		return nil, fmt.Errorf("hash an audit row: %w", err)
	}
	return plain, nil
}

// auditColumns are the columns of an AuditRow in the order in which scanAudit reads them.
const auditColumns = `seq, segment, at, event, actor, target, origin, result, reason, hash,
	channel, contacts, journey, way, login, role, request, object, cause, numbers, note, motive`

func scanAudit(rows *sql.Rows) (AuditRow, error) {
	var (
		row               AuditRow
		at                int64
		hash              []byte
		contacts, numbers string
	)
	if err := rows.Scan(&row.Seq, &row.Segment, &at, &row.Event, &row.Actor, &row.Target, &row.Origin, &row.Result, &row.Reason, &hash,
		&row.Channel, &contacts, &row.Journey, &row.Way, &row.Login, &row.Role, &row.Request, &row.Object, &row.Cause, &numbers, &row.Note, &row.Motive); err != nil {
		return row, fmt.Errorf("read the audit log: %w", err)
	}
	row.At, row.Hash = time.Unix(at, 0).UTC(), fmt.Sprintf("%x", hash)
	if contacts != "" {
		row.Contacts = strings.Split(contacts, ",")
	}
	if numbers != "" {
		if err := json.Unmarshal([]byte(numbers), &row.Numbers); err != nil {
			return row, fmt.Errorf("read the numbers of audit row %d: %w", row.Seq, err)
		}
	}
	return row, nil
}

func storedNumbers(n events.Numbers) (string, error) {
	if len(n) == 0 {
		return "", nil
	}
	stored, err := json.Marshal(n)
	if err != nil {
		return "", fmt.Errorf("append to the audit log: %w", err)
	}
	return string(stored), nil
}
