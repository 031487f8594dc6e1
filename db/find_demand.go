package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/journey"
)

// FindDemand returns the newest request for a temporary password, of this account, that has or had this request number. It
// returns ErrNotFound where there is none. For an unknown identifier it reads as many rows.
func (r Reader) FindDemand(ctx context.Context, subjectKey []byte, request string) (*Flow, error) {
	f, err := r.scanFlow(r.q.QueryRowContext(ctx, `SELECT `+flowColumns+` FROM flows WHERE subject_key = ?1 AND journey IN (?3, ?4)
		AND (request = ?2 OR EXISTS (SELECT 1 FROM codes WHERE codes.flow_id = flows.id AND codes.request = ?2))
		ORDER BY created_at DESC LIMIT 1`, subjectKey, request, journey.Forgotten.Name, journey.Registration.Name).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	return f, err
}

// SentSince says whether a request for a temporary password, of this account, has ended with an e-mail or SMS after an
// instant.
func (r Reader) SentSince(ctx context.Context, subjectKey []byte, after time.Time) (sent bool, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM flows WHERE subject_key = ? AND outcome IN ('email', 'sms') AND ended_at > ?)`,
		subjectKey, seconds(after)).Scan(&sent)
	if err != nil {
		return false, fmt.Errorf("look for a newer demand: %w", err)
	}
	return sent, nil
}

// PrintedSince returns the time of the first batch of letters printed from an instant on; zero for none yet.
func (r Reader) PrintedSince(ctx context.Context, from time.Time) (time.Time, error) {
	var at sql.NullInt64
	if err := r.q.QueryRowContext(ctx, `SELECT min(created_at) FROM letter_batches WHERE created_at >= ?`, seconds(from)).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("look for printed letters: %w", err)
	}
	return instant(at), nil
}
