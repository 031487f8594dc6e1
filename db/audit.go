package db

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"sesame/account"
	"sesame/account/keys"
	"sesame/journey/events"
)

// auditSegment is the month that a row is purged with.
const auditSegment = "2006-01"

// AuditRow is an event as it is kept.
type AuditRow struct {
	Seq     int64         `json:"seq"`
	Segment string        `json:"segment"` // month, « 2026-11 »: what is purged together
	At      time.Time     `json:"at"`
	Event   string        `json:"event"`
	Actor   string        `json:"actor"`
	Target  string        `json:"target,omitempty"`
	Origin  string        `json:"origin,omitempty"`
	Result  events.Result `json:"result"`
	Reason  string        `json:"reason,omitempty"` // of a row from before schema 5, which has no Details
	events.Details
	Hash string `json:"hash"`
}

// Kind is the row of the catalogue; the zero Kind for an event of another version of the program.
func (row AuditRow) Kind() events.Kind {
	kind, _ := events.ByName(row.Event)
	return kind
}

// Told is what the event tells: its fields, or, of a row from before schema 5, what its reason was made of.
func (row AuditRow) Told() events.Details {
	if row.Reason != "" {
		return events.Former(row.Event, row.Reason)
	}
	return row.Details
}

// plain is what is hashed of a row.
func (row AuditRow) plain() ([]byte, error) {
	row.Hash = ""
	plain, err := json.Marshal(row)
	if err != nil {
		return nil, fmt.Errorf("hash an audit row: %w", err)
	}
	return plain, nil
}

// auditEnd is one end of the kept log: its number, its hash, and both sealed by the newest key. The keys are not in the
// database: who can write there cannot forge a chain.
type auditEnd struct {
	of   string // audit head, audit segment
	seq  int64
	hash []byte
	seal []byte
}

func (e auditEnd) sealUnder(keys *keys.Keyring) []byte {
	return keys.Chain(e.of, e.hash, fmt.Append(nil, e.seq))
}

// auditHead is the newest row.
func (r Reader) auditHead(ctx context.Context) (auditEnd, error) {
	e := auditEnd{of: "audit head"}
	if err := r.q.QueryRowContext(ctx, `SELECT audit_seq, audit_hash, audit_head FROM meta`).Scan(&e.seq, &e.hash, &e.seal); err != nil {
		return e, fmt.Errorf("read the head of the audit log: %w", err)
	}
	return e, nil
}

// auditTrace is what the last purged segment left, or sql.ErrNoRows.
func (r Reader) auditTrace(ctx context.Context) (auditEnd, error) {
	e := auditEnd{of: "audit segment"}
	err := r.q.QueryRowContext(ctx, `SELECT last_seq, last_hash, seal FROM audit_segments ORDER BY last_seq DESC LIMIT 1`).Scan(&e.seq, &e.hash, &e.seal)
	if err != nil {
		return e, fmt.Errorf("read the purged segments: %w", err)
	}
	return e, nil
}

// Audit appends an event, in the transaction of the act: neither stands without the other. It counts what the catalogue
// says that the event counts.
func (t *Tx) Audit(ctx context.Context, e events.Event, now time.Time) error {
	if err := e.Check(); err != nil {
		return fmt.Errorf("append to the audit log: %w", err)
	}
	err := t.appendAudit(ctx, AuditRow{
		Segment: now.UTC().Format(auditSegment), At: now.UTC().Truncate(time.Second), Event: e.Kind.Name(), Actor: e.Actor,
		Target: fmt.Sprintf("%x", e.Target), Origin: fmt.Sprintf("%x", e.Origin), Result: e.Result, Details: e.Details,
	})
	if err != nil {
		return err
	}
	if figure, detail := e.Figure(); figure != "" {
		return t.figure(ctx, now, figure, detail)
	}
	return nil
}

