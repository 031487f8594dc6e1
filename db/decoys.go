package db

import (
	"context"
	"fmt"

	"sesame/account"
)

// DecoyShares lists the paths that real members take, by kind of identifier, as the last import left them.
func (r reader) DecoyShares(ctx context.Context) ([]account.Share, error) {
	rows, err := r.q.QueryContext(ctx, `SELECT kind, path, category, members FROM decoy_shares ORDER BY kind, path, category`)
	if err != nil {
		return nil, fmt.Errorf("read decoy shares: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	var shares []account.Share
	for rows.Next() {
		var s account.Share
		if err := rows.Scan(&s.Kind, &s.Path, &s.Category, &s.Members); err != nil {
			return nil, fmt.Errorf("read decoy shares: %w", err)
		}
		shares = append(shares, s)
	}
	return shares, rows.Err()
}
