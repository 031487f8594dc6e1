package db

import (
	"context"
	"database/sql"
	"fmt"

	"sesame/account/backoffice"
)

// listLeftOut lists the unreadable values of a line, and removes the listed ones that the file has corrected. It skips
// contacts that the member, an agent or a code has confirmed, because they do not depend on the file.
func (w *memberImport) listLeftOut(c *comparison, staged *stagedMembers) {
	left := map[string]bool{}
	for _, l := range c.row.LeftOut {
		if c.vouchedColumn(l.Column) {
			continue
		}
		left[l.Column] = true
		if listed := c.leftOut[l.Column]; listed.Masked != l.Masked || listed.Reason != l.Reason {
			staged.leftOut = append(staged.leftOut, w.sealedLeftOut(c.id, c.key, l))
		}
	}
	for column := backoffice.Civility; column <= backoffice.End; column++ {
		if name := column.String(); c.row.Says.Has(column) && c.leftOut[name].Reason != "" && !left[name] {
			staged.leftOut = append(staged.leftOut, stagedLeftOut{id: c.id, field: name})
		}
	}
}

func (c *comparison) vouchedColumn(name string) bool {
	for i, column := range contactColumns {
		if column.String() == name {
			return c.vouched[i]
		}
	}
	return false
}

func (w *memberImport) sealedLeftOut(id int64, key []byte, l backoffice.RowError) stagedLeftOut {
	return stagedLeftOut{id: id, field: l.Column, payload: w.db.sealLeftOut(key, LeftOut{Field: l.Column, Masked: l.Masked, Reason: l.Reason})}
}

func (w *memberImport) loadLeftOut(ctx context.Context, ids []any, changed map[int64]*comparison) error {
	rows, err := w.db.read.QueryContext(ctx, `SELECT member_id, field, payload FROM values_left_out WHERE member_id IN `+placeholders(len(ids)), ids...)
	if err != nil {
		return fmt.Errorf("read values left out: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var (
			l      LeftOut
			sealed sql.RawBytes
		)
		if err := rows.Scan(&l.MemberID, &l.Field, &sealed); err != nil {
			return fmt.Errorf("read values left out: %w", err)
		}
		c := changed[l.MemberID]
		if err := w.db.openLeftOut(c.key, sealed, &l); err != nil {
			return err
		}
		if c.leftOut == nil {
			c.leftOut = map[string]LeftOut{}
		}
		c.leftOut[l.Field] = l
	}
	return rows.Err()
}
