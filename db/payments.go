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
