package db

import (
	"context"
	"database/sql"
	"fmt"

	"sesame/account"
	"sesame/account/backoffice"
	"sesame/texts"
)

const paymentStaging = `CREATE TABLE staged.payments (member_id INTEGER, nature, paid_on, amount_key)`

// ImportPayments loads a file « paiements »: payments whose amounts serve as identity questions. A line about an unknown
// member is refused; a payment with an unreadable value is left out. A payment already stored changes nothing; none is ever
// removed.
func (d *DB) ImportPayments(ctx context.Context, t *backoffice.Table, o ImportOptions) (ImportReport, error) {
	var report ImportReport
	lock, err := d.beginImport(ctx, o)
	if err != nil {
		return report, err
	}
	defer lock.release()
	s, err := d.stage(ctx, paymentStaging)
	if err != nil {
		return report, err
	}
	defer s.Close() //nolint:errcheck // applied data is committed; discarding the rest is intended
	payments := s.stager("payments", 4)
	if err := payments.prepare(ctx); err != nil {
		return report, err
	}
	w := &paymentImport{db: d, table: t, today: day(o.Now)}
	staged := 0
	err = runImport(ctx, t, o, &report, w.batch, func(ctx context.Context, b stagedPayments, _ bool) error {
		staged += len(b.rows)
		report.Passed += b.passed
		report.Partial += b.partial
		for _, row := range b.rows {
			if err := payments.add(ctx, row...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return report, err
	}
	report.Lines = staged + report.Passed + report.Partial + report.Refused
	if err := payments.flush(ctx); err != nil {
		return report, err
	}
	err = s.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT DISTINCT member_id, nature, paid_on, amount_key FROM staged.payments s
		WHERE NOT EXISTS (SELECT 1 FROM main.payments p
			WHERE p.member_id = s.member_id AND p.nature = s.nature AND p.paid_on = s.paid_on AND p.amount_key = s.amount_key))`).Scan(&report.Added)
	if err != nil {
		return report, fmt.Errorf("count new payments: %w", err)
	}
	report.Unchanged = staged - report.Added
	if o.DryRun || o.Holds(report) {
		return report, nil
	}
	if _, err := s.ExecContext(ctx, `CREATE INDEX staged.payments_by_member ON payments (member_id)`); err != nil {
		return report, fmt.Errorf("order what is staged: %w", err)
	}
	a := &application{staging: s, db: d, options: o, kind: importedPayments, report: report}
	nothing := func(context.Context) error { return nil }
	err = d.following(ctx, o.Now, func() (int64, error) {
		err := a.apply(ctx, nothing, nothing, paymentFills...)
		return a.row.ID, err
	})
	return a.report, err
}

// stagedPayments holds the payments that one batch adds.
type stagedPayments struct {
	rows    [][]any
	passed  int // lines skipped because their amount is zero or less
	partial int // lines not loaded because a value is unreadable
}

type paymentImport struct {
	db    *DB
	table *backoffice.Table
	today string
}

// batch validates the lines and looks up their members.
func (w *paymentImport) batch(ctx context.Context, b *importBatch[stagedPayments]) error {
	type checked struct {
		line backoffice.Line
		row  backoffice.PaymentRow
		key  []byte
		// The SIRET with the leading zeros that a spreadsheet may have removed; used where no member has the number as
		// written.
		restored    account.Identifier
		restoredKey []byte
	}
	rows := make([]checked, 0, len(b.lines))
	args := make([]any, 0, len(b.lines))
	for _, l := range b.lines {
		if b.passedOver(w.table, l) {
			continue
		}
		row, faults := w.table.Payment(l, w.today)
		if len(faults) > 0 {
			b.refuse(l, faults...)
			continue
		}
		if row.Nothing {
			b.staged.passed++
			continue
		}
		c := checked{line: l, row: row, key: w.db.keys.IdentifierKey(row.Identifier)}
		args = append(args, c.key)
		if restored, ok := account.RestoredSIRET(row.Identifier.Value); ok && account.Digits(row.Identifier.Value) {
			c.restored, c.restoredKey = restored, w.db.keys.IdentifierKey(restored)
			args = append(args, c.restoredKey)
		}
		rows = append(rows, c)
	}
	owners, err := w.owners(ctx, args)
	if err != nil {
		return err
	}
	for _, r := range rows {
		id, ok := owners[[16]byte(r.key)]
		if !ok && r.restoredKey != nil {
			if id, ok = owners[[16]byte(r.restoredKey)]; ok {
				r.row.Identifier = r.restored
			}
		}
		if !ok {
			b.refuse(r.line, backoffice.RowError{Line: r.line.Number, Column: "identifiant", Masked: r.row.Identifier.Masked(),
				Reason: texts.LineOfNobody})
			continue
		}
		if len(r.row.LeftOut) > 0 {
			b.staged.partial++
			for _, left := range r.row.LeftOut {
				b.leftOut = append(b.leftOut, leftOutLine{RowError: left})
			}
			continue
		}
		b.staged.rows = append(b.staged.rows, []any{id, string(r.row.Nature), r.row.PaidOn, w.db.keys.AmountKey(r.row.Identifier, r.row.Nature, r.row.Cents)})
	}
	return nil
}

func (w *paymentImport) owners(ctx context.Context, identifierKeys []any) (map[[16]byte]int64, error) {
	found := map[[16]byte]int64{}
	if len(identifierKeys) == 0 {
		return found, nil
	}
	rows, err := w.db.read.QueryContext(ctx,
		`SELECT identifier_key, id FROM members WHERE identifier_key IN `+placeholders(len(identifierKeys)), identifierKeys...)
	if err != nil {
		return nil, fmt.Errorf("look members up: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			key sql.RawBytes
			id  int64
		)
		if err := rows.Scan(&key, &id); err != nil {
			return nil, fmt.Errorf("look members up: %w", err)
		}
		found[[16]byte(key)] = id
	}
	return found, rows.Err()
}
