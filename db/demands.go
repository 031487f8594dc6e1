package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"sesame/journey"
)

// DemandSince returns when the oldest open request for a temporary password began, among those that have sent a message; zero
// for none.
func (r Reader) DemandSince(ctx context.Context, memberID int64, now time.Time) (time.Time, error) {
	var began sql.NullInt64
	err := r.q.QueryRowContext(ctx, `SELECT min(created_at) FROM flows
		WHERE member_id = ? AND journey IN (?, ?) AND request IS NOT NULL AND ended_at IS NULL AND expires_at > ?`,
		memberID, journey.Forgotten.Name, journey.Registration.Name, seconds(now)).Scan(&began)
	if err != nil {
		return time.Time{}, fmt.Errorf("look for a demand in progress: %w", err)
	}
	return instant(began), nil
}

// EndDemands ends a member's requests for a temporary password, and the personalisations begun with one. It withdraws their
// codes that have not left.
func (t *Tx) EndDemands(ctx context.Context, memberID int64, now time.Time) error {
	ended, err := t.endDemands(ctx, memberID, now)
	if err != nil {
		return err
	}
	for _, flow := range ended {
		if err := t.withdrawFormerCodes(ctx, flow, now); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) endDemands(ctx context.Context, memberID int64, now time.Time) (ended [][]byte, err error) {
	rows, err := t.tx.QueryContext(ctx, `UPDATE flows SET ended_at = ?, secrets = NULL, seal = NULL, revision = revision + 1
		WHERE member_id = ? AND journey IN (?, ?, ?) AND ended_at IS NULL RETURNING id`,
		seconds(now), memberID, journey.Forgotten.Name, journey.Registration.Name, journey.Personalisation.Name)
	if err != nil {
		return nil, fmt.Errorf("end demands: %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err is what tells
	for rows.Next() {
		var id []byte
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("end demands: %w", err)
		}
		ended = append(ended, id)
	}
	return ended, rows.Err()
}

// CancelTemporary ends a member's temporary password and the former ones that are still valid. It withdraws their messages
// that have not left, and ends the sessions that were opened with them.
func (t *Tx) CancelTemporary(ctx context.Context, memberID int64, now time.Time) error {
	if _, err := t.retireTemporary(ctx, memberID, false); err != nil {
		return err
	}
	if _, err := t.exec(ctx, "cancel a temporary password",
		`UPDATE members SET temporary_hash = NULL, temporary_channel = NULL, temporary_request = NULL, temporary_issued_at = NULL, temporary_expires_at = NULL, updated_at = ?
		 WHERE id = ?`, seconds(now), memberID); err != nil {
		return err
	}
	if err := t.withdrawTemporary(ctx, memberID, now); err != nil {
		return err
	}
	return t.CloseLimited(ctx, memberID, now)
}
