package backoffice

import (
	"strings"
	"sync"
	"sync/atomic"

	"sesame/account"
)

// mostSlips is the maximum number of cached domains, which bounds the memory.
const mostSlips = 10_000

// mailSlips caches, by the domain of an address, the provider's domain that it probably stands for; empty for none. Comparing
// each address with all providers would take longer than the rest of an import.
type mailSlips struct {
	meant  sync.Map
	cached atomic.Int32
}

func (s *mailSlips) of(address string) string {
	at := strings.LastIndexByte(address, '@') + 1
	if meant, ok := s.meant.Load(address[at:]); ok {
		return meant.(string) //nolint:forcetypeassert // stored below
	}
	meant := account.SuggestEmail(address, nil)
	meant = meant[strings.LastIndexByte(meant, '@')+1:]
	if s.cached.Load() < mostSlips {
		s.meant.Store(strings.Clone(address[at:]), meant)
		s.cached.Add(1)
	}
	return meant
}
