package db

import (
	"context"
	"time"
)

// A round scans all members, or a table with rows of each, in the background. Members' requests come first: a slice takes
// about a millisecond, and the round works a twentieth of the time. No query of it keeps the WAL from being checkpointed for
// long.
const (
	roundRows = 100 // most rows that a slice reads
	roundRest = 19  // it pauses so many times as long as the last slice took
)

// inRound calls slice, with a pause after each call, until it reads fewer than roundRows. A slice begins after a row ID of
// members; it returns the last row ID that it has read, and the number of rows.
func inRound(ctx context.Context, slice func(after int64) (last int64, read int, err error)) error {
	for after := int64(0); ; {
		began := time.Now()
		last, read, err := slice(after)
		if err != nil || read < roundRows {
			return err
		}
		after = last
		if err := rest(ctx, roundRest*time.Since(began)); err != nil {
			return err
		}
	}
}
