package db

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"errors"
)

// AuditMark is the row up to which the log was verified. The zero value is the beginning of the log.
type AuditMark struct {
	Seq  int64 // number of the last verified row
	hash []byte
	key  int // number of the key under which that row was written
}

// Head is the log's head at the mark.
func (m AuditMark) Head() AuditHead { return AuditHead{m.Seq, m.hash} }

// VerifyAuditFrom verifies the rows after a mark until ctx ends. It returns the new mark, and whether it has reached the end
// of the log. *BrokenChain names the first row that is wrong.
func (d *DB) VerifyAuditFrom(ctx context.Context, from AuditMark) (to AuditMark, end bool, err error) {
	to = from
	err = d.snapshot(ctx, func(r Reader) error {
		start, err := r.auditStart(ctx)
		if err != nil {
			return err
		}
		if to.Seq <= start.Seq { // the first look, or the rows up to there were purged
			to = start
		}
		if to, err = r.verifyRows(ctx, to, func() {}); err != nil {
			return err
		}
		end = true
		return r.verifyHead(ctx, to)
	})
	if err != nil && ctx.Err() != nil && to.Seq > from.Seq {
		return to, false, nil
	}
	return to, end, err
}

// auditStart is the mark before the first row of the log: the end of the last purged segment, whose seal it checks.
func (r Reader) auditStart(ctx context.Context) (AuditMark, error) {
	trace, err := r.auditTrace(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return AuditMark{}, err
	case !hmac.Equal(trace.seal, trace.sealUnder(r.keys)):
		return AuditMark{}, &BrokenChain{Seq: trace.seq, Fault: AuditTraceChanged}
	}
	return AuditMark{Seq: trace.seq, hash: trace.hash, key: 1}, nil
}

// verifyRows verifies the rows after a mark and calls step for each. It returns the mark of the last valid row.
func (r Reader) verifyRows(ctx context.Context, m AuditMark, step func()) (AuditMark, error) {
	err := r.auditAfter(ctx, m.Seq, func(row AuditRow) error {
		step()
		if row.Seq != m.Seq+1 {
			return &BrokenChain{Seq: m.Seq + 1, Fault: AuditRowMissing}
		}
		sum, under, err := r.auditSum(m.hash, row, m.key)
		if err != nil {
			return err
		}
		m = AuditMark{Seq: row.Seq, hash: sum, key: under}
		return nil
	})
	return m, err
}

// verifyHead compares the end of the log with its sealed head.
func (r Reader) verifyHead(ctx context.Context, m AuditMark) error {
	head, err := r.auditHead(ctx)
	switch {
	case err != nil:
		return err
	case !hmac.Equal(head.seal, head.sealUnder(r.keys)):
		return &BrokenChain{Seq: head.seq, Fault: AuditHeadChanged}
	case head.seq != m.Seq || !hmac.Equal(head.hash, m.hash):
		return &BrokenChain{Seq: m.Seq + 1, Fault: AuditEndMissing}
	}
	return nil
}
