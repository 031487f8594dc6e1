package db

import (
	"context"
	"fmt"
	"time"

	"sesame/account"
)

// HasPayment says whether the member has a payment of that nature since the given day and, if amountKey is not nil, of
// that amount.
func (r Reader) HasPayment(ctx context.Context, memberID int64, nature account.Nature, since time.Time, amountKey []byte) (bool, error) {
	var found bool
	err := r.q.QueryRowContext(ctx,
		`SELECT EXISTS (SELECT 1 FROM payments WHERE member_id = ? AND nature = ? AND paid_on >= ? AND (?4 IS NULL OR amount_key = ?4) AND `+seenPayment+`)`,
		memberID, nature, since.Format(time.DateOnly), amountKey).Scan(&found)
	if err != nil {
		return false, fmt.Errorf("look for a payment: %w", err)
	}
	return found, nil
}

// paymentsOf lists the payments of a member, oldest first.
func (r Reader) paymentsOf(ctx context.Context, memberID int64) (all []Payment, err error) {
	rows, err := r.q.QueryContext(ctx, `SELECT nature, paid_on FROM payments WHERE member_id = ? AND `+seenPayment+` ORDER BY paid_on, nature`, memberID)
	if err != nil {
		return nil, fmt.Errorf("list payments: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var p Payment
		if err := rows.Scan(&p.Nature, &p.PaidOn); err != nil {
			return nil, fmt.Errorf("list payments: %w", err)
		}
		all = append(all, p)
	}
	return all, rows.Err()
}
