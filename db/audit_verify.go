package db

import (
	"context"
	"fmt"
)

// BrokenChain reports where the audit log was tampered with.
type BrokenChain struct {
	Seq   int64 // first row that is wrong or missing
	Fault AuditFault
}

func (b *BrokenChain) Error() string { return fmt.Sprintf("row %d: %s", b.Seq, b.Fault) }

// AuditFault is the kind of tampering.
type AuditFault string

// The faults that VerifyAudit reports.
const (
	AuditRowChanged   AuditFault = "the row, or the one before it, is not what was written"
	AuditRowMissing   AuditFault = "the row is missing"
	AuditEndMissing   AuditFault = "rows are missing at the end"
	AuditHeadChanged  AuditFault = "the head of the log was changed"
	AuditTraceChanged AuditFault = "the trace of the purged segments was changed"
)

// VerifyAudit checks the whole log in one snapshot. It returns how many rows are valid and the head of the log. *BrokenChain
// names the first row that was changed, removed or reordered. The sealed head reveals that the last rows are missing. Only
// AuditSince reveals that the rows were put back to an earlier state together with the head.
func (d *DB) VerifyAudit(ctx context.Context) (held int64, head AuditHead, err error) {
	err = d.snapshot(ctx, func(r Reader) error {
		held, head, err = r.verifyAudit(ctx, func() {})
		return err
	})
	return held, head, err
}

// verifyAudit is VerifyAudit in the reader's transaction. It calls step for each row.
func (r Reader) verifyAudit(ctx context.Context, step func()) (held int64, head AuditHead, err error) {
	start, err := r.auditStart(ctx)
	if err != nil {
		return 0, head, err
	}
	mark, err := r.verifyRows(ctx, start, step)
	if err == nil {
		err = r.verifyHead(ctx, mark)
	}
	return mark.Seq - start.Seq, mark.Head(), err
}

// auditSum verifies a row, and returns its hash and the number of the key that it was written under. from is the key of the
// previous row: this row has that key or a later one.
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
