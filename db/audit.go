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
	"time"

	"sesame/account"
	"sesame/account/keys"
)

// auditSegment is the month that a row is purged with.
const auditSegment = "2006-01"

// Event is one line of the audit log: what was done, by whom, to whom, from where, and how it ended. It names nobody:
// members and addresses of the network appear as keyed hashes, which the caisse alone can match.
type Event struct {
	Name   string // one of the events that docs/audit.md lists
	Actor  string // member, stranger, agent:LOGIN, system
	Target []byte // identifier_key, of a member or of nobody; nil for an act that concerns no account
	Origin []byte // keyed hash of the network address; nil from the command line
	Result string // ok, refused, blocked
	Reason string // a word of the program, or what an agent gave as reason
}

// Events of what is done by command, on files and on the database as a whole; those of the service are named in package
// handlers, and docs/audit.md says what each one means (a test compares).
const (
	EventImport          = "import"
	EventLettersPrinted  = "letters-printed"
	EventLettersPosted   = "letters-posted"
	EventLettersRenewed  = "letters-reprinted"
	EventLetterRenewed   = "letter-renewed"
	EventLetterReturned  = "letter-returned"
	EventAddressAccepted = "letter-address-accepted"
	EventKeyRotated      = "key-rotated"
	EventAgentAdded      = "agent-added"
	EventAgentInvited    = "agent-invited"
	EventAgentDisabled   = "agent-disabled"
	EventMessageBounced  = "message-bounced"
)

// Results of an act.
const (
	ResultOK      = "ok"
	ResultRefused = "refused"
	ResultBlocked = "blocked" // a limit was met
)

// AuditRow is an event as it is kept.
type AuditRow struct {
	Seq     int64     `json:"seq"`
	Segment string    `json:"segment"` // month, « 2026-11 »: what is purged together
	At      time.Time `json:"at"`
	Event   string    `json:"event"`
	Actor   string    `json:"actor"`
	Target  string    `json:"target,omitempty"`
	Origin  string    `json:"origin,omitempty"`
	Result  string    `json:"result"`
	Reason  string    `json:"reason,omitempty"`
	Hash    string    `json:"hash"`
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

// Audit appends an event, in the transaction of the act: neither stands without the other.
func (t *Tx) Audit(ctx context.Context, e Event, now time.Time) error {
	head, err := t.auditHead(ctx)
	if err != nil {
		return err
	}
	row := AuditRow{
		Seq: head.seq + 1, Segment: now.UTC().Format(auditSegment), At: now.UTC().Truncate(time.Second), Event: e.Name, Actor: e.Actor,
		Target: fmt.Sprintf("%x", e.Target), Origin: fmt.Sprintf("%x", e.Origin), Result: e.Result, Reason: e.Reason,
	}
	plain, err := row.plain()
	if err != nil {
		return err
	}
	sum := t.keys.Chain("audit", head.hash, plain)
	if _, err := t.exec(ctx, "append to the audit log",
		`INSERT INTO audit (seq, segment, at, event, actor, target, origin, result, reason, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		row.Seq, row.Segment, seconds(row.At), row.Event, row.Actor, row.Target, row.Origin, row.Result, row.Reason, sum); err != nil {
		return err
	}
	// A head that was changed is not sealed anew: the next event must not make a log whole from which rows are gone.
	next := auditEnd{of: head.of, seq: row.Seq, hash: sum}
	seal := head.seal
	if hmac.Equal(head.seal, head.sealUnder(t.keys)) {
		seal = next.sealUnder(t.keys)
	}
	if _, err = t.exec(ctx, "move the head of the audit log", `UPDATE meta SET audit_seq = ?, audit_hash = ?, audit_head = ?`, next.seq, next.hash, seal); err != nil {
		return err
	}
	return t.figuresOf(ctx, e, now)
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
	rows, err := r.q.QueryContext(ctx, `SELECT seq, segment, at, event, actor, target, origin, result, reason, hash FROM audit ORDER BY seq`)
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

func scanAudit(rows *sql.Rows) (AuditRow, error) {
	var (
		row  AuditRow
		at   int64
		hash []byte
	)
	if err := rows.Scan(&row.Seq, &row.Segment, &at, &row.Event, &row.Actor, &row.Target, &row.Origin, &row.Result, &row.Reason, &hash); err != nil {
		return row, fmt.Errorf("read the audit log: %w", err)
	}
	row.At, row.Hash = time.Unix(at, 0).UTC(), fmt.Sprintf("%x", hash)
	return row, nil
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
const auditAbout = `SELECT seq, segment, at, event, actor, target, origin, result, reason, hash FROM audit
	WHERE target = ? AND target <> '' ORDER BY seq DESC LIMIT ?`

func (r Reader) auditAbout(ctx context.Context, target []byte, limit int) ([]AuditRow, error) {
	return r.auditRows(ctx, auditAbout, fmt.Sprintf("%x", target), limit)
}

func (r Reader) auditRows(ctx context.Context, query string, args ...any) ([]AuditRow, error) {
	rows, err := r.q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read an account's events: %w", err)
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

const auditAboutBy = `SELECT seq, segment, at, event, actor, target, origin, result, reason, hash FROM audit
	WHERE target = ? AND target <> '' AND actor = ? AND at >= ? ORDER BY seq DESC`

// InvitedBy says whether one actor has invited an agent after an instant. The reason of an invitation is « login role ».
func (r Reader) InvitedBy(ctx context.Context, actor, login string, since time.Time) (bool, error) {
	var n int
	// The first condition is the index of what agents did: without it the whole log would be read.
	err := r.q.QueryRowContext(ctx, `SELECT count(*) FROM audit WHERE (actor >= 'agent:' AND actor < 'agent;' OR event >= 'agent-' AND event < 'agent.')
		AND actor = ? AND event IN (?, ?) AND at > ? AND substr(reason, 1, length(?5) + 1) = ?5 || ' '`,
		actor, EventAgentAdded, EventAgentInvited, seconds(since), login).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("read who invited an agent: %w", err)
	}
	return n > 0, nil
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
