package server

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Each task begins once at a start, and once in each of its periods. On a closed database each of them logs an error each time.
func TestEachTaskBeginsOnceAtAStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := measured(t, Options{})
		if err := s.options.DB.Close(); err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		s.options.Log = slog.New(slog.NewTextHandler(&said, nil))
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { _ = s.Run(ctx) })
		for day := 1; day <= 2; day++ {
			<-time.After(time.Minute)
			synctest.Wait()
			for _, name := range []string{"compare accounts", "have decoys follow the members"} {
				if n := strings.Count(said.String(), name); n != day {
					t.Errorf("%q began %d times by day %d", name, n, day)
				}
			}
			<-time.After(24 * time.Hour)
		}
		cancel()
		running.Wait()
	})
}
