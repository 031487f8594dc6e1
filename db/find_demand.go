package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sesame/journey"
)

// FindDemand returns the newest demand for a temporary password of an account that has, or has had, this number. It returns
// ErrNotFound for none. It reads as much for an identifier that nobody has.
func (r Reader) FindDemand(ctx context.Context, subjectKey []byte, request string) (*Flow, error) {
	f, err := r.scanFlow(r.q.QueryRowContext(ctx, `SELECT `+flowColumns+` FROM flows WHERE subject_key = ?1 AND journey IN (?3, ?4)
		AND (request = ?2 OR EXISTS (SELECT 1 FROM codes WHERE codes.flow_id = flows.id AND codes.request = ?2))
		ORDER BY created_at DESC LIMIT 1`, subjectKey, request, journey.Forgotten.Name, journey.Registration.Name).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	return f, err
}

// SentSince says whether a demand of an account has ended with a message, after an instant.
func (r Reader) SentSince(ctx context.Context, subjectKey []byte, after time.Time) (sent bool, err error) {
	err = r.q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM flows WHERE subject_key = ? AND outcome IN ('email', 'sms') AND ended_at > ?)`,
		subjectKey, seconds(after)).Scan(&sent)
	if err != nil {
		return false, fmt.Errorf("look for a newer demand: %w", err)
	}
	return sent, nil
}

// PrintedSince returns when letters were printed first, from an instant on; zero for not yet.
func (r Reader) PrintedSince(ctx context.Context, from time.Time) (time.Time, error) {
	var at sql.NullInt64
	if err := r.q.QueryRowContext(ctx, `SELECT min(created_at) FROM letter_batches WHERE created_at >= ?`, seconds(from)).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("look for printed letters: %w", err)
	}
	return instant(at), nil
}
