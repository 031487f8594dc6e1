package keys

import (
	"context"
	"slices"
	"sync"
	"time"
)

// longestWait is how long a caller may wait for a hash: somebody who is told to come back is better off than somebody whose
// browser gives up.
const longestWait = 5 * time.Second

// line is who waits for a hash. Those who may go first do, each group in the order in which they came.
type line struct {
	mu            sync.Mutex
	slots, free   int // all, and those that nobody uses
	most          int // callers that may wait
	first, others []chan struct{}
}

func newLine(slots, most int) *line { return &line{slots: slots, free: slots, most: most} }

type firstKey struct{}

// First marks the context of a caller who goes before others in the queue of hashes: one in a known browser.
func First(ctx context.Context) context.Context { return context.WithValue(ctx, firstKey{}, true) }

// enter waits for a slot. It returns ErrBusy when too many wait, or when it took too long, or the context's error; then
// there is nothing to leave.
func (l *line) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.Lock()
	if l.free > 0 {
		l.free--
		l.mu.Unlock()
		return nil
	}
	if len(l.first)+len(l.others) >= l.most {
		l.mu.Unlock()
		return ErrBusy
	}
	turn, queue := make(chan struct{}), &l.others
	if ctx.Value(firstKey{}) != nil {
		queue = &l.first
	}
	*queue = append(*queue, turn)
	l.mu.Unlock()
	late := time.NewTimer(longestWait)
	defer late.Stop()
	var err error
	select {
	case <-turn:
		if err = ctx.Err(); err == nil {
			return nil
		}
		l.leave() // gone meanwhile: the slot is the next caller's
		return err
	case <-late.C:
		err = ErrBusy
	case <-ctx.Done():
		err = ctx.Err()
	}
	l.mu.Lock()
	at := slices.Index(*queue, turn)
	if at >= 0 {
		*queue = slices.Delete(*queue, at, at+1)
	}
	l.mu.Unlock()
	if at < 0 { // the turn came at the same moment
		l.leave()
	}
	return err
}

// leave gives the slot to the next caller.
func (l *line) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, queue := range []*[]chan struct{}{&l.first, &l.others} {
		if len(*queue) > 0 {
			close((*queue)[0])
			*queue = (*queue)[1:]
			return
		}
	}
	l.free++
}

// length is how many have a slot, and how many wait.
func (l *line) length() (running, waiting int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.slots - l.free, len(l.first) + len(l.others)
}
