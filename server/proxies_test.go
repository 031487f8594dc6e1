package server

import (
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestReadinessNamesProxiesThatMakeOnePersonOfAllMembers(t *testing.T) {
	at := func(s string) []netip.Addr { return []netip.Addr{netip.MustParseAddr(s)} }
	for _, c := range []struct {
		undeclared, unreadable []netip.Addr
		says                   []string
	}{
		{nil, nil, []string{"ok"}},
		{at("10.0.0.3"), nil, []string{"10.0.0.3", "SESAME_TRUSTED_PROXIES"}},
		{nil, at("fd00::3"), []string{"fd00::3", "X-Forwarded-For"}},
		{at("10.0.0.3"), at("10.0.0.4"), []string{"10.0.0.3", "10.0.0.4"}},
	} {
		s := &Server{options: Options{Now: time.Now, Proxies: func(time.Time) (undeclared, unreadable []netip.Addr) { return c.undeclared, c.unreadable }}}
		got := s.proxies()
		for _, want := range c.says {
			if !strings.Contains(got, want) {
				t.Errorf("%q lacks %q", got, want)
			}
		}
	}
}
