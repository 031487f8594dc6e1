package member_test

import (
	"strconv"
	"testing"
	"time"

	"sesame/handlers/servicetest"
)

func TestAPageTellsWhenTheSessionClosesAndAnyPageKeepsItOpen(t *testing.T) {
	s := servicetest.NewService(t)
	b := s.Browser()
	b.Establish(servicetest.Marie, servicetest.First)
	left := func(p *servicetest.Page) time.Duration {
		t.Helper()
		seconds, err := strconv.Atoi(p.Doc.Find("#fin-de-session").AttrOr("data-seconds", ""))
		if err != nil {
			t.Fatal(err)
		}
		return time.Duration(seconds) * time.Second
	}
	if got := left(b.Get("/espace")); got > s.Limits.SessionIdle || got < s.Limits.SessionIdle-time.Minute {
		t.Errorf("%s left of %s", got, s.Limits.SessionIdle)
	}
	s.Wait(s.Limits.SessionIdle - 2*time.Minute)
	if got := left(b.Get("/espace/mon-compte")); got != s.Limits.SessionIdle {
		t.Errorf("%s left after a page that was asked for", got)
	}
	for range int(s.Limits.SessionMax/s.Limits.SessionIdle) - 1 {
		s.Wait(s.Limits.SessionIdle - time.Minute)
		b.Get("/espace")
	}
	if got := left(b.Get("/espace").At("/espace", 200)); got >= s.Limits.SessionIdle*3 || got <= 0 {
		t.Errorf("%s left near the longest life", got)
	}
}
