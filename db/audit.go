package db

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"sesame/account/keys"
	"sesame/journey/events"
)

// auditSegment is the time format of a segment: rows are purged by month.
const auditSegment = "2006-01"

// auditEnd is one end of the stored log: its row number and hash, both sealed by the newest key. The keys are not in the
// database, so write access to the database is not enough to forge a chain.
type auditEnd struct {
	of   string // « audit head » or « audit segment »
	seq  int64
	hash []byte
	seal []byte
}

func (e auditEnd) sealUnder(keys *keys.Keyring) []byte {
	return keys.Chain(e.of, e.hash, fmt.Append(nil, e.seq))
}

// auditHead returns the stored head of the log: number, hash and seal of the newest row.
func (r Reader) auditHead(ctx context.Context) (auditEnd, error) {
	e := auditEnd{of: "audit head"}
	if err := r.q.QueryRowContext(ctx, `SELECT audit_seq, audit_hash, audit_head FROM meta`).Scan(&e.seq, &e.hash, &e.seal); err != nil {
		return e, fmt.Errorf("read the head of the audit log: %w", err)
	}
	return e, nil
}

// AuditHead returns the head of the log, unverified.
func (r Reader) AuditHead(ctx context.Context) (AuditHead, error) {
	head, err := r.auditHead(ctx)
	return AuditHead{head.seq, head.hash}, err
}

// auditTrace returns the end of the last purged segment, or sql.ErrNoRows.
func (r Reader) auditTrace(ctx context.Context) (auditEnd, error) {
	e := auditEnd{of: "audit segment"}
	err := r.q.QueryRowContext(ctx, `SELECT last_seq, last_hash, seal FROM audit_segments ORDER BY last_seq DESC LIMIT 1`).Scan(&e.seq, &e.hash, &e.seal)
	if err != nil {
		return e, fmt.Errorf("read the purged segments: %w", err)
	}
	return e, nil
}

// Audit appends an event in the transaction of the act, so that neither is stored without the other. It also updates the
// statistics that the event's catalogue entry names, and queues the event for other programs if the catalogue sends it out.
// Of several blocked events of one subject, the first is appended at once; the following ones are counted and become one row
// (hold).
func (t *Tx) Audit(ctx context.Context, e events.Event, now time.Time) error {
	if err := e.Check(); err != nil {
		return fmt.Errorf("append to the audit log: %w", err)
	}
	if err := t.releaseHeld(ctx, now); err != nil {
		return err
	}
	row := AuditRow{
		Segment: now.UTC().Format(auditSegment), At: now.UTC().Truncate(time.Second), Event: e.Kind.Name(), Actor: e.Actor,
		Target: fmt.Sprintf("%x", e.Target), Origin: fmt.Sprintf("%x", e.Origin), Result: e.Result, Details: e.Details,
	}
	var held bool
	if e.Result == events.Blocked {
		var err error
		if held, err = t.hold(ctx, row); err != nil {
			return err
		}
	}
	if !held {
		if err := t.appendAudit(ctx, row); err != nil {
			return err
		}
	}
	t.events = append(t.events, e)
	for _, count := range []func() (string, string){e.Figure, e.Why} {
		if figure, detail := count(); figure != "" {
			if err := t.figure(ctx, now, figure, detail); err != nil {
				return err
			}
		}
	}
	if e.Kind.Out() == "" || e.Result == events.Blocked || e.Target == nil {
		return nil
	}
	return t.sendOut(ctx, e, now)
}

// auditTop is the head of the log within a transaction that several acts share. The first act that appends a row reads it; it
// is stored once before the commit.
type auditTop struct {
	auditEnd
	sealed bool // the stored seal was valid; a head that was tampered with keeps its seal: a new one would hide that rows are missing
	moved  bool
}

func (top *auditTop) read(ctx context.Context, r Reader) (err error) {
	if top.of != "" {
		return nil
	}
	top.auditEnd, err = r.auditHead(ctx)
	top.sealed = hmac.Equal(top.seal, top.sealUnder(r.keys))
	return err
}

func (top *auditTop) store(ctx context.Context, tx steadyTx, keys *keys.Keyring) error {
	if !top.moved {
		return nil
	}
	if top.sealed {
		top.seal = top.sealUnder(keys)
	}
	if _, err := tx.ExecContext(ctx, `UPDATE meta SET audit_seq = ?, audit_hash = ?, audit_head = ?`, top.seq, top.hash, top.seal); err != nil {
		return fmt.Errorf("move the head of the audit log: %w", err)
	}
	return nil
}

// appendAudit appends a row, chained to the hash of the newest one.
func (t *Tx) appendAudit(ctx context.Context, row AuditRow) error {
	top := t.top
	if top == nil {
		top = &auditTop{}
	}
	if err := top.read(ctx, t.Reader); err != nil {
		return err
	}
	row.Seq = top.seq + 1
	plain, err := row.plain()
	if err != nil {
		return err
	}
	sum := t.keys.Chain("audit", top.hash, plain)
	numbers, err := storedNumbers(row.Numbers)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, "append to the audit log", `INSERT INTO audit (`+auditColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		row.Seq, row.Segment, seconds(row.At), row.Event, row.Actor, row.Target, row.Origin, string(row.Result), row.Reason, sum,
		row.Channel, strings.Join(row.Contacts, ","), row.Journey, string(row.Way), row.Login, row.Role, row.Request, string(row.Object),
		string(row.Cause), numbers, row.Note, string(row.Motive)); err != nil {
		return err
	}
	top.seq, top.hash, top.moved = row.Seq, sum, true
	if t.top == nil {
		return top.store(ctx, t.tx, t.keys)
	}
	return nil
}

// purgeAudit deletes whole months before the given one (auditSegment format), and stores the number and hash of the last
// deleted row, sealed. It stops at the first row of a later month. A row with an old date behind that one was written under a
// wrong clock, and stays.
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
