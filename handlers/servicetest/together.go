package servicetest

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"sesame/db"
)

// Together runs the functions at once. It blocks all writes to the database until each of them waits to write, waits for the same form's
// first sending, or has returned. All of them have then read the same state.
func (s *Service) Together(all ...func()) {
	s.t.Helper()
	var (
		wg   sync.WaitGroup
		done atomic.Int32
	)
	err := s.DB.InTx(context.Background(), func(*db.Tx) error { // only one transaction may write
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

// writers counts the goroutines that are in a write transaction, or wait for one, or wait for another one that answers the
// same form.
func writers() (n int) {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for stack := range strings.SplitSeq(string(stacks), "\n\n") {
		if strings.Contains(stack, "sesame/db.(*DB).InTx(") || strings.Contains(stack, " [select") && strings.Contains(stack, "agent.(*sendings).begin(") {
			n++
		}
	}
	return n
}
