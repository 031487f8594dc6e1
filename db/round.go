package db

import (
	"context"
	"time"
)

// A round goes through all members, or something of each, beside the requests of members, who come first: its slices take about a
// millisecond, and it works a twentieth of the time. No query of it holds the log of the database for long.
const (
	roundRows = 100 // that a slice reads at most
	roundRest = 19  // it rests so many times as long as the slice before took
)

// inRound calls slice until it reads fewer than roundRows. A slice begins after a row of members, and returns the last one that it
// has read.
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
