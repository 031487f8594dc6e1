package argon2

// #include "argon2id.h"
import "C"

import (
	"slices"
	"sync"
	"time"
)

const (
	// idle is how long memory waits for another hash: clearing 19 MiB anew for each takes a fifth of its time, and a service
	// that compares passwords now and then holds none.
	idle = time.Second
	// hugePage is the size of pages, in bytes, on which a hash is fastest. A mapping of so many is aligned to them.
	hugePage = 2 << 20
)

// block is memory of the system's own, out of the sight of Go's collector and of malloc, which would keep some for each thread.
type block struct {
	start *C.uint8_t
	bytes C.size_t
}

// store has the memory of hashes that have ended, wiped, for those that follow within the idle time.
type store struct {
	mu    sync.Mutex
	spare []block
	end   *time.Timer
}

// memory is the one that all hashes share.
var memory store

// take returns memory for a hash of so many KiB; false means that the system has none left.
func (s *store) take(cost uint32) (block, bool) {
	bytes := (C.size_t(cost)<<10 + hugePage - 1) / hugePage * hugePage
	s.mu.Lock()
	at := slices.IndexFunc(s.spare, func(b block) bool { return b.bytes == bytes })
	if at >= 0 {
		b := s.spare[at]
		s.spare = slices.Delete(s.spare, at, at+1)
		s.mu.Unlock()
		return b, true
	}
	s.mu.Unlock()
	b := block{start: C.argon2id_map(bytes), bytes: bytes}
	return b, b.start != nil
}

// leave keeps the memory of a hash that has ended.
func (s *store) leave(b block) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spare = append(s.spare, b)
	if s.end == nil {
		s.end = time.AfterFunc(idle, s.giveBack)
		return
	}
	s.end.Reset(idle)
}

// giveBack returns all memory that no hash uses to the system.
func (s *store) giveBack() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.spare {
		C.argon2id_unmap(b.start, b.bytes)
	}
	s.spare = nil
}