// appendAudit chains a row to the newest one.
func (t *Tx) appendAudit(ctx context.Context, row AuditRow) error {
	head, err := t.auditHead(ctx)
	if err != nil {
		return err
	}
	row.Seq = head.seq + 1
	plain, err := row.plain()
	if err != nil {
		return err
	}
	sum := t.keys.Chain("audit", head.hash, plain)
	numbers, err := storedNumbers(row.Numbers)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, "append to the audit log", `INSERT INTO audit (`+auditColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		row.Seq, row.Segment, seconds(row.At), row.Event, row.Actor, row.Target, row.Origin, string(row.Result), row.Reason, sum,
		row.Channel, strings.Join(row.Contacts, ","), row.Journey, string(row.Way), row.Login, row.Role, row.Request, string(row.Object),
		string(row.Cause), numbers, row.Note); err != nil {
		return err
	}
	// A head that was changed is not sealed anew: the next event must not make a log whole from which rows are gone.
	next := auditEnd{of: head.of, seq: row.Seq, hash: sum}
	seal := head.seal
	if hmac.Equal(head.seal, head.sealUnder(t.keys)) {
		seal = next.sealUnder(t.keys)
	}
	_, err = t.exec(ctx, "move the head of the audit log", `UPDATE meta SET audit_seq = ?, audit_hash = ?, audit_head = ?`, next.seq, next.hash, seal)
	return err
}

// BrokenChain says where the audit log stops being what was written.
type BrokenChain struct {
	Seq   int64 // first row that is wrong or missing
	Fault AuditFault
}

func (b *BrokenChain) Error() string { return fmt.Sprintf("row %d: %s", b.Seq, b.Fault) }

// AuditFault is what was done to the log.
type AuditFault string

// What VerifyAudit finds.
const (
	AuditRowChanged   AuditFault = "the row, or the one before it, is not what was written"
	AuditRowMissing   AuditFault = "the row is missing"
	AuditEndMissing   AuditFault = "rows are missing at the end"
	AuditHeadChanged  AuditFault = "the head of the log was changed"
	AuditTraceChanged AuditFault = "the trace of the purged segments was changed"
)

// VerifyAudit reads the whole log, as of one commit, and returns how many rows hold and the last one's number. *BrokenChain names the first one
// that was changed, removed or reordered; the head, sealed by the key, tells when the last rows are missing. Somebody
// who puts back the rows and the head of an earlier day is told only by the number of the last row.
func (d *DB) VerifyAudit(ctx context.Context) (held, last int64, err error) {
	err = d.snapshot(ctx, func(r Reader) error {
		held, last, err = r.verifyAudit(ctx)
		return err
	})
	return held, last, err
}

func (r Reader) verifyAudit(ctx context.Context) (held, last int64, err error) {
	trace, err := r.auditTrace(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return 0, 0, err
	case !hmac.Equal(trace.seal, trace.sealUnder(r.keys)):
		return 0, 0, &BrokenChain{Seq: trace.seq, Fault: AuditTraceChanged}
	}
	previous, seq, key := trace.hash, trace.seq, 1
	err = r.EachAudit(ctx, func(row AuditRow) error {
		if row.Seq != seq+1 {
			return &BrokenChain{Seq: seq + 1, Fault: AuditRowMissing}
		}
		sum, under, err := r.auditSum(previous, row, key)
		if err != nil {
			return err
		}
		previous, seq, key = sum, row.Seq, under
		held++
		return nil
	})
	if err != nil {
		return held, seq, err
	}
	head, err := r.auditHead(ctx)
	switch {
	case err != nil:
		return held, seq, err
	case !hmac.Equal(head.seal, head.sealUnder(r.keys)):
		return held, seq, &BrokenChain{Seq: head.seq, Fault: AuditHeadChanged}
	case head.seq != seq || !hmac.Equal(head.hash, previous):
		return held, seq, &BrokenChain{Seq: seq + 1, Fault: AuditEndMissing}
	}
	return held, seq, nil
}

// auditSum checks a row against the key that was the newest one when it was written: the former row's or a later one.
func (r Reader) auditSum(previous []byte, row AuditRow, from int) (sum []byte, key int, err error) {
	plain, err := row.plain()
	if err != nil {
		return nil, 0, err
	}
	for key := from; key <= r.keys.Keys(); key++ {
		if sum := r.keys.ChainUnder(key, "audit", previous, plain); fmt.Sprintf("%x", sum) == row.Hash {
			return sum, key, nil
		}
	}
	return nil, 0, &BrokenChain{Seq: row.Seq, Fault: AuditRowChanged}
}

