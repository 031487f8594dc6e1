package web

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"syscall"
	"testing"
)

func TestABrowserThatLeftIsNoFault(t *testing.T) {
	gone, leave := context.WithCancel(t.Context())
	leave()
	for name, c := range map[string]struct {
		ctx  context.Context
		err  error
		left bool
	}{
		"it closed the page":           {gone, errors.New("interrupted"), true},
		"it went while it was written": {t.Context(), fmt.Errorf("write: %w", syscall.EPIPE), true},
		"its network fell":             {t.Context(), fmt.Errorf("write: %w", syscall.ECONNRESET), true},
		"a fault of ours":              {t.Context(), errors.New("database or disk is full"), false},
	} {
		if got := left(httptest.NewRequestWithContext(c.ctx, "GET", "/", nil), c.err); got != c.left {
			t.Errorf("%s: %v", name, got)
		}
	}
}
