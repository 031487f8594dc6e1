package web

import (
	"sync"
	"time"
)

// hourly lets one log line an hour through, for warnings that strangers can trigger at will.
type hourly struct {
	mu   sync.Mutex
	last time.Time
}

func (h *hourly) tell(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.last.IsZero() && now.Sub(h.last) < time.Hour {
		return false
	}
	h.last = now
	return true
}
