package server

import (
	"context"
	"sync"
)

// tasks runs background tasks that outlive their request. Shutdown cancels them and waits for them.
type tasks struct {
	mu     sync.Mutex
	ended  bool
	life   context.Context
	cancel context.CancelFunc
	group  sync.WaitGroup
}

func (t *tasks) run(task func(context.Context)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.life == nil {
		t.life, t.cancel = context.WithCancel(context.Background())
	}
	if t.ended {
		t.cancel() // the task starts with a cancelled context and records that it was interrupted
	}
	t.group.Go(func() { task(t.life) })
}

func (t *tasks) end() {
	t.mu.Lock()
	t.ended = true
	if t.cancel != nil {
		t.cancel()
	}
	t.mu.Unlock()
	t.group.Wait()
}