// EachAudit visits every row, oldest first.
func (r Reader) EachAudit(ctx context.Context, visit func(AuditRow) error) error {
	rows, err := r.q.QueryContext(ctx, `SELECT `+auditColumns+` FROM audit ORDER BY seq`)
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

// auditColumns are those of an AuditRow, as scanAudit reads them.
const auditColumns = `seq, segment, at, event, actor, target, origin, result, reason, hash,
	channel, contacts, journey, way, login, role, request, object, cause, numbers, note`

func scanAudit(rows *sql.Rows) (AuditRow, error) {
	var (
		row               AuditRow
		at                int64
		hash              []byte
		contacts, numbers string
	)
	if err := rows.Scan(&row.Seq, &row.Segment, &at, &row.Event, &row.Actor, &row.Target, &row.Origin, &row.Result, &row.Reason, &hash,
		&row.Channel, &contacts, &row.Journey, &row.Way, &row.Login, &row.Role, &row.Request, &row.Object, &row.Cause, &numbers, &row.Note); err != nil {
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

// AuditOf lists the newest events about one account, at most limit. They stand under what IdentifierKey was when each was
// written: under the newest key first, then under each earlier one.
func (r Reader) AuditOf(ctx context.Context, id account.Identifier, limit int) (found []AuditRow, err error) {
	for _, target := range slices.Backward(r.keys.IdentifierKeys(id)) {
		rows, err := r.auditAbout(ctx, target, limit-len(found))
		if err != nil {
			return nil, err
		}
		if found = append(found, rows...); len(found) == limit {
			break
		}
	}
	return found, nil
}

// auditAbout says once more that there is a target, as the index does: without it the whole log would be read.
const auditAbout = `SELECT ` + auditColumns + ` FROM audit
	WHERE target = ? AND target <> '' ORDER BY seq DESC LIMIT ?`

func (r Reader) auditAbout(ctx context.Context, target []byte, limit int) ([]AuditRow, error) {
	return r.auditRows(ctx, auditAbout, fmt.Sprintf("%x", target), limit)
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

// AuditBy lists what one actor did to an account from an instant on; they stand as those of AuditOf.
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

// InvitedBy says whether one actor has invited an agent after an instant.
func (r Reader) InvitedBy(ctx context.Context, actor, login string, since time.Time) (bool, error) {
	// The first condition is the index of what agents did: without it the whole log would be read.
	rows, err := r.auditRows(ctx, `SELECT `+auditColumns+` FROM audit WHERE `+byAgents+` AND actor = ? AND event IN (?, ?) AND at > ?`,
		actor, events.AgentAdded.Name(), events.AgentInvited.Name(), seconds(since))
	return slices.ContainsFunc(rows, func(row AuditRow) bool { return row.Told().Login == login }), err
}

// ExportAudit writes the log as JSON Lines.
func (r Reader) ExportAudit(ctx context.Context, w io.Writer) error {
	lines := json.NewEncoder(w)
	return r.EachAudit(ctx, func(row AuditRow) error { return lines.Encode(row) })
}

// purgeAudit drops whole months that ended before the given one; each leaves its last number and hash, sealed. A row
// that says it is old but stands after one that is not was written under a wrong clock: it stays.
func (t *Tx) purgeAudit(ctx context.Context, before string, now time.Time) error {
	trace := auditEnd{of: "audit segment"}
	err := t.tx.QueryRowContext(ctx, `SELECT seq, hash FROM audit
		WHERE seq < COALESCE((SELECT min(seq) FROM audit WHERE segment >= ?1 AND segment <= ?2), (SELECT max(seq) + 1 FROM audit)) AND segment < ?1
		ORDER BY seq DESC LIMIT 1`, before, now.UTC().Format(auditSegment)).Scan(&trace.seq, &trace.hash)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for old audit rows: %w", err)
	}
	if _, err := t.exec(ctx, "leave a trace of purged audit rows",
		`INSERT INTO audit_segments (last_seq, last_hash, seal, purged_at) VALUES (?, ?, ?, ?)`,
		trace.seq, trace.hash, trace.sealUnder(t.keys), seconds(now)); err != nil {
		return err
	}
	_, err = t.exec(ctx, "purge the audit log", `DELETE FROM audit WHERE seq <= ?`, trace.seq)
	return err
}
