package db

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// auditSegment is the month that a row is purged with.
const auditSegment = "2006-01"

// Event is one line of the audit log: what was done, by whom, to whom, from where, and how it ended. It names nobody:
// members and addresses of the network appear as keyed hashes, which the caisse alone can match.
type Event struct {
	Name   string // one of the events listed in the README
	Actor  string // member, stranger, agent:LOGIN, system
	Target []byte // identifier_key, of a member or of nobody; nil for an act that concerns no account
	Origin []byte // keyed hash of the network address; nil from the command line
	Result string // ok, refused, blocked
	Reason string // a word of the program, or what an agent gave as reason
}

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

// sum chains a row to the one before it. The key is not in the database: who can write there cannot forge a chain.
func (r reader) auditSum(previous []byte, row AuditRow) ([]byte, error) {
	row.Hash = ""
	plain, err := json.Marshal(row)
	if err != nil {
		return nil, fmt.Errorf("hash an audit row: %w", err)
	}
	return r.keys.Chain("audit", previous, plain), nil
}

// Audit appends an event, in the transaction of the act: neither stands without the other.
func (t *Tx) Audit(ctx context.Context, e Event, now time.Time) error {
	var (
		seq  int64
		head []byte
	)
	if err := t.tx.QueryRowContext(ctx, `SELECT audit_seq, audit_hash FROM meta`).Scan(&seq, &head); err != nil {
		return fmt.Errorf("read the head of the audit log: %w", err)
	}
	row := AuditRow{
		Seq: seq + 1, Segment: now.UTC().Format(auditSegment), At: now.UTC().Truncate(time.Second), Event: e.Name, Actor: e.Actor,
		Target: fmt.Sprintf("%x", e.Target), Origin: fmt.Sprintf("%x", e.Origin), Result: e.Result, Reason: e.Reason,
	}
	sum, err := t.auditSum(head, row)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, "append to the audit log",
		`INSERT INTO audit (seq, segment, at, event, actor, target, origin, result, reason, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		row.Seq, row.Segment, seconds(row.At), row.Event, row.Actor, row.Target, row.Origin, row.Result, row.Reason, sum); err != nil {
		return err
	}
	_, err = t.exec(ctx, "move the head of the audit log",
		`UPDATE meta SET audit_seq = ?, audit_hash = ?, audit_head = ?`, row.Seq, sum, t.keys.Chain("audit head", sum, fmt.Append(nil, row.Seq)))
	return err
}

// BrokenChain says where the audit log stops being what was written.
type BrokenChain struct {
	Seq int64 // first row that is wrong or missing
	Why string
}

func (b *BrokenChain) Error() string { return fmt.Sprintf("row %d: %s", b.Seq, b.Why) }

// VerifyAudit reads the whole log and returns how many rows hold. *BrokenChain names the first one that was changed,
// removed or reordered; the head, sealed by the key, tells when the last rows are missing.
func (r reader) VerifyAudit(ctx context.Context) (int64, error) {
	previous, seq, err := r.auditStart(ctx)
	if err != nil {
		return 0, err
	}
	held := int64(0)
	err = r.EachAudit(ctx, func(row AuditRow) error {
		if row.Seq != seq+1 {
			return &BrokenChain{Seq: seq + 1, Why: "the row is missing"}
		}
		sum, err := r.auditSum(previous, row)
		if err != nil {
			return err
		}
		if fmt.Sprintf("%x", sum) != row.Hash {
			return &BrokenChain{Seq: row.Seq, Why: "the row, or the one before it, is not what was written"}
		}
		previous, seq = sum, row.Seq
		held++
		return nil
	})
	if err != nil {
		return held, err
	}
	return held, r.checkHead(ctx, seq, previous)
}

// checkHead compares the end of the log with what the key sealed.
func (r reader) checkHead(ctx context.Context, seq int64, last []byte) error {
	var (
		headSeq        int64
		headHash, seal []byte
	)
	if err := r.q.QueryRowContext(ctx, `SELECT audit_seq, audit_hash, audit_head FROM meta`).Scan(&headSeq, &headHash, &seal); err != nil {
		return fmt.Errorf("read the head of the audit log: %w", err)
	}
	if headSeq == 0 && seq == 0 {
		return nil
	}
	if !hmac.Equal(seal, r.keys.Chain("audit head", headHash, fmt.Append(nil, headSeq))) {
		return &BrokenChain{Seq: headSeq, Why: "the head of the log was changed"}
	}
	if headSeq != seq || !hmac.Equal(headHash, last) {
		return &BrokenChain{Seq: seq + 1, Why: "rows are missing at the end"}
	}
	return nil
}

// auditStart is the hash that the first kept row follows: of the last segment that was purged, or none.
func (r reader) auditStart(ctx context.Context) (hash []byte, seq int64, err error) {
	var seal []byte
	err = r.q.QueryRowContext(ctx, `SELECT last_seq, last_hash, seal FROM audit_segments ORDER BY last_seq DESC LIMIT 1`).Scan(&seq, &hash, &seal)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read the purged segments: %w", err)
	}
	if !hmac.Equal(seal, r.keys.Chain("audit segment", hash, fmt.Append(nil, seq))) {
		return nil, 0, &BrokenChain{Seq: seq, Why: "the trace of a purged segment was changed"}
	}
	return hash, seq, nil
}

// EachAudit visits every row, oldest first.
func (r reader) EachAudit(ctx context.Context, visit func(AuditRow) error) error {
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

// AuditOf lists the newest events about one account, at most limit.
func (r reader) AuditOf(ctx context.Context, target []byte, limit int) ([]AuditRow, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT seq, segment, at, event, actor, target, origin, result, reason, hash FROM audit
		WHERE target = ? ORDER BY seq DESC LIMIT ?`, fmt.Sprintf("%x", target), limit)
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

// ExportAudit writes the log as JSON Lines.
func (r reader) ExportAudit(ctx context.Context, w io.Writer) error {
	lines := json.NewEncoder(w)
	return r.EachAudit(ctx, func(row AuditRow) error { return lines.Encode(row) })
}

// purgeAudit drops whole months that ended before the given one; each leaves its last number and hash, sealed.
func (t *Tx) purgeAudit(ctx context.Context, before string, now time.Time) error {
	var (
		seq  sql.NullInt64
		hash []byte
	)
	err := t.tx.QueryRowContext(ctx, `SELECT seq, hash FROM audit WHERE segment < ? ORDER BY seq DESC LIMIT 1`, before).Scan(&seq, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for old audit rows: %w", err)
	}
	if _, err := t.exec(ctx, "leave a trace of purged audit rows",
		`INSERT INTO audit_segments (last_seq, last_hash, seal, purged_at) VALUES (?, ?, ?, ?)`,
		seq.Int64, hash, t.keys.Chain("audit segment", hash, fmt.Append(nil, seq.Int64)), seconds(now)); err != nil {
		return err
	}
	_, err = t.exec(ctx, "purge the audit log", `DELETE FROM audit WHERE seq <= ?`, seq.Int64)
	return err
}
