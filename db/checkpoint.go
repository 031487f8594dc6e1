package db

import (
	"context"
	"fmt"
	"time"
)

const (
	checkpointTries = 50
	checkpointPause = 100 * time.Millisecond
)

// EmptyWAL checkpoints the WAL and truncates it, so that no former content of a page remains there. It tries several times
// within a few seconds, and returns false when other connections keep the WAL busy throughout.
func (d *DB) EmptyWAL(ctx context.Context) (bool, error) {
	for range checkpointTries {
		var busy, frames, written int
		if err := d.write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &written); err != nil {
			return false, fmt.Errorf("write the WAL back: %w", err)
		}
		if busy == 0 {
			return true, nil
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(checkpointPause):
		}
	}
	return false, nil
}
