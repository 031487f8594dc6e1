package server

import (
	"context"
	"sync"
)

// tasks are what outlives the request that began it. They are told to end with the service, and waited for.
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
		t.cancel() // it begins, sees that it is over, and notes so
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
