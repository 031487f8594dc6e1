package servicetest

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"sesame/db"
)

// Together does all of it at once, and lets nobody write before each of them has looked and wants to write, or is done:
// what they have looked at is then what they all found.
func (s *Service) Together(all ...func()) {
	s.t.Helper()
	var (
		wg   sync.WaitGroup
		done atomic.Int32
	)
	err := s.DB.InTx(context.Background(), func(*db.Tx) error { // only one may write
		for _, f := range all {
			wg.Go(func() {
				defer done.Add(1)
				f()
			})
		}
		for writers()-1+int(done.Load()) < len(all) {
			runtime.Gosched()
		}
		return nil
	})
	if err != nil {
		s.t.Error(err)
	}
	wg.Wait()
}

// writers counts who writes to the database, or waits for it.
func writers() (n int) {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for stack := range strings.SplitSeq(string(stacks), "\n\n") {
		if strings.Contains(stack, "sesame/db.(*DB).InTx(") {
			n++
		}
	}
	return n
}
