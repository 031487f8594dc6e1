package keys

import (
	"context"
	"slices"
	"sync"
	"time"
)

// longestWait is how long a caller may wait for a hash. An answer to try again later is better than a browser that
// times out.
const longestWait = 5 * time.Second

// line is the queue of callers who wait for a hash. Callers marked by First are served before the others, each group in
// order of arrival.
type line struct {
	mu            sync.Mutex
	slots, free   int // all slots, and the unused ones
	most          int // callers that may wait
	first, others []chan struct{}
}

func newLine(slots, most int) *line { return &line{slots: slots, free: slots, most: most} }

type firstKey struct{}

// First marks the context of a caller who is served before others in the queue of hashes, because the browser is known.
func First(ctx context.Context) context.Context { return context.WithValue(ctx, firstKey{}, true) }

// enter waits for a slot. It returns ErrBusy when too many wait or after longestWait, or the context's error; after an
// error there is no slot to leave.
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
		l.leave() // the caller has gone meanwhile: the next one gets the slot
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

// length returns how many callers have a slot, and how many wait.
func (l *line) length() (running, waiting int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.slots - l.free, len(l.first) + len(l.others)
}
